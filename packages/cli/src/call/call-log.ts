import type { Metadata, MetadataInit, StatusError } from "tramline";
import { Metadata as MetadataOf } from "tramline";
import { harmless, type Style } from "../terminal/style.ts";
import type { TextOutput } from "../terminal/terminal.ts";

/** Tells on stderr what a call does when (`-v`), or nothing. */
export class CallLog {
  private readonly output: TextOutput | undefined;
  private readonly style: Style;
  private startMs: number;
  private responses: number;

  /** @param output undefined to tell nothing */
  constructor(output: TextOutput | undefined, style: Style) {
    this.output = output;
    this.style = style;
    this.startMs = performance.now();
    this.responses = 0;
  }

  /** The call begins now. */
  start(method: string, kind: string, target: string, metadata: MetadataInit | undefined): void {
    this.startMs = performance.now();
    this.line(`${this.style.bold(`→ ${method}`)} ${this.style.dim(`${kind}, at ${target}`)}`);
    this.fields(new MetadataOf(metadata));
  }

  request(): void {
    this.line(`→ request ${this.time()}`);
  }

  halfClosed(): void {
    this.line(`→ end of requests ${this.time()}`);
  }

  headers(headers: Metadata): void {
    this.line(`← headers ${this.time()}`);
    this.fields(headers);
  }

  response(): void {
    this.responses++;
    this.line(`← response ${this.responses} ${this.time()}`);
  }

  trailers(trailers: Metadata): void {
    if (trailers.size === 0) return;
    this.line(`← trailers ${this.time()}`);
    this.fields(trailers);
  }

  /** The call has ended. */
  end(error: StatusError | undefined): void {
    const { style } = this;
    const status = error === undefined ? style.green("OK") : style.red(error.code);
    const peer = error?.call?.peer === undefined ? "" : `, from ${error.call.peer}`;
    this.line(`${style.bold(`← ${status}`)} ${this.time()}${style.dim(peer)}`);
  }

  private fields(metadata: Metadata): void {
    for (const [name, values] of Object.entries(metadata.toJSON())) {
      for (const value of values) this.line(`    ${this.style.cyan(name)}: ${harmless(value)}`);
    }
  }

  private time(): string {
    return this.style.dim(`${(performance.now() - this.startMs).toFixed(1)} ms`);
  }

  private line(text: string): void {
    // A few short lines: nobody needs to wait for them.
    void this.output?.write(`${text}\n`);
  }
}
