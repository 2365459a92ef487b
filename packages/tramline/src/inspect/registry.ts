import type { ChannelInspection, ServerInspection } from "./inspection.ts";

/** A channel or a server that can be looked at. */
export interface Inspectable<T> {
  inspect(): T;
}

/** The objects of one kind that live in this process. It keeps none of them from being collected. */
class Registry<T> {
  private readonly refs: Set<WeakRef<Inspectable<T>>>;
  private readonly byObject: WeakMap<Inspectable<T>, WeakRef<Inspectable<T>>>;
  private readonly collected: FinalizationRegistry<WeakRef<Inspectable<T>>>;

  constructor() {
    this.refs = new Set();
    this.byObject = new WeakMap();
    this.collected = new FinalizationRegistry((ref) => this.refs.delete(ref));
  }

  add(object: Inspectable<T>): void {
    const ref = new WeakRef(object);
    this.refs.add(ref);
    this.byObject.set(object, ref);
    this.collected.register(object, ref, ref);
  }

  /** The object is closed. */
  remove(object: Inspectable<T>): void {
    const ref = this.byObject.get(object);
    if (ref === undefined) return;
    this.refs.delete(ref);
    this.collected.unregister(ref);
  }

  inspect(): T[] {
    const found: T[] = [];
    for (const ref of this.refs) {
      const object = ref.deref();
      if (object !== undefined) found.push(object.inspect());
    }
    return found;
  }
}

export const liveChannels: Registry<ChannelInspection> = new Registry();
export const liveServers: Registry<ServerInspection> = new Registry();

/** Returns what there is to know of this process's open channels, in the order of their creation. */
export function inspectChannels(): ChannelInspection[] {
  return liveChannels.inspect();
}

/** Returns what there is to know of this process's servers, in the order of their creation. */
export function inspectServers(): ServerInspection[] {
  return liveServers.inspect();
}

const ids = new WeakMap<object, number>();
let nextId = 1;

/** Returns the number under which an object is inspected: the same each time, and no other object's. */
export function inspectionId(object: object): number {
  let id = ids.get(object);
  if (id === undefined) {
    id = nextId++;
    ids.set(object, id);
  }
  return id;
}
