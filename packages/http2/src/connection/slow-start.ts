/** Streams that a connection has at first that starts slowly. */
const SLOW_START_STREAMS = 100;

/** How many streams a peer may have open: few at first where it is suspect, and all once calls have ended in order. */
export class SlowStart {
  /** How many it may have in the end. */
  readonly fullStreams: number;
  /** How many it may have at first. */
  readonly firstStreams: number;
  /** How many calls must end in order until then. */
  left: number;

  constructor(fullStreams: number, isSlow: boolean) {
    this.fullStreams = fullStreams;
    this.left = isSlow && fullStreams > SLOW_START_STREAMS ? SLOW_START_STREAMS : 0;
    this.firstStreams = this.left > 0 ? SLOW_START_STREAMS : fullStreams;
  }

  /** A call has ended in order. Returns whether the peer may have all of its streams now. */
  count(): boolean {
    this.left -= 1;
    return this.left === 0;
  }
}
