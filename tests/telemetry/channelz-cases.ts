/** channelz as a client of grpc-go reads it. */
import assert from "node:assert/strict";
import { addAdmin } from "@tramline/services";
import { createChannel, createServer } from "tramline";
import { TestService } from "../interop/gen/grpc/testing/test.ts";
import { implementation, makeCalls } from "./calls.ts";
import { runPeer } from "./go-peer.ts";

type Check = (name: string, body: () => void) => void;

interface Ref {
  readonly name: string;
  readonly socketId?: string;
  readonly subchannelId?: string;
}

interface Counts {
  readonly state?: { readonly state: string };
  readonly target?: string;
  readonly callsStarted: string;
  readonly callsSucceeded: string;
  readonly callsFailed: string;
}

interface SocketJson {
  readonly ref: Ref;
  readonly local: { readonly tcpipAddress?: { readonly ipAddress: string; readonly port: number } };
  readonly remote: { readonly tcpipAddress?: { readonly port: number } } | null;
  readonly data: Readonly<Record<string, string>> | null;
}

interface Read {
  readonly channels: readonly { readonly data: Counts; readonly subchannelRef: readonly Ref[] }[];
  readonly subchannels: readonly { readonly data: Counts; readonly socketRef: readonly Ref[] }[];
  readonly sockets: readonly SocketJson[];
  readonly servers: readonly { readonly data: Counts; readonly listenSocket: readonly Ref[] }[];
  readonly serverSockets: readonly Ref[];
  readonly missing: readonly string[];
}

/** Makes the suite's calls, reads what channelz tells of them, and checks it. */
export async function checkChannelz(program: string, check: Check): Promise<void> {
  const server = createServer();
  server.add(TestService, implementation);
  const { address, port } = await server.listen("127.0.0.1:0");
  const admin = createServer();
  addAdmin(admin);
  const { address: adminAddress } = await admin.listen("127.0.0.1:0");
  const channel = createChannel(address);
  const idle = createChannel("dns:///idle.invalid:1");
  await makeCalls(channel);
  const text = await runPeer(program, [adminAddress]);
  await Promise.all([channel.close(), idle.close(), server.close(), admin.close()]);
  const read = JSON.parse(text) as Read;
  const counts = ({ callsStarted, callsSucceeded, callsFailed }: Counts) =>
    [callsStarted, callsSucceeded, callsFailed].map(Number);

  check("channelz: the channel with its state, target, and calls", () => {
    const found = read.channels.find(({ data }) => data.target === `dns:///${address}`);
    assert.equal(found?.data.state?.state, "READY");
    assert.deepEqual(counts(found.data), [10, 7, 3]);
    assert.equal(found.subchannelRef.length, 1);
  });
  check("channelz: a channel that has done nothing", () => {
    const found = read.channels.find(({ data }) => data.target === "dns:///idle.invalid:1");
    assert.equal(found?.data.state?.state, "IDLE");
    assert.deepEqual(counts(found.data), [0, 0, 0]);
  });
  check("channelz: the subchannel with its address and connection", () => {
    const [subchannel] = read.subchannels;
    assert.equal(read.subchannels.length, 1);
    assert.equal(subchannel?.data.target, address);
    assert.deepEqual(counts(subchannel.data), [10, 7, 3]);
    assert.equal(subchannel.socketRef.length, 1);
  });
  check("channelz: the connection from both ends, with its streams", () => {
    const ends = read.sockets.filter(
      ({ local, remote }) =>
        local.tcpipAddress?.port === port || remote?.tcpipAddress?.port === port,
    );
    const connected = ends.filter(({ remote }) => remote !== null);
    assert.equal(connected.length, 2);
    for (const { data, local } of connected) {
      assert.equal(local.tcpipAddress?.ipAddress, Buffer.from([127, 0, 0, 1]).toString("base64"));
      assert.equal(data?.["streamsStarted"], "10");
      assert.equal(data["streamsSucceeded"], "10");
      assert.equal(data["streamsFailed"], "0");
    }
    assert.equal(ends.length, 3, "and the socket that is listened on");
  });
  check("channelz: the servers with their sockets and calls", () => {
    const found = read.servers.find(({ listenSocket }) => listenSocket[0]?.name === address);
    assert.deepEqual(found === undefined ? [] : counts(found.data), [10, 7, 3]);
    assert.equal(read.servers.length, 3, "with the receiver and the server of channelz");
  });
  check("channelz: an id that is not known", () => {
    assert.deepEqual(read.missing, ["NotFound"]);
  });
}
