/** One runtime's server called by another runtime's client, and by `tram`. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Failure } from "../../../tools/suite-result.mjs";

/** How to start a program on a runtime: a command and its first arguments. */
export interface Runtime {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export type Transport = "cleartext" | "tls";

/** How many cases the client has; fewer lines mean that it ended before its time. */
const CLIENT_CASES: Readonly<Record<Transport, number>> = { cleartext: 12, tls: 11 };
const PROGRAM_TIMEOUT_MS = 120_000;

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What came of some cases. */
export interface Outcome {
  readonly passed: number;
  readonly failures: readonly Failure[];
}

function start({ command, args, env }: Runtime, program: string, rest: readonly string[]) {
  return spawn(command, [...args, program, ...rest], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: PROGRAM_TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
}

/** What a program wrote, once it has ended. */
async function finish(
  child: ChildProcess,
): Promise<{ code: number | null; output: string; errors: string }> {
  let output = "";
  let errors = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, output, errors };
}

/** Starts the smoke suite's server on a runtime, calls `body` with its address, and ends it. */
export function withServer<T>(
  runtime: Runtime,
  transport: Transport,
  body: (address: string) => Promise<T>,
): Promise<T> {
  return withProgram(start(runtime, file("server.ts"), [transport]), body);
}

/** Starts a program that mounts a server in its runtime's own HTTP server; else like `withServer`. */
export function withMount<T>(
  runtime: Runtime,
  program: string,
  body: (address: string) => Promise<T>,
): Promise<T> {
  return withProgram(start(runtime, file(`../mounts/${program}`), []), body);
}

async function withProgram<T>(
  child: ReturnType<typeof start>,
  body: (address: string) => Promise<T>,
): Promise<T> {
  const ended = finish(child);
  try {
    const port = await new Promise<string>((resolve, reject) => {
      let text = "";
      child.stdout.on("data", (chunk: string) => {
        text += chunk;
        if (/^\d+\n/.test(text)) resolve(text.trim());
      });
      ended.then(
        ({ code, errors }) => reject(new Error(`the server ended with ${code}: ${errors}`)),
        reject,
      );
    });
    return await body(`127.0.0.1:${port}`);
  } finally {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
    await ended;
    clearTimeout(timer);
  }
}

/** Runs the client's cases on a runtime. */
export async function runClient(
  runtime: Runtime,
  transport: Transport,
  address: string,
): Promise<Outcome> {
  const child = start(runtime, file("client.ts"), [address, transport]);
  const { code, output, errors } = await finish(child);
  const failures: Failure[] = [];
  let passed = 0;
  for (const line of output.split("\n")) {
    if (!line.startsWith("{")) continue;
    const result = JSON.parse(line) as { case: string; message?: string };
    if (result.message === undefined) passed++;
    else failures.push({ case: result.case, message: result.message });
  }
  const expected = CLIENT_CASES[transport];
  if (code !== 0 || passed + failures.length !== expected) {
    const message = `ended with ${code} after ${passed + failures.length} of ${expected} cases: ${errors.slice(-2000)}`;
    failures.push({ case: "the client's end", message });
  }
  return { passed, failures };
}

/** Makes one call with `tram call` on a runtime. */
export async function runTram(
  runtime: Runtime,
  transport: Transport,
  address: string,
): Promise<Outcome> {
  const tls = ["--ca", file("../../e2e/testdata/ca.pem"), "--server-name", "server.example"];
  const args = [
    ...["call", address, "e2e.EchoService/Repeat", "--compact", "-d", '{"text":"ü","count":3}'],
    ...["--proto", file("../../e2e/proto"), ...(transport === "tls" ? tls : [])],
  ];
  const child = start(runtime, file("../../../packages/cli/bin/tram.js"), args);
  const { code, output, errors } = await finish(child);
  const counts = output
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
  const expected = [{ text: "ü" }, { text: "ü", count: 1 }, { text: "ü", count: 2 }];
  if (code === 0 && JSON.stringify(counts) === JSON.stringify(expected)) {
    return { passed: 1, failures: [] };
  }
  const message = `ended with ${code}: ${output}${errors}`;
  return { passed: 0, failures: [{ case: "tram call", message }] };
}
