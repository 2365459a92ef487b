import type { Behavior } from "../programs/messages.ts";
import type { Figures } from "../runner/figures.ts";
import type { Fleet } from "../runner/fleet.ts";

/** What is wrong with figures; undefined when nothing is. */
export type Verdict = string | undefined;

/** A claim about figures. It is held against both clients, and the second form against the two together. */
export type Check =
  | { readonly name: string; readonly each: (figures: Figures) => Verdict }
  | { readonly name: string; readonly both: (ours: Figures, theirs: Figures) => Verdict };

/** One policy, servers that behave in one way, and what must come of it. */
export interface Scenario {
  readonly name: string;
  /** `loadBalancingConfig`. */
  readonly policy: readonly object[];
  /** The rest of the service config. */
  readonly config?: object;
  /** How servers differ from an ordinary one, from the start. */
  readonly behavior?: (index: number) => Partial<Behavior>;
  /** What happens to servers from the beginning of the measured time on. */
  readonly events?: (fleet: Fleet) => Promise<void>;
  readonly checks: readonly Check[];
}

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
