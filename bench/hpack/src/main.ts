/**
 * What a header block costs: encoding and decoding the fields of a gRPC request.
 *
 *   npm run bench:hpack [-- --quick] [-- --json FILE]
 */
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { type FieldSection, HpackDecoder, HpackEncoder, OutputBuffer } from "@tramline/http2";
import { captureNodeBlocks } from "./node-blocks.ts";

/** Different values to draw from; more than any cache of ours could remember. */
const VARIANTS = 1 << 14;

const isQuick = process.argv.includes("--quick");
const jsonAt = process.argv.indexOf("--json");
const rounds = isQuick ? 2 : 7;
const roundMs = isQuick ? 100 : 400;

const authorization = `Bearer ${"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.".repeat(6).slice(0, 193)}`;

function hex(digits: number): string {
  let text = "";
  while (text.length < digits) text += Math.floor(Math.random() * 16).toString(16);
  return text;
}

// Flat strings, as they come from a parser or a socket.
const requestIds = Array.from({ length: VARIANTS }, () =>
  Buffer.from(`${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`).toString("latin1"),
);
const traceparents = Array.from({ length: VARIANTS }, () =>
  Buffer.from(`00-${hex(32)}-${hex(16)}-01`).toString("latin1"),
);

type WriteFields = (encoder: HpackEncoder, out: OutputBuffer, call: number) => void;

const writeConstant: WriteFields = (encoder, out) => {
  encoder.field(out, ":method", "POST");
  encoder.field(out, ":scheme", "http");
  encoder.field(out, ":path", "/shop.v1.OrderService/GetOrder");
  encoder.field(out, ":authority", "127.0.0.1:50051");
  encoder.field(out, "te", "trailers");
  encoder.field(out, "content-type", "application/grpc");
  encoder.field(out, "user-agent", "grpc-node-tramline/0.1.0");
  encoder.field(out, "x-tenant", "acme");
  encoder.field(out, "x-client", "storefront");
};

const writeReal: WriteFields = (encoder, out, call) => {
  encoder.field(out, ":method", "POST");
  encoder.field(out, ":scheme", "http");
  encoder.field(out, ":path", "/shop.v1.OrderService/GetOrder");
  encoder.field(out, ":authority", "127.0.0.1:50051");
  encoder.field(out, "te", "trailers");
  encoder.field(out, "content-type", "application/grpc");
  encoder.field(out, "user-agent", "grpc-node-tramline/0.1.0");
  encoder.field(out, "authorization", authorization);
  encoder.field(out, "x-request-id", requestIds[call % VARIANTS] as string);
  encoder.field(out, "traceparent", traceparents[call % VARIANTS] as string);
};

/** The same fields as the varying part alone, which a connection encodes behind a template. */
const writeVarying: WriteFields = (encoder, out, call) => {
  encoder.field(out, "authorization", authorization);
  encoder.field(out, "x-request-id", requestIds[call % VARIANTS] as string);
  encoder.field(out, "traceparent", traceparents[call % VARIANTS] as string);
};

interface Row {
  readonly case: string;
  readonly implementation: string;
  readonly opsPerSecond: number;
  readonly clientCpuMicros: number;
  readonly min: number;
  readonly max: number;
  readonly rounds: number;
}

/** Calls per second of wall time, and what a call took of the processor, collector included. */
interface Sample {
  readonly opsPerSecond: number;
  readonly cpuMicros: number;
}

/** Runs `work(count)` in rounds after a warm-up; the samples in order of their CPU time. */
function measure(work: (count: number) => void): Sample[] {
  const run = (ms: number): Sample => {
    const start = performance.now();
    const cpu = process.cpuUsage();
    let calls = 0;
    while (performance.now() - start < ms) {
      work(4096);
      calls += 4096;
    }
    const { user, system } = process.cpuUsage(cpu);
    return {
      opsPerSecond: (calls / (performance.now() - start)) * 1000,
      cpuMicros: (user + system) / calls,
    };
  };
  run(roundMs);
  return Array.from({ length: rounds }, () => run(roundMs)).sort(
    (a, b) => a.cpuMicros - b.cpuMicros,
  );
}

