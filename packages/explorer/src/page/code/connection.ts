/** The connection of `tram explore`, out of the flags of its command line, as a program makes it. */
import type { ContractJson, MetadataEntry } from "../../page-protocol.ts";

/** Flags without a value. */
const SWITCHES = new Set(["--tls", "--insecure-skip-verify", "--wait-for-ready"]);
const UNITS: readonly string[] = ["", "k", "m", "g"];

/** The parts of a program that depend on the command line. */
export interface CopiedConnection {
  /** The arguments of createChannel. */
  readonly channel: string;
  /** Whether the arguments read files. */
  readonly readsFiles: boolean;
  /** Metadata that every call sends. */
  readonly metadata: readonly MetadataEntry[];
  readonly waitForReady: boolean;
  /** As written on the command line: `5s`. */
  readonly timeout: string | undefined;
}

/** Reads the flags of a contract's command line. */
export function connectionOf({ target, commandFlags }: ContractJson): CopiedConnection {
  const values = flagValues(commandFlags);
  const last = (name: string): string | undefined => values.get(name)?.at(-1);
  const url = /^(https?):\/\/([^/]+)\/?$/.exec(target);
  const tls = tlsParts(last);
  const usesTls = url?.[1] === "https" || tls.length > 0 || values.has("--tls");
  const host = url?.[2] ?? target;
  const plain = url === null || /:\d+$/.test(host) ? host : `${host}:${usesTls ? 443 : 80}`;
  const options = [
    ...(usesTls ? [tls.length === 0 ? "tls: {}" : `tls: { ${tls.join(", ")} }`] : []),
    ...textParts(last, { authority: "--authority", userAgent: "--user-agent" }),
    ...bytesPart(last("--max-receive-bytes")),
  ];
  return {
    channel: [
      JSON.stringify(plain),
      ...(options.length === 0 ? [] : [`{ ${options.join(", ")} }`]),
    ].join(", "),
    readsFiles: ["--ca", "--cert", "--key"].some((name) => values.has(name)),
    metadata: (values.get("-H") ?? []).map(toEntry),
    waitForReady: values.has("--wait-for-ready"),
    timeout: last("--timeout"),
  };
}

/** The flags without one of them and its values. */
export function withoutFlag(flags: readonly string[], name: string): readonly string[] {
  return flags.filter((word, index) => word !== name && flags[index - 1] !== name);
}

function flagValues(flags: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (let index = 0; index < flags.length; index++) {
    const name = flags[index] ?? "";
    const list = values.get(name) ?? [];
    values.set(name, list);
    if (!SWITCHES.has(name)) list.push(flags[++index] ?? "");
    else list.push("true");
  }
  return values;
}

type Last = (name: string) => string | undefined;

function tlsParts(last: Last): readonly string[] {
  const parts = Object.entries({ ca: "--ca", cert: "--cert", key: "--key" }).flatMap(
    ([option, flag]) => {
      const file = last(flag);
      return file === undefined ? [] : [`${option}: readFileSync(${JSON.stringify(file)})`];
    },
  );
  parts.push(...textParts(last, { serverName: "--server-name" }));
  if (last("--insecure-skip-verify") !== undefined) parts.push("rejectUnauthorized: false");
  return parts;
}

function textParts(last: Last, names: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(names).flatMap(([option, flag]) => {
    const text = last(flag);
    return text === undefined ? [] : [`${option}: ${JSON.stringify(text)}`];
  });
}

/** `16MiB` as the number that the command understands. */
function bytesPart(text: string | undefined): readonly string[] {
  const [, number, unit = ""] = /^(\d+)\s*([kmg]?)(?:i?b)?$/i.exec(text ?? "") ?? [];
  if (number === undefined) return [];
  return [`maxReceiveBytes: ${Number(number) * 1024 ** UNITS.indexOf(unit.toLowerCase())}`];
}

function toEntry(header: string): MetadataEntry {
  const colon = header.indexOf(":", 1);
  return [header.slice(0, colon).trim(), header.slice(colon + 1).trim()];
}
