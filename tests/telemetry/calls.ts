/** The calls of this suite, the same as in peers/go/calls. */
import {
  type ClientChannel,
  createClient,
  type ServiceImplementation,
  StatusError,
} from "tramline";
import { TestService, UnimplementedService } from "../interop/gen/grpc/testing/test.ts";

/** The service that is called; it leaves UnimplementedCall out. */
export const implementation = {
  emptyCall: () => ({}),
  unaryCall({ responseStatus, responseSize, responseCompressed }, context) {
    if (responseStatus !== undefined && responseStatus.code !== 0) {
      throw new StatusError(responseStatus.code as 5, responseStatus.message);
    }
    if (responseCompressed?.value === true) context.compression = "gzip";
    return { payload: { body: new Uint8Array(responseSize) } };
  },
  async *streamingOutputCall({ responseParameters }) {
    for (const { size } of responseParameters) yield { payload: { body: new Uint8Array(size) } };
  },
  async streamingInputCall(requests) {
    let aggregatedPayloadSize = 0;
    for await (const { payload } of requests) aggregatedPayloadSize += payload?.body.length ?? 0;
    return { aggregatedPayloadSize };
  },
} satisfies Partial<ServiceImplementation<typeof TestService>>;

/** Makes the calls. */
export async function makeCalls(channel: ClientChannel): Promise<void> {
  const client = createClient(TestService, channel);
  const options = { timeoutMs: 20_000 };
  const body = (size: number) => ({ body: new Uint8Array(size) });
  for (let i = 0; i < 3; i++) await client.emptyCall({}, options);
  await client.unaryCall({ responseSize: 3000, payload: body(1500) }, options);
  await client.unaryCall(
    { responseSize: 2000, payload: body(5000), responseCompressed: { value: true } },
    { ...options, compression: "gzip" },
  );
  await fails(
    client.unaryCall({ responseStatus: { code: 5, message: "no such thing" } }, options),
    "NOT_FOUND",
  );
  await fails(client.unimplementedCall({}, options), "UNIMPLEMENTED");
  const unimplemented = createClient(UnimplementedService, channel);
  await fails(unimplemented.unimplementedCall({}, options), "UNIMPLEMENTED");
  const responseParameters = [{ size: 10 }, { size: 20 }, { size: 30 }];
  for await (const _ of client.streamingOutputCall({ responseParameters }, options));
  await client.streamingInputCall([{ payload: body(100) }, { payload: body(200) }], options);
}

async function fails(call: Promise<unknown>, code: string): Promise<void> {
  const error = await call.then(
    () => new Error(`expected ${code}, got a response`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StatusError) || error.code !== code) throw error;
}
