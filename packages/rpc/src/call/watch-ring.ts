// A ring of those who watch for one end.

/** Hears of the abort of a signal. */
export interface SignalWatcher {
  onAbort(reason: unknown): void;
}

/** The place of one call among those that watch a signal. */
export interface SignalWatch {
  /** Ends the watch. Does nothing the second time. */
  end(): void;
}

/** The place of one watcher in a ring. */
class Place implements SignalWatch {
  readonly watcher: SignalWatcher | undefined;
  private readonly ring: WatchRing;
  next: Place | undefined;
  previous: Place | undefined;

  constructor(watcher: SignalWatcher | undefined, ring: WatchRing) {
    this.watcher = watcher;
    this.ring = ring;
    this.next = undefined;
    this.previous = undefined;
  }

  end(): void {
    const { next, previous } = this;
    if (next === undefined || previous === undefined) return;
    previous.next = next;
    next.previous = previous;
    this.next = undefined;
    this.previous = undefined;
    this.ring.onLeft();
  }
}

/** Those who watch, in the order in which they came. Each can leave at any time, in constant time. */
export class WatchRing {
  private readonly origin: Place;

  constructor() {
    const origin = new Place(undefined, this);
    origin.next = origin;
    origin.previous = origin;
    this.origin = origin;
  }

  /** Whether nobody watches. */
  get isIdle(): boolean {
    return this.origin.next === this.origin;
  }

  /** Adds one behind the others. */
  add(watcher: SignalWatcher): SignalWatch {
    const { origin } = this;
    const last = origin.previous as Place;
    const place = new Place(watcher, this);
    place.next = origin;
    place.previous = last;
    last.next = place;
    origin.previous = place;
    return place;
  }

  /** Tells everyone once, who then does not watch any more. */
  tell(reason: unknown): void {
    const { origin } = this;
    while (origin.next !== origin) {
      const place = origin.next as Place;
      place.end();
      place.watcher?.onAbort(reason);
    }
  }

  /** One has left. */
  onLeft(): void {}
}
