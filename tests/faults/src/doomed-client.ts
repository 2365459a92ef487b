// A client that opens calls of every kind, says so, and then waits to be killed.
import { createChannel, createClient } from "tramline";
import { TestService } from "../../interop/gen/grpc/testing/test.ts";

const channel = createChannel(process.argv[2] as string);
const client = createClient(TestService, channel);
const endless = Array.from({ length: 1000 }, () => ({ size: 10, intervalUs: 1000 }));

void client.unaryCall({ responseSize: 7 }, { timeoutMs: 60_000 });
void client.emptyCall({}, { timeoutMs: 60_000 });
const output = client.streamingOutputCall({ responseParameters: endless });
const firstOutput = await output[Symbol.asyncIterator]().next();
const input = client.streamingInputCall({ timeoutMs: 60_000 });
await input.send({});
const chat = client.fullDuplexCall();
await chat.send({ responseParameters: [{ size: 1 }] });
const firstReply = await chat[Symbol.asyncIterator]().next();
if (firstOutput.done || firstReply.done) throw new Error("the server ended a stream");
process.stdout.write("ready\n");
setInterval(() => {}, 1000);
