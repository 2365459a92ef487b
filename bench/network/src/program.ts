import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

/** A command and its arguments. */
export type Command = readonly string[];

/** A program that prints lines of JSON. */
export class Program {
  private readonly child: ChildProcess;
  private readonly name: string;
  private output: string;
  private errors: string;
  private wake: () => void;
  private isOver: boolean;

  constructor(command: Command, args: readonly (string | number)[]) {
    const [program = "", ...rest] = command;
    this.name = [...command.slice(-1), ...args].join(" ");
    this.child = spawn(program, [...rest, ...args.map(String)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.output = "";
    this.errors = "";
    this.wake = () => {};
    this.isOver = false;
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.output += text;
      this.wake();
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.errors = (this.errors + text).slice(-4000);
    });
    const end = () => {
      this.isOver = true;
      this.wake();
    };
    this.child.on("error", end);
    this.child.on("close", end);
  }

  /** Returns the next line; rejects when the program ends or is silent for too long. */
  async line<T>(limitMs = 120_000): Promise<T> {
    const endMs = performance.now() + limitMs;
    for (;;) {
      const end = this.output.indexOf("\n");
      if (end >= 0) {
        const line = this.output.slice(0, end);
        this.output = this.output.slice(end + 1);
        return JSON.parse(line) as T;
      }
      const leftMs = endMs - performance.now();
      if (this.isOver || leftMs <= 0) {
        throw new Error(`${this.name} ${this.isOver ? "ended" : "said nothing"}: ${this.errors}`);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Returns the memory that the process has, in bytes. */
  get residentBytes(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  stop(): void {
    this.child.kill("SIGKILL");
  }
}
