/**
 * The service that browsers call: the contract of tests/edge, with what a case needs to see of the server. A text may
 * end in `:KEY`, which tells the calls of one case from those of others.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { detail, type ServiceImplementation, StatusError } from "tramline";
import { BadRequest } from "tramline/google/rpc";
import type { EdgeService } from "../edge/gen/edge/edge.ts";

/** Facts about the calls of each case, by its key. */
class CallFacts {
  private readonly cancelled = new Map<string, number>();
  private readonly produced = new Map<string, number>();
  private readonly gates = new Map<string, PromiseWithResolvers>();

  countCancelled(key: string): void {
    this.cancelled.set(key, this.cancelledCalls(key) + 1);
  }

  cancelledCalls(key: string): number {
    return this.cancelled.get(key) ?? 0;
  }

  countProduced(key: string): void {
    this.produced.set(key, this.producedMessages(key) + 1);
  }

  producedMessages(key: string): number {
    return this.produced.get(key) ?? 0;
  }

  /** Fails the first two calls with a key. */
  failTwice(key: string): void {
    this.countProduced(key);
    if (this.producedMessages(key) <= 2) throw new StatusError("UNAVAILABLE", "not yet");
  }

  gate(key: string): PromiseWithResolvers {
    let gate = this.gates.get(key);
    if (gate === undefined) {
      gate = promiseWithResolvers();
      this.gates.set(key, gate);
    }
    return gate;
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function promiseWithResolvers(): PromiseWithResolvers {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

function failure(): StatusError {
  return new StatusError("FAILED_PRECONDITION", "not now: ü%", {
    details: [detail(BadRequest, { fieldViolations: [{ field: "text", description: "fail" }] })],
    metadata: { why: "because" },
  });
}

/** Where a case's stream of large messages has got to, and whether the server saw its calls end. */
export interface WebService {
  readonly implementation: ServiceImplementation<typeof EdgeService>;
  cancelledCalls(key: string): number;
  producedMessages(key: string): number;
}

/** Creates the service, with no call seen yet. */
export function createWebService(): WebService {
  const facts = new CallFacts();
  const implementation = {
    async read(request, { signal }) {
      const [word, key = ""] = request.text.split(":");
      if (word === "cancelled") return { count: facts.cancelledCalls(key) };
      if (word === "produced") return { count: facts.producedMessages(key) };
      if (word === "wait") {
        facts.countProduced(key);
        signal.addEventListener("abort", () => facts.countCancelled(key));
        await sleep(60_000, undefined, { signal });
      }
      return request;
    },
    write(request, { metadata, responseHeaders, responseTrailers }) {
      const [word, key = ""] = request.text.split(":");
      responseHeaders.set("head", metadata.get("mine") ?? "none");
      responseTrailers.set("tail", "two").set("tail-bin", Uint8Array.of(1, 2));
      if (word === "fail") throw failure();
      if (word === "flaky") facts.failTwice(key);
      if (word === "go") facts.gate(key).resolve();
      return request;
    },
    async *repeat({ text, count, data }, { responseHeaders, responseTrailers, signal }) {
      const [word, key = ""] = text.split(":");
      responseHeaders.set("head", "one");
      responseTrailers.set("tail", "two");
      signal.addEventListener("abort", () => facts.countCancelled(key));
      if (word === "flaky") facts.failTwice(key);
      for (let i = 0; i < count; i++) {
        facts.countProduced(key);
        yield { text, data, count: i };
        // What is left comes once the client has shown, by another call, that it has the first message.
        if (word === "steps" && i === 0) await facts.gate(key).promise;
        if (word === "endless") await sleep(20, undefined, { signal });
      }
      if (word === "fail") throw failure();
    },
    async collect(requests) {
      let text = "";
      let count = 0;
      for await (const request of requests) {
        const [word, key = ""] = request.text.split(":");
        if (word === "flaky") facts.failTwice(key);
        text += request.text;
        count += 1;
      }
      return { text, count };
    },
    async *chat(requests, { signal }) {
      for await (const request of requests) {
        const [word, key = ""] = request.text.split(":");
        if (word === "fail") throw failure();
        if (word === "chat") {
          signal.addEventListener("abort", () => facts.countCancelled(key));
          facts.countProduced(key);
        }
        yield request;
      }
    },
  } satisfies ServiceImplementation<typeof EdgeService>;
  return {
    implementation,
    cancelledCalls: (key) => facts.cancelledCalls(key),
    producedMessages: (key) => facts.producedMessages(key),
  };
}
