import type { Operation, Variant } from "../peers/node/command.ts";

/** One line of the report: who does what, how many at once. */
export interface Case {
  readonly name: string;
  readonly operation: Operation;
  /** Workers, hence calls or streams in flight, on one connection. */
  readonly inFlight: number;
  readonly tls: boolean;
  /** What the calls carry; left out: "plain". */
  readonly variant?: Variant;
  /** What one operation is called in the report. */
  readonly unit: string;
  /** A mixed pair: this implementation's client under every server, or … */
  readonly client?: string;
  /** … this implementation's server under every client. */
  readonly server?: string;
  /** How long each implementation runs it before the first round, at least, in milliseconds. */
  readonly warmupMs?: number;
  /** The implementations that take part, when not all do. */
  readonly only?: readonly string[];
  /** The implementations that take no part, when nearly all do. */
  readonly without?: readonly string[];
}

type Shape = Pick<Case, "name" | "operation" | "inFlight" | "unit" | "warmupMs">;

/** A few hundred connections a second are too few for V8 to have compiled their code any sooner. */
const CONNECT_WARMUP_MS = 30_000;

const shapes: readonly Shape[] = [
  { name: "unary-1", operation: "echo", inFlight: 1, unit: "calls" },
  { name: "unary-100", operation: "echo", inFlight: 100, unit: "calls" },
  { name: "unary-1000", operation: "echo", inFlight: 1000, unit: "calls" },
  { name: "unary-100-real", operation: "order", inFlight: 100, unit: "calls" },
  { name: "server-stream", operation: "count", inFlight: 1, unit: "messages" },
  { name: "server-stream-10", operation: "count", inFlight: 10, unit: "messages" },
  { name: "bidi-1", operation: "pingPong", inFlight: 1, unit: "round trips" },
  { name: "bidi-100", operation: "pingPong", inFlight: 100, unit: "round trips" },
  { name: "unary-1MiB", operation: "transfer", inFlight: 4, unit: "calls" },
  {
    name: "connect",
    operation: "connect",
    inFlight: 1,
    unit: "connections",
    warmupMs: CONNECT_WARMUP_MS,
  },
];

/** With TLS one row a language shows the cost; all nine would take the run past half an hour. */
const tlsImplementations = [
  "tramline",
  "@grpc/grpc-js",
  "grpc-go",
  "tonic (current-thread)",
  "grpc-java (directExecutor)",
];

/** node:http2 and connect-node speak no part in the questions that the mixed pairs ask. */
const mixedImplementations = [
  "tramline",
  "@grpc/grpc-js",
  "grpc-go",
  "tonic",
  "tonic (current-thread)",
  "grpc-java (directExecutor)",
];

const mixed: Pick<Case, "operation" | "inFlight" | "tls" | "unit" | "only"> = {
  operation: "echo",
  inFlight: 100,
  tls: false,
  unit: "calls",
  only: mixedImplementations,
};

/**
 * What services add to a bare call, each a row beside `unary-100`. Who lacks what a row is made of takes no
 * part: node:http2 in any, tonic and connect-node in retries, grpc-js in compressed responses.
 */
const variants: readonly Case[] = [
  variantCase("intercepted", { without: ["node:http2"] }),
  variantCase("context", { without: ["node:http2"] }),
  variantCase("retryable", {
    without: ["node:http2", "@connectrpc/connect-node", "tonic", "tonic (current-thread)"],
  }),
  variantCase("gzip", { without: ["node:http2", "@grpc/grpc-js"], operation: "document" }),
  variantCase("observed", {
    only: ["tramline", "grpc-go", "grpc-java", "grpc-java (directExecutor)"],
  }),
];

function variantCase(
  variant: Variant,
  more: Partial<Pick<Case, "operation" | "only" | "without">>,
): Case {
  return {
    name: `unary-100-${variant}`,
    operation: "echo",
    variant,
    inFlight: 100,
    tls: false,
    unit: "calls",
    ...more,
  };
}

/** `server-stream` again, read in batches, which other implementations do not have. */
const batches: Case = {
  name: "server-stream-batches",
  operation: "count",
  variant: "batches",
  inFlight: 1,
  tls: false,
  unit: "messages",
  only: ["tramline"],
};

/** In the order in which they run and are reported. */
export const cases: readonly Case[] = [
  ...shapes.map((shape) => ({ ...shape, tls: false })),
  ...variants,
  batches,
  { ...mixed, name: "unary-100-under-grpc-go", client: "grpc-go" },
  { ...mixed, name: "unary-100-against-tonic", server: "tonic" },
  ...shapes.map((shape) => ({
    ...shape,
    name: `tls-${shape.name}`,
    tls: true,
    only: tlsImplementations,
  })),
];
