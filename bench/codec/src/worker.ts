// Runs one implementation in a process of its own, so that what V8 learns of one
// is no help or hindrance to another. Told what to run by messages of main.ts.

import { fromJsonString } from "@tramline/protobuf";
import type { Codec, Implementation, Operation } from "./implementation.ts";
import { kindOf, samplesOf } from "./samples.ts";

/** What main.ts asks for. */
export interface Task {
  readonly message: string;
  readonly operation: Operation;
  readonly milliseconds: number;
}

/** What it is told. */
export interface Measured {
  readonly version: string;
  readonly operations: number;
  readonly seconds: number;
  /** User and system time of the process, its collector included. */
  readonly cpuSeconds: number;
}

const name = process.argv[2] ?? "";
const { implementation } = (await import(`./implementations/${name}.ts`)) as {
  implementation: Implementation;
};

/**
 * Results are kept alive for a while, as programs do: this many, unless they are large. A ring of megabytes
 * would measure how fast V8 copies what survives, and nothing of codecs.
 */
const MOST_KEPT = 256;
const KEPT_BYTES = 256 * 1024;
let kept: unknown[] = [];

interface Current {
  readonly message: string;
  readonly codec: Codec;
  readonly mostKept: number;
}
let current: Current | undefined;

/** The codec of one kind of messages; those of the kind before are forgotten. */
function currentOf(message: string): Current {
  if (current?.message !== message) {
    current = undefined;
    kept = [];
    const codec = implementation.codec(message);
    check(message, codec);
    current = { message, codec, mostKept: mostKeptOf(message) };
  }
  return current;
}

/** Whatever it measures must be the same messages for all. */
function check(message: string, codec: Codec): void {
  const type = kindOf(message).type;
  samplesOf(message).forEach((sample, index) => {
    const expected = JSON.stringify(sample, comparable);
    const same = (actual: object, what: string) => {
      if (JSON.stringify(actual, comparable) === expected) return;
      throw new Error(`${name} ${what} ${message} ${index} as another message`);
    };
    const encoded = codec.encoded(index);
    if (encoded !== undefined) same(type.decode(encoded), "encodes");
    const text = codec["to-json"]?.(index);
    if (text !== undefined) same(fromJsonString(type, text), "prints");
  });
}

function comparable(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (!(value instanceof Map)) return value;
  const entries = Array.from(value as Map<string | number, unknown>);
  return entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

/** How many messages of one kind are kept alive. */
function mostKeptOf(message: string): number {
  const [sample] = samplesOf(message);
  const bytes = kindOf(message).type.encode(sample as never).length;
  return Math.max(1, Math.min(MOST_KEPT, Math.floor(KEPT_BYTES / bytes)));
}

function measure({ message, operation, milliseconds }: Task): Measured {
  const { codec, mostKept } = currentOf(message);
  const run = codec[operation];
  if (run === undefined) throw new Error(`${name} has no ${operation}`);
  const { count } = kindOf(message);
  const cpuBefore = process.cpuUsage();
  const start = process.hrtime.bigint();
  const end = start + BigInt(Math.round(milliseconds * 1e6));
  let operations = 0;
  let now = start;
  while (now < end) {
    for (let i = 0; i < count; i++) kept[i % mostKept] = run(i);
    operations += count;
    now = process.hrtime.bigint();
  }
  const cpu = process.cpuUsage(cpuBefore);
  return {
    version: implementation.version,
    operations,
    seconds: Number(now - start) / 1e9,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}

process.on("message", (task: Task) => process.send?.(measure(task)));
process.send?.("ready");
