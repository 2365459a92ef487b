import { Random } from "@tramline/testing";
import { type CallOptions, type Client, StatusError } from "tramline";
import type { EchoService } from "../../../e2e/gen/e2e/echo.ts";
import type { CallRecord, Ledger } from "./ledger.ts";

/** A client of a run. */
export type EchoClient = Client<typeof EchoService>;

const sleep = (delayMs: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, delayMs);
  });

/** The longest pause of a stream of requests. One may be under way when its call ends. */
export const LONGEST_PAUSE_MS = 60;

/** What a call sends, and how it ends by itself. */
interface Plan {
  readonly kind: "say" | "repeat" | "collect" | "chat";
  readonly timeoutMs: number | undefined;
  readonly cancelAfterMs: number | undefined;
  /** Messages that stream. */
  readonly count: number;
  readonly delayMs: number;
  readonly bytes: number;
  /** Leaves the stream of responses after so many. */
  readonly leavesAfter: number;
  /** How long its reader takes for each response. */
  readonly readMs: number;
  readonly fails: boolean;
  readonly byDate: boolean;
  readonly waitForReady: boolean;
  readonly compresses: boolean;
}

function planCall(random: Random): Plan {
  const size = random.next();
  const isLarge = size > 0.97;
  return {
    kind: random.pick(["say", "say", "say", "repeat", "collect", "chat"]),
    timeoutMs: random.chance(0.9) ? random.integer(1, random.chance(0.3) ? 100 : 4000) : undefined,
    cancelAfterMs: random.chance(0.08) ? random.integer(0, 500) : undefined,
    count: random.integer(0, isLarge ? 3 : 12),
    delayMs: random.chance(0.5) ? 0 : random.integer(1, LONGEST_PAUSE_MS),
    bytes: random.integer(0, isLarge ? 300_000 : size > 0.85 ? 20_000 : 200),
    leavesAfter: random.chance(0.05) ? random.integer(1, 3) : Infinity,
    readMs: random.chance(0.2) ? random.integer(1, 300) : 0,
    fails: random.chance(0.05),
    byDate: random.chance(0.1),
    waitForReady: random.chance(0.3),
    compresses: random.chance(0.1) && !isLarge && size <= 0.85,
  };
}

/** What a stream of requests may send, and still be repeated: a client keeps 64 KiB of it. */
const REPEATABLE_BYTES = 60_000;

/** The call with time to wait, and small enough to be repeated after an unprocessed GOAWAY. */
function patient(plan: Plan): Plan {
  const streams = plan.kind === "collect" || plan.kind === "chat";
  const most = streams ? Math.floor(REPEATABLE_BYTES / Math.max(1, plan.count)) : plan.bytes;
  return {
    ...plan,
    bytes: Math.min(plan.bytes, most),
    timeoutMs: 60_000,
    waitForReady: true,
  };
}

class Wrong extends Error {}

/** Bytes that do not compress, of which every message takes a part. */
const pool = new Random(5).fillBytes(new Uint8Array(1_000_000));

/**
 * Makes one call of a random kind, and books how it ends. Resolves when it has ended.
 *
 * @param isPatient the call waits for its server, and for a minute
 */
export async function makeCall(
  client: EchoClient,
  ledger: Ledger,
  random: Random,
  isPatient: boolean,
): Promise<void> {
  const drawn = planCall(random);
  const plan = isPatient ? patient(drawn) : drawn;
  const nowMs = performance.now();
  const record = ledger.begin({
    kind: plan.kind,
    startedMs: nowMs,
    deadlineMs: plan.timeoutMs === undefined ? Infinity : nowMs + plan.timeoutMs,
    mayCancel: plan.cancelAfterMs !== undefined,
    readMs: plan.readMs,
  });
  const controller = new AbortController();
  const cancelling =
    plan.cancelAfterMs === undefined
      ? undefined
      : setTimeout(() => controller.abort(), plan.cancelAfterMs);
  const options: CallOptions = {
    metadata: { "x-call": String(record.id) },
    signal: controller.signal,
    waitForReady: plan.waitForReady,
    ...(plan.compresses && { compression: "gzip" }),
    ...(plan.timeoutMs !== undefined &&
      (plan.byDate
        ? { deadline: new Date(Date.now() + plan.timeoutMs) }
        : { timeoutMs: plan.timeoutMs })),
  };
  try {
    const outcome = await perform(client, plan, record, options, random);
    ledger.ended(record, outcome, "", performance.now());
  } catch (error) {
    if (error instanceof Wrong) record.wrong = error.message;
    const { code, message } = StatusError.from(error);
    ledger.ended(record, code, message, performance.now());
  } finally {
    clearTimeout(cancelling);
  }
}

async function perform(
  client: EchoClient,
  plan: Plan,
  record: CallRecord,
  options: CallOptions,
  random: Random,
): Promise<string> {
  const text = `${record.id};`;
  const from = random.integer(0, pool.length - plan.bytes);
  const data = pool.subarray(from, from + plan.bytes);
  const { count, delayMs } = plan;
  const source = async function* () {
    for (let at = 0; at < count; at++) {
      if (delayMs > 0) await sleep(delayMs);
      yield { text, data, count: at };
    }
  };
  switch (plan.kind) {
    case "say": {
      const wants = plan.fails ? -1 : 1;
      const response = await client.say({ text, data, count: wants, delayMs }, options);
      check(!plan.fails, "a response where an error was due");
      check(response.text === text && sameBytes(response.data, data), "another text or data");
      return "OK";
    }
    case "collect": {
      const response = await client.collect(source(), options);
      check(response.text === text.repeat(count), `${response.text.length} characters`);
      return "OK";
    }
    default: {
      const responses =
        plan.kind === "repeat"
          ? client.repeat({ text, data, count, delayMs }, options)
          : client.chat(source(), options);
      let received = 0;
      for await (const response of responses) {
        check(response.text === text && response.count === received, `message ${received}`);
        check(sameBytes(response.data, data), `the data of message ${received}`);
        received += 1;
        if (plan.readMs > 0) await sleep(plan.readMs);
        if (received >= plan.leavesAfter) return "abandoned";
      }
      check(received === count, `${received} messages of ${count}`);
      return "OK";
    }
  }
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Wrong(what);
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
