import assert from "node:assert/strict";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type CodeName, StatusError } from "tramline";
import { type CaseContext, zeros } from "./case.ts";

/** Asserts that a call ended with a status. */
export async function assertStatus(
  ended: Promise<unknown>,
  code: CodeName,
  message?: string,
): Promise<void> {
  const error = await ended.then(
    () => assert.fail(`the call ended with OK instead of ${code}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof StatusError)) throw error;
  if (error.code !== code) {
    throw new Error(`the call ended with ${error.message} instead of ${code}`, { cause: error });
  }
  if (message !== undefined) assert.equal(error.rawMessage, message);
}

export async function cancelAfterBegin({ client }: CaseContext): Promise<void> {
  // With a connection that stands, the next call begins at once.
  await client.emptyCall({});
  const call = client.streamingInputCall();
  const { response } = call;
  await nextTurn();
  call.cancel();
  await assertStatus(response, "CANCELLED");
}

export async function cancelAfterFirstResponse({ client }: CaseContext): Promise<void> {
  const call = client.fullDuplexCall();
  const responses = call[Symbol.asyncIterator]();
  await call.send({ responseParameters: [{ size: 31_415 }], payload: zeros(27_182) });
  const first = await responses.next();
  assert.equal(first.value?.payload?.body.length, 31_415);
  call.cancel();
  await assertStatus(responses.next(), "CANCELLED");
}

export async function timeoutOnSleepingServer({ client }: CaseContext): Promise<void> {
  const call = client.fullDuplexCall({ timeoutMs: 1 });
  // The deadline may pass before this is sent.
  call.send({ payload: zeros(27_182) }).catch(() => {});
  await assertStatus(call[Symbol.asyncIterator]().next(), "DEADLINE_EXCEEDED");
}

export async function statusCodeAndMessage({ client }: CaseContext): Promise<void> {
  const responseStatus = { code: 2, message: "test status message" };
  await assertStatus(client.unaryCall({ responseStatus }), "UNKNOWN", responseStatus.message);
  const call = client.fullDuplexCall();
  await call.send({ responseStatus });
  await call.close();
  await assertStatus(call[Symbol.asyncIterator]().next(), "UNKNOWN", responseStatus.message);
}

export async function specialStatusMessage({ client }: CaseContext): Promise<void> {
  const message = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";
  await assertStatus(
    client.unaryCall({ responseStatus: { code: 2, message } }),
    "UNKNOWN",
    message,
  );
}

export async function unimplementedMethod({ client }: CaseContext): Promise<void> {
  await assertStatus(client.unimplementedCall({}), "UNIMPLEMENTED");
}

export async function unimplementedService({ unimplemented }: CaseContext): Promise<void> {
  await assertStatus(unimplemented.unimplementedCall({}), "UNIMPLEMENTED");
}
