/** A call as a command of a shell, and as a program. */
import type { ContractJson, MetadataEntry, MethodJson } from "../../page-protocol.ts";
import { streamsRequests } from "../contract.ts";
import type { Json } from "../json/json.ts";

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
  if (call.timeoutMs !== undefined) words.push("--timeout", `${call.timeoutMs}ms`);
  words.push(...contract.commandFlags.map(quote));
  return words.join(" ");
}

/** Prints a TypeScript program that makes the call by code that `tram generate` has written to `gen`. */
export function callProgram(contract: ContractJson, call: CopiedCall): string {
  const { method, requests, metadata, timeoutMs } = call;
  const { code } = method;
  const url = /^(https?):\/\/([^/]+)\/?$/.exec(contract.target);
  const usesTls =
    url?.[1] === "https" ||
    contract.commandFlags.some((flag) => flag === "--tls" || flag === "--ca");
  const host = url?.[2] ?? contract.target;
  const target = url === null || /:\d+$/.test(host) ? host : `${host}:${usesTls ? 443 : 80}`;
  const isSameModule = code.serviceModule === code.inputModule;
  const options = optionsText(metadata, timeoutMs);
  const lines = [
    'import { fromJson } from "@tramline/protobuf";',
    'import { createChannel, createClient } from "tramline";',
    isSameModule
      ? `import { ${[code.input, code.service].sort().join(", ")} } from "./gen/${code.serviceModule}";`
      : `import { ${code.input} } from "${moduleOf(code.inputModule)}";\nimport { ${code.service} } from "./gen/${code.serviceModule}";`,
    "",
    `const channel = createChannel(${JSON.stringify(target)}${usesTls ? ", { tls: {} }" : ""});`,
    `const client = createClient(${code.service}, channel);`,
    ...bodyLines(
      call,
      requests.map((one) => requestText(code.input, one)),
      options,
    ),
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

function requestText(type: string, request: Json): string {
  return `fromJson(${type}, ${JSON.stringify(request, null, 2)})`;
}

function optionsText(metadata: readonly MetadataEntry[], timeoutMs: number | undefined): string {
  const parts: string[] = [];
  if (metadata.length > 0) {
    const entries = metadata.map(([name, value]) =>
      name.endsWith("-bin")
        ? `[${JSON.stringify(name)}, Buffer.from(${JSON.stringify(value)}, "base64")]`
        : JSON.stringify([name, value]),
    );
    parts.push(`metadata: [${entries.join(", ")}]`);
  }
  if (timeoutMs !== undefined) parts.push(`timeoutMs: ${timeoutMs}`);
  return parts.length === 0 ? "" : `{ ${parts.join(", ")} }`;
}

/** Where the code of a file is: well-known types come with the runtime. */
function moduleOf(module: string): string {
  return module.startsWith("google/protobuf/") ? "@tramline/protobuf/wkt" : `./gen/${module}`;
}
