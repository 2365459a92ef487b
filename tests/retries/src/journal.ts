import { appendFileSync, readFileSync } from "node:fs";

/** One step of a call. */
export interface JournalEntry {
  readonly step: string;
  readonly call: string;
  readonly more: string;
}

/**
 * What happened to calls, in order, whoever of several threads notes it: a file, so that nothing is lost
 * when a thread ends.
 */
export class Journal {
  private readonly file: string;

  constructor(file: string) {
    this.file = file;
  }

  note(step: string, call: string, more = ""): void {
    appendFileSync(this.file, `${step} ${call} ${more}\n`);
  }

  read(): JournalEntry[] {
    return readFileSync(this.file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => {
        const [step = "", call = "", more = ""] = line.split(" ");
        return { step, call, more };
      });
  }
}
