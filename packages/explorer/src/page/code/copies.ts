/** A call as a command of a shell, and as a program. */
import type { ContractJson, MessageJson, MetadataEntry, MethodJson } from "../../page-protocol.ts";
import { parseDeadlineMs } from "../call/settings.ts";
import { streamsRequests } from "../contract.ts";
import { isObject, type Json, printJson } from "../json/json.ts";
import { type CopiedConnection, connectionOf, withoutFlag } from "./connection.ts";

/** A call that is copied. */
export interface CopiedCall {
  readonly method: MethodJson;
  /** One; of a method that streams requests, all. */
  readonly requests: readonly Json[];
  readonly metadata: readonly MetadataEntry[];
  readonly timeoutMs: number | undefined;
}

/** Text as one word of a shell's command line. */
function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Prints the command `tram call` that makes the call. */
export function callCommand(contract: ContractJson, call: CopiedCall): string {
  const words = ["tram", "call", quote(contract.target), quote(call.method.path)];
  const data = call.requests.map((one) => JSON.stringify(one)).join(" ");
  words.push("-d", quote(data));
  for (const [name, value] of call.metadata) words.push("-H", quote(`${name}: ${value}`));
  const { commandFlags } = contract;
  if (call.timeoutMs === undefined) return [...words, ...commandFlags.map(quote)].join(" ");
  const others = withoutFlag(commandFlags, "--timeout").map(quote);
  return [...words, "--timeout", `${call.timeoutMs}ms`, ...others].join(" ");
}

/** Prints a TypeScript program that makes the call by code that `tram generate` has written to `gen`. */
export function callProgram(contract: ContractJson, call: CopiedCall): string {
  const { code } = call.method;
  const connection = connectionOf(contract);
  const types = anyTypes(call.requests, contract);
  const hasRegistry = types.length > 0;
  const requests = call.requests.map((one) => requestText(code.input, one, hasRegistry));
  const imports = new Map<string, string[]>();
  const importFrom = (module: string, name: string): void => {
    imports.set(module, [...new Set(imports.get(module)).add(name)]);
  };
  if (connection.readsFiles) importFrom("node:fs", "readFileSync");
  importFrom("@tramline/protobuf", "fromJson");
  if (hasRegistry) importFrom("@tramline/protobuf", "createRegistry");
  importFrom("tramline", "createChannel");
  importFrom("tramline", "createClient");
  importFrom(moduleOf(code.inputModule), code.input);
  importFrom(moduleOf(code.serviceModule), code.service);
  for (const { name, module } of types) importFrom(moduleOf(module), name);
  const lines = [
    ...[...imports].map(
      ([module, names]) => `import { ${names.sort().join(", ")} } from ${JSON.stringify(module)};`,
    ),
    "",
    ...(hasRegistry
      ? [`const registry = createRegistry(${types.map(({ name }) => name).join(", ")});`]
      : []),
    `const channel = createChannel(${connection.channel});`,
    `const client = createClient(${code.service}, channel);`,
    ...bodyLines(call, requests, optionsText(connection, call)),
    "await channel.close();",
  ];
  return `${lines.join("\n")}\n`;
}

function bodyLines(call: CopiedCall, requests: readonly string[], options: string): string[] {
  const { code, kind } = call.method;
  const call1 = `client.${code.method}`;
  const first = requests[0] ?? `fromJson(${code.input}, {})`;
  const print = "  console.log(response);";
  const sends = streamsRequests(call.method)
    ? [
        `const call = ${call1}(${options});`,
        ...requests.map((one) => `await call.send(${one});`),
        "await call.close();",
      ]
    : [];
  switch (kind) {
    case "unary":
      return [
        `const response = await ${call1}(${first}${options === "" ? "" : `, ${options}`});`,
        "console.log(response);",
      ];
    case "serverStreaming":
      return [
        `for await (const response of ${call1}(${first}${options === "" ? "" : `, ${options}`})) {`,
        print,
        "}",
      ];
    case "clientStreaming":
      return [...sends, "console.log(await call.response);"];
    case "bidiStreaming":
      return [...sends, "for await (const response of call) {", print, "}"];
  }
}

type TypeCode = MessageJson["code"];

/** A message of each file that declares a type inside of a google.protobuf.Any. */
function anyTypes(requests: readonly Json[], { messages }: ContractJson): readonly TypeCode[] {
  const types = new Map<string, TypeCode>();
  const waiting = [...requests];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (typeof value !== "object" || value === null) continue;
    const url = isObject(value) ? value["@type"] : undefined;
    const code =
      typeof url === "string" ? messages[url.slice(url.lastIndexOf("/") + 1)]?.code : undefined;
    if (code !== undefined) types.set(code.module, code);
    waiting.push(...Object.values<Json>(value));
  }
  return [...types.values()];
}

function requestText(type: string, request: Json, hasRegistry: boolean): string {
  // In a program, this name without brackets would set the prototype.
  const text = printJson(request).replaceAll('"__proto__":', '["__proto__"]:');
  return `fromJson(${type}, ${text}${hasRegistry ? ", { registry }" : ""})`;
}

function optionsText(connection: CopiedConnection, call: CopiedCall): string {
  const parts: string[] = [];
  const metadata = [...connection.metadata, ...call.metadata];
  if (metadata.length > 0) parts.push(`metadata: [${metadata.map(entryText).join(", ")}]`);
  const timeoutMs = call.timeoutMs ?? parseDeadlineMs(connection.timeout ?? "");
  if (timeoutMs !== undefined) parts.push(`timeoutMs: ${timeoutMs}`);
  if (connection.waitForReady) parts.push("waitForReady: true");
  return parts.length === 0 ? "" : `{ ${parts.join(", ")} }`;
}

function entryText([name, value]: MetadataEntry): string {
  const text = JSON.stringify(value);
  const content = name.toLowerCase().endsWith("-bin") ? `Buffer.from(${text}, "base64")` : text;
  return `[${JSON.stringify(name)}, ${content}]`;
}

/** Where the code of a file is: well-known types come with the runtime. */
function moduleOf(module: string): string {
  return module.startsWith("google/protobuf/") ? "@tramline/protobuf/wkt" : `./gen/${module}`;
}
