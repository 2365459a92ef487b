/** The attacked servers, each a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { endWithUs } from "../../../tools/root.mjs";
import { buildJudge } from "../../judges/build-judge.ts";

export const serverNames = ["tramline", "grpc-go", "grpc-js", "node-http2"] as const;
export type ServerName = (typeof serverNames)[number];

/** Heap of a server that runs on Node, in MiB. */
const heapMiB = 512;
const startTimeoutMs = 30_000;
/** Most of a server's standard error that is kept, in characters. */
const errorsKept = 4000;

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const certificate = file("../../e2e/testdata/server.pem");
const key = file("../../e2e/testdata/server.key");
/** What clients of the TLS port trust. */
export const authority = file("../../e2e/testdata/ca.pem");

export interface AttackedServer {
  readonly pid: number;
  readonly port: number;
  readonly tlsPort: number;
  /** How often each limit cut or refused somebody, as far as the server says so. */
  readonly limits: Readonly<Record<string, number>>;
  /** How many errors it reported. */
  readonly errors: number;
  /** The most handlers of `Stubborn` that ran at one time. */
  readonly handlers: number;
  /** How the process ended; undefined while it runs. */
  readonly end: string | undefined;
  stop(): Promise<void>;
}

interface Line {
  readonly port?: number;
  readonly tlsPort?: number;
  readonly limits?: Record<string, number>;
  readonly errors?: number;
  readonly handlers?: number;
}

/** Returns how to start a server, or why it cannot. */
function commandOf(name: ServerName, flags: readonly string[]): readonly string[] | string {
  if (name === "grpc-go") {
    const built = buildJudge("attacked-server", ".", file("../peers/go"));
    return built.notRun ?? [built.program];
  }
  return [
    process.execPath,
    ...process.execArgv,
    `--max-old-space-size=${heapMiB}`,
    ...flags,
    file(`../peers/${name}/server.ts`),
  ];
}

const commands = new Map<ServerName, readonly string[] | string>();

/** Returns why a server cannot be started; undefined when it can. */
export function prepareServer(name: ServerName, flags: readonly string[]): string | undefined {
  const command = commandOf(name, flags);
  commands.set(name, command);
  return typeof command === "string" ? command : undefined;
}

class Running implements AttackedServer {
  pid = 0;
  port = 0;
  tlsPort = 0;
  limits: Readonly<Record<string, number>> = {};
  errors = 0;
  handlers = 0;
  end: string | undefined;
  private readonly child: ChildProcess;
  private standardError = "";

  constructor(child: ChildProcess) {
    this.child = child;
    child.stderr?.on("data", (bytes: Buffer) => {
      this.standardError = (this.standardError + bytes.toString()).slice(-errorsKept);
    });
  }

  /** Resolves once it listens. */
  async start(): Promise<void> {
    const { child } = this;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error("the server did not start")), startTimeoutMs);
      child.on("error", reject);
      child.on("exit", (code, signal) => {
        this.end = `${signal ?? `status ${code}`}: ${firstError(this.standardError)}`;
        reject(new Error(`the server ended, ${this.end}`));
      });
      if (child.stdout === null) return;
      createInterface({ input: child.stdout }).on("line", (text) => {
        const line = JSON.parse(text) as Line;
        this.limits = line.limits ?? this.limits;
        this.errors = line.errors ?? this.errors;
        this.handlers = line.handlers ?? this.handlers;
        if (line.port === undefined || line.tlsPort === undefined) return;
        this.port = line.port;
        this.tlsPort = line.tlsPort;
        clearTimeout(timer);
        resolve();
      });
    });
    this.pid = child.pid ?? 0;
  }

  async stop(): Promise<void> {
    if (this.end !== undefined) return;
    // The signal also lets a profile of the CPU be written.
    const ended = new Promise<void>((resolve) => {
      this.child.once("exit", () => resolve());
    });
    this.child.stdin?.end();
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 3000);
    await ended;
    clearTimeout(timer);
  }
}

/** Options of Tramline's server that differ from its defaults. */
export interface RowOptions {
  readonly timeouts: Readonly<Record<string, number>> | undefined;
  readonly maxConnections: number | undefined;
  /** Whether it serves every protocol. */
  readonly isEdge: boolean | undefined;
}

/** Starts a server that was prepared. @param options of Tramline's server; the others have their defaults */
export async function startServer(name: ServerName, options: RowOptions): Promise<AttackedServer> {
  const command = commands.get(name);
  if (command === undefined || typeof command === "string")
    throw new Error(`${name} is not prepared`);
  const [program = "", ...args] = command;
  const own = name === "tramline" ? [JSON.stringify(options)] : [];
  const child = spawn(program, [...args, certificate, key, ...own], {
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  endWithUs(child);
  const running = new Running(child);
  await running.start();
  return running;
}

/** The line of a standard error that says the most: a fatal error or the first. */
function firstError(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /error|panic/i.test(line))?.trim() ?? lines[0] ?? "no message";
}
