import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Client, createChannel, createClient, StatusError } from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";
import { Backends } from "./backends.ts";
import { retrying, sleep } from "./case.ts";
import { Journal } from "./journal.ts";
import { type ProxyKind, startProxy } from "./proxies.ts";

const BACKENDS = 3;
const KILLS = 6;
/** A third of the servers is down at times: five attempts in a row may all meet that third. */
const ATTEMPTS = 20;
const CALLERS = 12;
const READERS = 4;

/** What happened to the calls of one run. */
export interface Toll {
  readonly calls: number;
  readonly retried: number;
  readonly streams: number;
  readonly brokenStreams: number;
}

/**
 * Calls through a proxy while the servers behind it die and come back, one after another, and holds:
 * - no unary call fails, and each gets its own response;
 * - a call whose response has begun never runs again: neither a unary call that has ended, nor a stream
 *   of which a message has come.
 */
export async function callThroughDyingBackends(kind: ProxyKind): Promise<Toll> {
  const program = await kind.prepare();
  const folder = mkdtempSync(path.join(tmpdir(), "tramline-journal-"));
  const file = path.join(folder, "journal");
  const backends = await Backends.start(BACKENDS, file);
  const proxy = await startProxy(kind, program, backends.ports);
  const serviceConfig = retrying({
    maxAttempts: ATTEMPTS,
    initialBackoff: "0.05s",
    maxBackoff: "0.4s",
    retryableStatusCodes: ["UNAVAILABLE"],
  });
  const channel = createChannel(`127.0.0.1:${proxy.port}`, {
    serviceConfig,
    retries: { maxAttempts: ATTEMPTS },
    backoff: { initialMs: 20, maxMs: 200 },
  });
  const run = new Run(createClient(EchoService, channel), new Journal(file));
  try {
    const work = run.start();
    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(300);
      await backends.kill(kill % BACKENDS);
      await sleep(100);
      await backends.restart(kill % BACKENDS);
    }
    await sleep(200);
    run.stop();
    await work;
    return run.judge();
  } finally {
    run.stop();
    await channel.close();
    await proxy.close();
    await backends.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Run {
  private readonly client: Client<typeof EchoService>;
  private readonly journal: Journal;
  private readonly lost: string[];
  private calls: number;
  private streams: number;
  private brokenStreams: number;
  private isStopped: boolean;

  constructor(client: Client<typeof EchoService>, journal: Journal) {
    this.client = client;
    this.journal = journal;
    this.lost = [];
    this.calls = 0;
    this.streams = 0;
    this.brokenStreams = 0;
    this.isStopped = false;
  }

  async start(): Promise<void> {
    await Promise.all([
      ...Array.from({ length: CALLERS }, (_, caller) => this.callOnAndOn(caller)),
      ...Array.from({ length: READERS }, (_, reader) => this.readOnAndOn(reader)),
    ]);
  }

  stop(): void {
    this.isStopped = true;
  }

  private async callOnAndOn(caller: number): Promise<void> {
    for (let i = 0; !this.isStopped; i++) {
      const text = `call-${caller}-${i}`;
      this.calls += 1;
      try {
        const request = { text, delayMs: i % 20 };
        // In turn, so that a stream of requests is repeated as well.
        const response =
          i % 4 === 3
            ? await this.client.collect([request, { text }], { timeoutMs: 30_000 })
            : await this.client.say(request, { timeoutMs: 30_000 });
        this.journal.note("responded", text);
        assert.equal(response.text, text);
      } catch (error) {
        this.lost.push(`${text}: ${String(error)}`);
      }
    }
  }

  private async readOnAndOn(reader: number): Promise<void> {
    for (let i = 0; !this.isStopped; i++) {
      const text = `stream-${reader}-${i}`;
      this.streams += 1;
      let count = 0;
      try {
        const request = { text, count: 20, delayMs: 10 };
        for await (const response of this.client.repeat(request, { timeoutMs: 30_000 })) {
          if (count === 0) this.journal.note("responded", text);
          assert.equal(response.count, count, text);
          count += 1;
        }
        assert.equal(count, 20, text);
      } catch (error) {
        if (!(error instanceof StatusError) || count === 0) {
          this.lost.push(`${text} after ${count} messages: ${String(error)}`);
        }
        this.brokenStreams += 1;
      }
    }
  }

  judge(): Toll {
    const { calls, streams, brokenStreams } = this;
    assert.deepEqual(this.lost, [], "calls were lost that could be tried again");
    const responded = new Set<string>();
    const began = new Map<string, number>();
    for (const { step, call } of this.journal.read()) {
      if (step === "responded") responded.add(call);
      if (step !== "began") continue;
      assert.ok(!responded.has(call), `${call} ran again after its response had begun`);
      began.set(call, (began.get(call) ?? 0) + 1);
    }
    const retried = [...began.values()].filter((times) => times > 1).length;
    assert.ok(calls > 100, `only ${calls} calls`);
    assert.ok(retried > 0, "no call was tried again: nothing is shown");
    assert.ok(brokenStreams > 0, "no stream was cut: nothing is shown");
    return { calls, retried, streams, brokenStreams };
  }
}
