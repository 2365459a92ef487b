/** A connection's record, as far as it counts for {@link AbandonedHandlers}. */
export interface HandlerRecord {
  /** Handlers of ended calls of this connection that run on. */
  abandoned: number;
  /** Whether a call of this connection has ended by what its handler said. */
  isProven: boolean;
}

/**
 * Counts the handlers of a server that run on although their calls have ended. A client that opens
 * calls and gives them up would otherwise have any number of them run, also over one connection after
 * another.
 *
 * At the limit, connections that have abandoned handlers themselves open no further calls. At twice the
 * limit, only connections that have had a call end in order do.
 */
export class AbandonedHandlers {
  /** The limit. */
  readonly max: number;
  private total: number;

  constructor(max: number) {
    this.max = max;
    this.total = 0;
  }

  /** How many run on. */
  get running(): number {
    return this.total;
  }

  /** Whether a connection with this record may open a call. */
  permits(record: HandlerRecord): boolean {
    if (this.total < this.max) return true;
    if (record.abandoned > 0) return false;
    return this.total < this.max * 2 || record.isProven;
  }

  /** A handler runs on after its call (1), or such a handler has ended (-1). */
  change(record: HandlerRecord, by: 1 | -1): void {
    record.abandoned += by;
    this.total += by;
  }
}
