// Programs of the suite's cases: grpc-go's interop server of peers/go, and `tram proxy` in front of it.
import { fileURLToPath } from "node:url";
import { sourceFlags } from "../../tools/root.mjs";
import { type RunningServer, startServer } from "../interop/runner/processes.ts";

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The flags of a contract with REST and a method that is called by GET; without them, it is read by reflection. */
export const CONTRACT_FLAGS: readonly string[] = [
  ...["--proto", file("proto"), "-I", file("../interop/proto")],
];

/** A program of a case, at an address. */
export interface Program extends RunningServer {
  /** HOST:PORT. */
  readonly address: string;
  /** Waits for a text in its output. */
  says(pattern: RegExp): Promise<void>;
}

/** Starts the programs of one case, and ends those that it has left running. */
export class Stage {
  private readonly peer: string;
  private readonly started: Program[];

  /** @param peer the program of peers/go */
  constructor(peer: string) {
    this.peer = peer;
    this.started = [];
  }

  /** Starts grpc-go's server. */
  async startUpstream(...args: readonly string[]): Promise<Program> {
    const command = { program: this.peer, args };
    return this.add(await startServer(command, /^127\.0\.0\.1:(\d+)$/m));
  }

  /** Starts `tram proxy`, and waits until it has reached its target. */
  async startProxy(target: string, ...flags: readonly string[]): Promise<Program> {
    const cli = file("../../packages/cli/src/main.ts");
    const args = [...sourceFlags, cli, "proxy", target, "--listen", "127.0.0.1:0", ...flags];
    const command = { program: process.execPath, args };
    const proxy = this.add(await startServer(command, /is served at http:\/\/127\.0\.0\.1:(\d+)/));
    await until(async () => (await fetch(`http://${proxy.address}/healthz`)).ok);
    return proxy;
  }

  /** Ends all programs. */
  async end(): Promise<void> {
    for (const one of this.started.toReversed()) one.signal("SIGKILL");
    for (const one of this.started) await one.ended;
  }

  private add(server: RunningServer): Program {
    const program: Program = {
      ...server,
      address: `127.0.0.1:${server.port}`,
      says: (pattern) => until(() => Promise.resolve(pattern.test(server.output()))),
    };
    this.started.push(program);
    return program;
  }
}

/** Waits until something holds; fails after 20 seconds. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`did not come true within 20 seconds: ${String(holds)}`);
}
