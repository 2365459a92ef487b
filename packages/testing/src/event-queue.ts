/** Something that happens at a point in simulated time. Its fields stay as they are while it is queued. */
export interface QueuedEvent {
  atMs: number;
  /** Orders events of the same time. */
  sequence: number;
}

function isBefore(one: QueuedEvent, other: QueuedEvent): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.sequence < other.sequence);
}

/** A priority queue of events (a binary heap): earliest first, then in the order of their sequence. */
export class EventQueue<E extends QueuedEvent> {
  private readonly heap: E[];

  constructor() {
    this.heap = [];
  }

  get size(): number {
    return this.heap.length;
  }

  push(event: E): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = heap[parentAt] as E;
      if (!isBefore(event, parent)) break;
      heap[at] = parent;
      at = parentAt;
    }
    heap[at] = event;
  }

  /** Removes and returns the earliest event; undefined when the queue is empty. */
  pop(): E | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= heap.length) break;
      const right = heap[childAt + 1];
      if (right !== undefined && isBefore(right, heap[childAt] as E)) childAt += 1;
      const child = heap[childAt] as E;
      if (!isBefore(child, last)) break;
      heap[at] = child;
      at = childAt;
    }
    heap[at] = last;
    return first;
  }
}
