import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type {
  Answer,
  Command,
  Failure,
  ServerReady,
  ServerVariant,
  Variant,
} from "../peers/node/command.ts";
import type { Case } from "./cases.ts";

/** How much longer than its windows a command may take: warm starts, draining, closing. */
const GRACE_MS = 20_000;

/** A client or a server that runs until its stdin ends, and prints a line for each it is sent. */
class PeerProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private readonly name: string;
  private stderr = "";

  constructor(
    name: string,
    command: readonly string[],
    flags: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) {
    const [program = "", ...rest] = command;
    this.name = name;
    this.child = spawn(program, [...rest, ...flags], { env: { ...process.env, ...environment } });
    // A process that is gone shows as the end of its output.
    this.child.on("error", (error) => {
      this.stderr += error.message;
    });
    this.child.stdin.on("error", () => {});
    this.child.stderr.on("data", (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-4_000);
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  send(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** The next line as JSON; rejects when the process ends first or takes longer than `limitMs`. */
  async next(limitMs: number): Promise<unknown> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const say = () => reject(new Error(`${this.name} said nothing for ${limitMs} ms`));
      timer = setTimeout(say, limitMs);
    });
    try {
      const line = await Promise.race([this.lines.next(), late]);
      if (line.done === true) throw new Error(`${this.name} ended. ${this.stderr}`);
      return JSON.parse(line.value) as unknown;
    } finally {
      clearTimeout(timer);
    }
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}

/** The variant of the server for calls of a variant; undefined for the plain one. */
function serverOf(variant: Variant = "plain"): ServerVariant | undefined {
  const isOfClient = variant === "plain" || variant === "retryable" || variant === "batches";
  return isOfClient ? undefined : variant;
}

export class PeerClient {
  private readonly process: PeerProcess;

  constructor(
    name: string,
    command: readonly string[],
    tlsCa: string,
    environment: Readonly<Record<string, string>>,
  ) {
    this.process = new PeerProcess(`${name}'s client`, command, ["--tls-ca", tlsCa], environment);
  }

  get pid(): number {
    return this.process.pid;
  }

  async run(command: Command): Promise<Answer> {
    this.process.send(JSON.stringify(command));
    const answer = (await this.process.next(command.warmupMs + command.measureMs + GRACE_MS)) as
      | Answer
      | Failure;
    if ("error" in answer) throw new Error(answer.error);
    return answer;
  }

  stop(): void {
    this.process.stop();
  }
}

export class PeerServer {
  private readonly process: PeerProcess;
  private ready: ServerReady = { port: 0, tlsPort: 0 };

  constructor(
    name: string,
    command: readonly string[],
    tlsCert: string,
    tlsKey: string,
    environment: Readonly<Record<string, string>>,
  ) {
    const flags = ["--tls-cert", tlsCert, "--tls-key", tlsKey];
    this.process = new PeerProcess(`${name}'s server`, command, flags, environment);
  }

  async listening(): Promise<void> {
    this.ready = (await this.process.next(GRACE_MS)) as ServerReady;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** The address of the port for a case; throws when the server has none for its variant. */
  target({ name, tls, variant }: Case): string {
    const { port, tlsPort, ports } = this.ready;
    if (tls) return `127.0.0.1:${tlsPort}`;
    const own = serverOf(variant);
    const found = own === undefined ? port : ports?.[own];
    if (found === undefined) throw new Error(`the server has no port for ${name}`);
    return `127.0.0.1:${found}`;
  }

  stop(): void {
    this.process.stop();
  }
}
