import type { ClientChannelOptions } from "tramline";
import type { Scene } from "./scene.ts";

/** One thing that a server may do, and what a client must do about it. */
export interface Case {
  /** The section that asks for it: `RFC 9113 6.5`, `RFC 7541 4.2`, `gRPC`, or `flood`. */
  readonly section: string;
  readonly title: string;
  readonly run: (scene: Scene) => Promise<void>;
  readonly channel: ClientChannelOptions;
}

/** Collects the cases of one section. */
export function section(name: string): ((
  title: string,
  run: Case["run"],
  channel?: ClientChannelOptions,
) => void) & {
  readonly cases: Case[];
} {
  const cases: Case[] = [];
  const add = (title: string, run: Case["run"], channel: ClientChannelOptions = {}) => {
    cases.push({ section: name, title, run, channel });
  };
  return Object.assign(add, { cases });
}