const rows: Row[] = [];

function report(name: string, work: (count: number) => void): void {
  const samples = measure(work);
  const median = samples[samples.length >> 1] as Sample;
  const rates = samples.map(({ opsPerSecond }) => opsPerSecond);
  rows.push({
    case: name,
    implementation: "tramline",
    opsPerSecond: Math.round(median.opsPerSecond),
    clientCpuMicros: median.cpuMicros,
    min: Math.round(Math.min(...rates)),
    max: Math.round(Math.max(...rates)),
    rounds,
  });
  console.log(`${name.padEnd(24)} ${(median.cpuMicros * 1000).toFixed(0).padStart(6)} ns of CPU`);
}

function benchEncode(name: string, write: WriteFields): void {
  const encoder = new HpackEncoder();
  const out = new OutputBuffer(64 * 1024);
  let call = 0;
  report(`${name}/encode`, (count) => {
    for (let i = 0; i < count; i++) {
      if (out.position > 48 * 1024) out.position = 0;
      encoder.begin(out);
      write(encoder, out, call++);
    }
  });
}

function benchDecode(name: string, write: WriteFields): void {
  const encoder = new HpackEncoder();
  const decoder = createDecoder();
  const encode = (call: number): Uint8Array => {
    const out = new OutputBuffer(1024);
    encoder.begin(out);
    write(encoder, out, call);
    return out.bytes.slice(0, out.position);
  };
  for (let i = 0; i < 4; i++) {
    const block = encode(i);
    decoder.decode(block, 0, block.length);
  }
  const blocks = Array.from({ length: VARIANTS }, (_, i) => encode(i));
  let call = 0;
  let last: FieldSection | undefined;
  report(`${name}/decode`, (count) => {
    for (let i = 0; i < count; i++) {
      const block = blocks[call++ % VARIANTS] as Uint8Array;
      last = decoder.decode(block, 0, block.length);
    }
  });
  if (last?.malformed !== undefined) throw new Error(`${name}: ${last.malformed}`);
}

/** Decodes what a node:http2 client sends for the fields of `real`. */
async function benchDecodeFromNode(): Promise<void> {
  const count = 4096;
  const blocks = await captureNodeBlocks(
    Array.from({ length: count }, (_, i) => ({
      ":method": "POST",
      ":scheme": "http",
      ":path": "/shop.v1.OrderService/GetOrder",
      ":authority": "127.0.0.1:50051",
      te: "trailers",
      "content-type": "application/grpc",
      "user-agent": "grpc-node-tramline/0.1.0",
      authorization,
      "x-request-id": requestIds[i] as string,
      traceparent: traceparents[i] as string,
    })),
  );
  let decoder = createDecoder();
  let call = 0;
  report("real-from-node/decode", (calls) => {
    for (let i = 0; i < calls; i++) {
      if (call === count) {
        decoder = createDecoder();
        call = 0;
      }
      const block = blocks[call++] as Uint8Array;
      decoder.decode(block, 0, block.length);
    }
  });
}

function createDecoder(): HpackDecoder {
  return new HpackDecoder({ maxTableSize: 4096, maxFieldSectionSize: 65_536 });
}

console.log(
  `${cpus()[0]?.model ?? "unknown CPU"}, Node ${process.version}${isQuick ? ", quick" : ""}`,
);
benchEncode("constant", writeConstant);
benchDecode("constant", writeConstant);
benchEncode("real", writeReal);
benchEncode("real-varying-part", writeVarying);
benchDecode("real", writeReal);
await benchDecodeFromNode();

const file = jsonAt === -1 ? undefined : process.argv[jsonAt + 1];
if (file !== undefined) {
  const result = {
    bench: "hpack",
    date: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0]?.model,
    rows,
  };
  writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);
}
