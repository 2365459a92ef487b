/** What came of it. */
export interface Figures {
  /** Calls of each server in the measured time. */
  readonly counts: readonly number[];
  readonly calls: number;
  readonly failed: number;
  readonly errors: Readonly<Record<string, number>>;
}

/** Calls a second. Low, so that neither the machine nor a queue has a say in the shares. */
export const RATE = 400;
