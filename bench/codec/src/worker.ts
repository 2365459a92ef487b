// Runs one implementation in a process of its own, so that what V8 learns of one
// is no help or hindrance to another. Told what to run by messages of main.ts.

import type { Codec, Implementation } from "./implementation.ts";
import { type MessageName, messages, SAMPLES, samplesOf } from "./samples.ts";

/** What main.ts asks for. */
export interface Task {
  readonly message: MessageName;
  readonly direction: "encode" | "decode";
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
const codecs = new Map<string, Codec>();

/** How many results are kept alive at a time, as programs do. */
const KEPT = 256;
const kept: unknown[] = new Array<unknown>(KEPT).fill(undefined);

function codecOf(message: MessageName): Codec {
  let codec = codecs.get(message);
  if (codec === undefined) {
    codec = implementation.codec(message);
    check(message, codec);
    codecs.set(message, codec);
  }
  return codec;
}

/** Whatever it measures must be the same messages for all. */
function check(message: MessageName, codec: Codec): void {
  const { type } = messages[message];
  const samples = samplesOf(message);
  for (let index = 0; index < SAMPLES; index++) {
    const encoded = codec.encoded(index);
    if (encoded === undefined) continue;
    const expected = JSON.stringify(samples[index], comparable);
    const actual = JSON.stringify(type.decode(encoded), comparable);
    if (actual !== expected) {
      throw new Error(`${name} encodes ${message} ${index} as another message`);
    }
  }
}

function comparable(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (!(value instanceof Map)) return value;
  const entries = Array.from(value as Map<string | number, unknown>);
  return entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
}

function measure({ message, direction, milliseconds }: Task): Measured {
  const codec = codecOf(message);
  const run = codec[direction];
  const cpuBefore = process.cpuUsage();
  const start = process.hrtime.bigint();
  const end = start + BigInt(Math.round(milliseconds * 1e6));
  let operations = 0;
  let now = start;
  while (now < end) {
    for (let i = 0; i < SAMPLES; i++) kept[i % KEPT] = run(i);
    operations += SAMPLES;
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
