/** The server behind the page: one service with every kind of method and field, without generated code. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { compileSync } from "@tramline/compiler";
import { createFileRegistry, dynamicService } from "@tramline/protobuf";
import {
  BadRequest,
  ErrorInfo,
  Help,
  LocalizedMessage,
  QuotaFailure,
  RetryInfo,
} from "@tramline/rpc/google/rpc";
import { addReflection } from "@tramline/services";
import { createServer, detail, type Server, type ServerContext, StatusError } from "tramline";
import { tlsFile } from "../e2e/tls-files.ts";

/** The folder of the contract. */
const protoFolder: string = path.join(import.meta.dirname, "proto");

type Message = Record<string, unknown>;

/** A running kitchen. */
export interface Kitchen {
  readonly server: Server;
  readonly target: string;
}

/** Starts a kitchen on the loopback. */
export async function startKitchen(
  options: { readonly address?: string; readonly tls?: boolean } = {},
): Promise<Kitchen> {
  const compiled = compileSync({
    files: ["kitchen/v1/kitchen.proto"],
    resolve: (name) =>
      name.startsWith("kitchen/") ? readFileSync(path.join(protoFolder, name), "utf8") : undefined,
  });
  const service = createFileRegistry(compiled.files).getService("kitchen.v1.Kitchen");
  if (service === undefined) throw new Error("the contract lacks its service");
  const tls = { cert: tlsFile("server.pem"), key: tlsFile("server.key") };
  const server = createServer(options.tls === true ? { tls } : {});
  server.add(dynamicService(service), {
    echo: (dish: unknown) => dish as Message,
    watch,
    async weigh(weights: AsyncIterable<unknown>) {
      let grams = 0n;
      for await (const weight of weights) grams += (weight as { grams: bigint }).grams;
      return { grams };
    },
    async *talk(lines: AsyncIterable<unknown>) {
      for await (const line of lines) yield { text: `${String((line as Message)["text"])}!` };
    },
    burn: () => burn(),
    wait: (_request: unknown, context: ServerContext) =>
      new Promise((_resolve, reject) => {
        context.signal.addEventListener("abort", () => reject(context.signal.reason as Error));
      }),
    whisper(_request: unknown, context: ServerContext) {
      context.responseHeaders.set("x-kitchen", "open");
      context.responseTrailers.set("x-bill", "12");
      const { metadata } = context;
      const entries = Object.entries(metadata.toJSON()).map(
        ([name, values]) => [name, values.join(", ")] as const,
      );
      return { metadata: new Map(entries) };
    },
    shout: (text: unknown) => ({ value: String((text as Message)["value"]).toUpperCase() }),
    old: (line: unknown) => line as Message,
  });
  addReflection(server);
  const { address } = await server.listen(options.address ?? "127.0.0.1:0");
  return { server, target: address };
}

async function* watch(request: unknown): AsyncGenerator<Message> {
  const { steps, endless } = request as { steps: number; endless: boolean };
  const count = endless ? Number.POSITIVE_INFINITY : steps === 0 ? 3 : steps;
  for (let number = 1; number <= count; number++) {
    yield { number, text: `step ${number}` };
    if (endless) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function burn(): never {
  throw new StatusError("INVALID_ARGUMENT", "the dish cannot be cooked", {
    metadata: { "x-smoke": "black" },
    details: [
      detail(BadRequest, {
        fieldViolations: [
          { field: "name", description: "must not be empty" },
          { field: "ingredients[0].grams", description: "must be positive" },
        ],
      }),
      detail(RetryInfo, { retryDelay: { seconds: 2n } }),
      detail(ErrorInfo, { reason: "BURNT", domain: "kitchen.example", metadata: { pan: "large" } }),
      detail(Help, {
        links: [{ description: "Menu", url: "https://kitchen.example/menu" }],
      }),
      detail(LocalizedMessage, { locale: "de", message: "Angebrannt." }),
      detail(QuotaFailure, { violations: [{ subject: "stove", description: "all plates taken" }] }),
      { typeUrl: "type.example.com/some.Unknown", value: new Uint8Array([8, 1]) },
    ],
  });
}
