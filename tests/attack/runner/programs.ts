/** The attacker and the honest clients, each a process of its own. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { AttackOrder, AttackReport, HonestCounts, HonestOrder } from "../programs/messages.ts";

const responseTimeoutMs = 20_000;

/** A program of ours at the other end of an IPC channel. It responds in the order in which it was asked. */
class Program {
  private readonly child: ChildProcess;
  private readonly arrived: unknown[] = [];
  private wake: (() => void) | undefined;

  constructor(name: string) {
    const script = fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url));
    this.child = fork(script, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.child.on("message", (message) => {
      this.arrived.push(message);
      this.wake?.();
    });
    this.child.on("exit", () => this.wake?.());
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  send(message: object | string): void {
    if (this.child.connected) this.child.send(message);
  }

  /** Resolves with the next message; rejects when the program has ended or does not respond. */
  async next<T>(): Promise<T> {
    if (this.arrived.length === 0 && this.child.exitCode === null) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, responseTimeoutMs);
      });
      clearTimeout(timer);
    }
    if (this.arrived.length > 0) return this.arrived.shift() as T;
    throw new Error("a program of the suite has ended or does not respond");
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await ended;
  }
}

export class Attacker {
  private readonly program = new Program("attacker");

  get pid(): number {
    return this.program.pid;
  }

  /** Resolves with the bytes per second that a socket takes that nobody refuses; 0 where it is not a flood. */
  async prepare(order: AttackOrder): Promise<number> {
    await this.program.next();
    this.program.send({ prepare: order });
    return this.program.next<number>();
  }

  go(order: AttackOrder): void {
    this.program.send({ go: order });
  }

  async report(): Promise<AttackReport> {
    this.program.send("stop");
    return this.program.next<AttackReport>();
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}

export class HonestClients {
  private readonly program = new Program("honest");
  private isReady = false;
  private isCold = true;

  get pid(): number {
    return this.program.pid;
  }

  async go(order: HonestOrder): Promise<void> {
    if (!this.isReady) await this.program.next();
    this.isReady = true;
    this.program.send({ go: order });
  }

  /** Returns how long the clients take to reach their full speed: 0 once they have run before. */
  coldMs(): number {
    const coldMs = this.isCold ? 3000 : 0;
    this.isCold = false;
    return coldMs;
  }

  rest(): void {
    this.program.send("rest");
  }

  read(): Promise<HonestCounts> {
    this.program.send("read");
    return this.program.next<HonestCounts>();
  }

  stop(): Promise<void> {
    return this.program.stop();
  }
}
