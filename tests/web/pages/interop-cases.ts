/** The official interop cases that a browser can make, against grpc-go behind something that translates. */
import {
  connect,
  createClient,
  createWebChannel,
  grpcWeb,
  type Metadata,
  StatusError,
  webSocketStreams,
} from "@tramline/web";
import { TestService, UnimplementedService } from "../../interop/gen/grpc/testing/test.ts";
import { holds, rejection, same } from "./check.ts";

/** A case is given the address and the name of the protocol. */
type Case = (url: string, protocol: string) => Promise<void>;

function channelTo(url: string, protocol: string) {
  const text = protocol.includes("text");
  return createWebChannel(url, {
    protocol: protocol.startsWith("connect") ? connect() : grpcWeb({ text }),
    requestStreams: webSocketStreams(),
  });
}

const clientOf = (url: string, protocol: string) =>
  createClient(TestService, channelTo(url, protocol));

const timeoutMs = 50_000;

async function statusOf(call: Promise<unknown>): Promise<StatusError> {
  const error = await rejection(call);
  holds(error instanceof StatusError, String(error));
  return error as StatusError;
}

/** The cases of unary calls and streams of responses, by their official names. */
export const interopCases: Readonly<Record<string, Case>> = {
  async empty_unary(url, protocol) {
    await clientOf(url, protocol).emptyCall({}, { timeoutMs });
  },

  async large_unary(url, protocol) {
    const payload = { body: new Uint8Array(271_828) };
    const response = await clientOf(url, protocol).unaryCall(
      { responseSize: 314_159, payload },
      { timeoutMs },
    );
    same(response.payload?.body.length, 314_159, "the response");
  },

  async server_streaming(url, protocol) {
    const sizes = [31_415, 9, 2_653, 58_979];
    const responseParameters = sizes.map((size) => ({ size }));
    const found: (number | undefined)[] = [];
    const call = clientOf(url, protocol).streamingOutputCall({ responseParameters }, { timeoutMs });
    for await (const { payload } of call) found.push(payload?.body.length);
    same(found, sizes, "the responses");
  },

  async custom_metadata(url, protocol) {
    let headers: Metadata | undefined;
    let trailers: Metadata | undefined;
    await clientOf(url, protocol).unaryCall(
      { responseSize: 1, payload: { body: new Uint8Array(1) } },
      {
        timeoutMs,
        metadata: {
          "x-grpc-test-echo-initial": "test_initial_metadata_value",
          "x-grpc-test-echo-trailing-bin": Uint8Array.of(0xab, 0xab, 0xab),
        },
        onHeaders: (received) => {
          headers = received;
        },
        onTrailers: (received) => {
          trailers = received;
        },
      },
    );
    const initial = headers?.get("x-grpc-test-echo-initial");
    same(initial, "test_initial_metadata_value", "the header");
    const trailing = trailers?.get("x-grpc-test-echo-trailing-bin");
    same(trailing, Uint8Array.of(0xab, 0xab, 0xab), "the trailer");
  },

  async status_code_and_message(url, protocol) {
    const responseStatus = { code: 2, message: "test status message" };
    const error = await statusOf(
      clientOf(url, protocol).unaryCall({ responseStatus }, { timeoutMs }),
    );
    same([error.codeNumber, error.rawMessage], [2, "test status message"], "the status");
  },

  async special_status_message(url, protocol) {
    const message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";
    const responseStatus = { code: 2, message };
    const error = await statusOf(
      clientOf(url, protocol).unaryCall({ responseStatus }, { timeoutMs }),
    );
    same([error.codeNumber, error.rawMessage], [2, message], "the status");
  },

  async unimplemented_method(url, protocol) {
    const error = await statusOf(clientOf(url, protocol).unimplementedCall({}, { timeoutMs }));
    same(error.code, "UNIMPLEMENTED", "the code");
  },

  async unimplemented_service(url, protocol) {
    const client = createClient(UnimplementedService, channelTo(url, protocol));
    same(
      (await statusOf(client.unimplementedCall({}, { timeoutMs }))).code,
      "UNIMPLEMENTED",
      "the code",
    );
  },

  async timeout_on_sleeping_server(url, protocol) {
    const responseParameters = [{ size: 1, intervalUs: 20_000_000 }];
    const read = async () => {
      const client = clientOf(url, protocol);
      const call = client.streamingOutputCall({ responseParameters }, { timeoutMs: 200 });
      for await (const _ of call) throw new Error("a response came");
    };
    same((await statusOf(read())).code, "DEADLINE_EXCEEDED", "the code");
  },

  async cancel_after_first_response(url, protocol) {
    const controller = new AbortController();
    const responseParameters = [{ size: 1 }, { size: 1, intervalUs: 20_000_000 }];
    const read = async () => {
      const options = { timeoutMs, signal: controller.signal };
      const call = clientOf(url, protocol).streamingOutputCall({ responseParameters }, options);
      // The second response comes after 20 seconds: the first is here before the stream ends.
      for await (const _ of call) controller.abort();
    };
    same((await statusOf(read())).code, "CANCELLED", "the code");
  },
};

/** The cases of streams of requests, over WebSockets. */
export const interopStreamCases: Readonly<Record<string, Case>> = {
  async client_streaming(url, protocol) {
    const call = clientOf(url, protocol).streamingInputCall({ timeoutMs });
    for (const size of [27_182, 8, 1_828, 45_904]) {
      await call.send({ payload: { body: new Uint8Array(size) } });
    }
    await call.close();
    same((await call.response).aggregatedPayloadSize, 74_922, "the response");
  },

  async ping_pong(url, protocol) {
    const call = clientOf(url, protocol).fullDuplexCall({ timeoutMs });
    const responses = call[Symbol.asyncIterator]();
    for (const size of [31_415, 9, 2_653, 58_979]) {
      await call.send({ responseParameters: [{ size }] });
      same((await responses.next()).value?.payload?.body.length, size, "the response");
    }
    await call.close();
    same((await responses.next()).done, true, "the end");
  },

  async empty_stream(url, protocol) {
    const call = clientOf(url, protocol).fullDuplexCall({ timeoutMs });
    await call.close();
    same((await call[Symbol.asyncIterator]().next()).done, true, "the end");
  },
};
