import assert from "node:assert/strict";
import {
  type CallOptions,
  type Client,
  type ClientChannel,
  type ClientChannelOptions,
  createChannel,
  createClient,
  StatusError,
} from "tramline";
import { Flag, FrameType } from "../attack/wire/frames.ts";
import { EchoService } from "../e2e/gen/e2e/echo.ts";
import { block, type Fields, message, okTrailers, responseFields } from "./fields.ts";
import type { Peer, ScriptedServer } from "./peer.ts";

/** How a call ended: OK, or the code and the text of its error. */
export interface Outcome {
  readonly code: string;
  readonly text: string;
  /** Milliseconds since the call was made. */
  readonly afterMs: number;
}

const { END_HEADERS, END_STREAM } = Flag;

/** One case's server and client. */
export class Scene {
  readonly server: ScriptedServer;
  readonly channel: ClientChannel;
  readonly client: Client<typeof EchoService>;

  constructor(server: ScriptedServer, address: string, options: ClientChannelOptions) {
    this.server = server;
    this.channel = createChannel(address, {
      backoff: { initialMs: 50, maxMs: 200 },
      connectTimeoutMs: 3000,
      ...options,
    });
    this.client = createClient(EchoService, this.channel);
  }

  /** Makes a unary call; its outcome never rejects. */
  call(options: CallOptions = {}): Promise<Outcome> {
    const began = performance.now();
    return this.client.say({ text: "hello" }, { timeoutMs: 8000, ...options }).then(
      () => ({ code: "OK", text: "", afterMs: performance.now() - began }),
      (error: unknown) => outcomeOf(error, began),
    );
  }

  /** Accepts the client's connection and makes the handshake, with these SETTINGS of the server. */
  async connected(...settings: readonly (readonly [id: number, value: number])[]): Promise<Peer> {
    const peer = await this.server.accept();
    peer.sendSettings(...settings);
    await peer.next("SETTINGS", ({ type, flags }) => type === FrameType.SETTINGS && flags === 0);
    peer.frame(FrameType.SETTINGS, Flag.ACK, 0);
    await peer.next(
      "SETTINGS ACK",
      ({ type, flags }) => type === FrameType.SETTINGS && flags === Flag.ACK,
    );
    return peer;
  }

  /** Makes a call, and returns it with its connection and stream once the server has the request. */
  async open(
    options: CallOptions = {},
  ): Promise<{ peer: Peer; stream: number; outcome: Promise<Outcome> }> {
    const outcome = this.call(options);
    const peer = await this.connected();
    return { peer, stream: await peer.request(), outcome };
  }

  async close(): Promise<void> {
    // First: a channel waits until its sockets are closed, and this server closes none by itself.
    this.server.close();
    await this.channel.close({ graceMs: 0 });
  }
}

export function outcomeOf(error: unknown, began: number): Outcome {
  const afterMs = performance.now() - began;
  if (error instanceof StatusError) return { code: error.code, text: error.message, afterMs };
  return { code: "not a StatusError", text: String(error), afterMs };
}

// --- what a server does when all is well -----------------------------------------------------------

export function headers(peer: Peer, stream: number, fields: Fields, flags = 0): void {
  peer.frame(FrameType.HEADERS, END_HEADERS | flags, stream, block(...fields));
}

/** A whole, right response. */
export function respond(peer: Peer, stream: number): void {
  headers(peer, stream, responseFields);
  peer.frame(FrameType.DATA, 0, stream, message());
  headers(peer, stream, okTrailers, END_STREAM);
}

// --- what is expected of a client ------------------------------------------------------------------

/** The connection ends with GOAWAY and one of these codes, and the call fails without a hang. */
export async function connectionError(
  peer: Peer,
  outcome: Promise<Outcome>,
  ...codes: string[]
): Promise<void> {
  const code = await peer.goaway();
  assert.ok(codes.includes(code), `expected GOAWAY ${codes.join(" or ")}, got ${code}`);
  await peer.closed();
  const { code: status } = await outcome;
  assert.notEqual(status, "OK", "the call ended with OK");
  assert.notEqual(status, "DEADLINE_EXCEEDED", "the call hung until its deadline");
}

/** The stream is reset with one of these codes, its call fails, and the connection goes on. */
export async function streamError(
  peer: Peer,
  stream: number,
  outcome: Promise<Outcome>,
  ...codes: string[]
): Promise<Outcome> {
  const code = await peer.reset(stream);
  assert.ok(codes.includes(code), `expected RST_STREAM ${codes.join(" or ")}, got ${code}`);
  const result = await outcome;
  assert.notEqual(result.code, "OK", "the call ended with OK");
  assert.notEqual(result.code, "DEADLINE_EXCEEDED", "the call hung until its deadline");
  await peer.alive("go on");
  return result;
}

/** What came was ignored: the connection works, and the call ends well. */
export async function ignored(
  peer: Peer,
  stream: number,
  outcome: Promise<Outcome>,
): Promise<void> {
  await peer.alive("ignored");
  respond(peer, stream);
  const { code, text } = await outcome;
  assert.equal(code, "OK", text);
}

/** The call ends with this status. */
export async function ends(outcome: Promise<Outcome>, ...codes: string[]): Promise<Outcome> {
  const result = await outcome;
  assert.ok(
    codes.includes(result.code),
    `expected ${codes.join(" or ")}, got ${result.code}: ${result.text}`,
  );
  return result;
}
