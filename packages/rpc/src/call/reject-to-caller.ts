import { StatusError } from "../status/status-error.ts";

const settled: Promise<void> = Promise.resolve();

/**
 * Rejects a promise of a caller's, with an error whose stack names the functions that await the promise. V8
 * finds them when an error is made in a reaction that leads to the promise: two turns of the microtasks, and
 * nothing for calls that go well.
 *
 * @param error whose stack says nothing of the caller
 * @param resolve the promise's own function, as its executor was given it
 * @param reject the promise's own function
 */
export function rejectToCaller(
  error: StatusError,
  resolve: (value: never) => void,
  reject: (error: StatusError) => void,
): void {
  failing(error).then(resolve, reject);
}

/** The same for a promise whose rejection may go unseen: Node ends the process for one that nobody handles. */
export function rejectUnseen(
  error: StatusError,
  resolve: (value: never) => void,
  reject: (error: StatusError) => void,
  promise: Promise<unknown>,
): void {
  failing(error).then(resolve, (thrown: unknown) => {
    // Not before: V8 names nobody who awaits a promise with a second reaction.
    promise.catch(() => {});
    reject(thrown as StatusError);
  });
}

function failing(error: StatusError): Promise<never> {
  return settled.then(() => {
    throw withCallersStack(error);
  });
}

function withCallersStack(error: StatusError): StatusError {
  const { code, rawMessage, details, metadata, cause, call } = error;
  return new StatusError(code, rawMessage, { details, metadata, cause, call });
}
