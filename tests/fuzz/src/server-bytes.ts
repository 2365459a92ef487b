import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { deadlines } from "@tramline/rpc";
import { countedEchoServer } from "./echo-server.ts";
import { FakeSocket } from "./fake-socket.ts";
import { framesOf, inChunks, mutate, PREFACE_LENGTH } from "./mutate.ts";
import type { Random } from "./random.ts";
import type { Recording } from "./recordings.ts";
import { turn, until } from "./until.ts";

/** More than a server may write in answer to one connection here. */
const MOST_WRITTEN = 64 * 1024 * 1024;

/** Our server, and bytes of clients without a network between. */
export class ServerUnderBytes {
  private readonly recordings: readonly Recording[];
  private readonly frames: readonly Uint8Array[];

  constructor(recordings: readonly Recording[]) {
    this.recordings = recordings;
    this.frames = framesOf(
      recordings.map(({ toServer }) => ({ bytes: toServer, start: PREFACE_LENGTH })),
    );
  }

  /** One connection of a client that says what it should not. */
  async mutated(random: Random): Promise<void> {
    const { server, count } = countedEchoServer({ compression: random.pick([undefined, "gzip"]) });
    const bytes = mutate(
      random.pick(this.recordings).toServer,
      PREFACE_LENGTH,
      random,
      this.frames,
    );
    const socket = new FakeSocket();
    server["onSocket"](socket as unknown as Socket);
    socket.isStuck = random.chance(10);
    for (const chunk of inChunks(bytes, random)) {
      socket.say(chunk);
      if (random.chance(20)) await turn();
    }
    for (let i = random.below(4); i > 0; i--) await turn();
    assert.ok(socket.writtenBytes < MOST_WRITTEN, `${socket.writtenBytes} bytes written`);
    if (random.chance(50)) socket.emit("end");
    const closed = random.chance(10) ? server.close({ graceMs: 0 }) : undefined;
    socket.destroy();
    await closed;
    await until(
      () => server.openConnections === 0 && count.begun === count.ended && deadlines.size === 0,
      () =>
        `${server.openConnections} connections, ${count.begun} handlers begun, ${count.ended} ended, ${deadlines.size} deadlines`,
    );
    assert.equal(server.openCalls, 0);
  }

  /** The same bytes, whole and in chunks: the same calls, the same number of answers. */
  async chunked(random: Random): Promise<void> {
    const { toServer } = random.pick(this.recordings);
    const whole = await this.play([toServer]);
    const cut = await this.play(inChunks(toServer, random));
    assert.deepEqual(cut, whole);
  }

  private async play(chunks: Iterable<Uint8Array>): Promise<string[]> {
    const { server, count } = countedEchoServer();
    const socket = new FakeSocket();
    server["onSocket"](socket as unknown as Socket);
    for (const chunk of chunks) socket.say(chunk);
    await turn();
    // What is more than the connection's share of a turn waits for further turns.
    for (let i = 0; i < 5000 && socket.isHeld; i++) await turn();
    await turn();
    socket.destroy();
    await until(
      () => count.begun === count.ended && deadlines.size === 0,
      () => `${count.begun} handlers begun, ${count.ended} ended`,
    );
    return count.log.sort();
  }
}
