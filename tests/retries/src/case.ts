import assert from "node:assert/strict";
import {
  type Client,
  type ClientChannel,
  type ClientChannelOptions,
  Code,
  createChannel,
  createClient,
  type ServiceConfigJson,
  StatusError,
} from "tramline";
import { EchoService } from "../../e2e/gen/e2e/echo.ts";
import { type Attempt, type Script, ScriptedServer } from "./script.ts";

/** What a case has at hand. */
export interface Scene {
  readonly client: Client<typeof EchoService>;
  readonly channel: ClientChannel;
  readonly server: ScriptedServer;
  readonly attempts: readonly Attempt[];
}

/** One thing that gRFC A6 or a published retry test says, restated. */
export interface Case {
  readonly name: string;
  /** Installs what the case needs; where it throws, the case does not apply on this machine. */
  readonly prepare?: () => Promise<void>;
  readonly run: () => Promise<void>;
}

/** What a case needs beside its body. */
export interface Setting {
  readonly config?: ServiceConfigJson;
  readonly channel?: ClientChannelOptions;
  readonly script: Script;
}

/** Collects cases. */
export class Cases {
  readonly list: Case[];
  private readonly source: string;

  /** @param source in front of each name */
  constructor(source: string) {
    this.list = [];
    this.source = source;
  }

  add(title: string, setting: Setting, body: (scene: Scene) => Promise<void>): void {
    this.list.push({ name: `${this.source}: ${title}`, run: () => play(setting, body) });
  }
}

async function play(setting: Setting, body: (scene: Scene) => Promise<void>): Promise<void> {
  const server = new ScriptedServer(setting.script);
  const channel = createChannel(await server.listen(), {
    backoff: { initialMs: 20, maxMs: 100 },
    onServiceConfigWarning() {},
    ...(setting.config !== undefined && { serviceConfig: setting.config }),
    ...setting.channel,
  });
  try {
    await body({
      client: createClient(EchoService, channel),
      channel,
      server,
      attempts: server.attempts,
    });
  } finally {
    server.close();
    await channel.close();
  }
}

/** A retry policy for all methods. */
export function retrying(
  policy: Partial<
    NonNullable<NonNullable<ServiceConfigJson["methodConfig"]>[0]["retryPolicy"]>
  > = {},
  more: ServiceConfigJson = {},
): ServiceConfigJson {
  const retryPolicy = {
    maxAttempts: 4,
    initialBackoff: "0.01s",
    maxBackoff: "0.02s",
    backoffMultiplier: 2,
    retryableStatusCodes: ["UNAVAILABLE"],
    ...policy,
  };
  return { methodConfig: [{ name: [{}], retryPolicy }], ...more };
}

/** A hedging policy for all methods. */
export function hedging(
  policy: Partial<
    NonNullable<NonNullable<ServiceConfigJson["methodConfig"]>[0]["hedgingPolicy"]>
  > = {},
  more: ServiceConfigJson = {},
): ServiceConfigJson {
  const hedgingPolicy = {
    maxAttempts: 4,
    hedgingDelay: "0.03s",
    nonFatalStatusCodes: ["UNAVAILABLE"],
    ...policy,
  };
  return { methodConfig: [{ name: [{}], hedgingPolicy }], ...more };
}

export const UNAVAILABLE: number = Code.UNAVAILABLE;
export const ABORTED: number = Code.ABORTED;

/** What a server does with an attempt. */
export const respond =
  (...texts: readonly string[]) =>
  (attempt: Attempt): void =>
    attempt.succeed(...texts);
export const failWith =
  (status: number, fields = {}) =>
  (attempt: Attempt): void =>
    attempt.fail(status, fields);
export const refuse = (attempt: Attempt): void => attempt.refuse();
export const silent = (): void => {};

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

/** The error that a call fails with. */
export async function failure(promise: Promise<unknown>): Promise<StatusError> {
  const error: unknown = await promise.then(
    (value) => new Error(`expected an error, got ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StatusError, String(error));
  return error;
}

/** The texts of a stream of responses. */
export async function textsOf(stream: AsyncIterable<{ readonly text: string }>): Promise<string[]> {
  const texts: string[] = [];
  for await (const { text } of stream) texts.push(text);
  return texts;
}
