/** Requests to the page's server. */
import type { CallEvent, CallRequest, ContractJson, ProblemJson } from "../page-protocol.ts";
import type { Json } from "./json/json.ts";

const TOKEN_KEY = "tram-explore-token";

/** Takes the token out of the address, and keeps it for this tab: it need not be seen or copied. */
export function takeToken(): void {
  const token = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return;
  sessionStorage.setItem(TOKEN_KEY, token);
  history.replaceState(null, "", location.pathname);
}

/** A failure that the page shows: text, what to do, and the field of a request at fault. */
export class ApiError extends Error {
  readonly hint: string | undefined;
  readonly path: string | undefined;

  constructor({ problem, hint, path }: ProblemJson) {
    super(problem);
    this.hint = hint;
    this.path = path;
  }
}

/** @throws ApiError */
export async function fetchContract(): Promise<ContractJson> {
  return (await (await request("GET", "contract")).json()) as ContractJson;
}

/**
 * Makes a call and yields what happens to it. Leaving the loop ends the call.
 *
 * @throws ApiError for a request that was not sent
 */
export async function* callEvents(
  call: CallRequest,
  signal: AbortSignal,
): AsyncGenerator<CallEvent> {
  const response = await request("POST", "call", call, signal);
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    while (true) {
      const { value, done } = await reader.read().catch(() => {
        throw signal.aborted ? signal.reason : lost("The connection to tram explore is lost.");
      });
      if (done) break;
      const lines = (rest + value).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line) as CallEvent;
    }
  } finally {
    // After its end, and when the signal has ended it, this does nothing.
    reader.cancel().catch(() => {});
  }
}

/** @throws ApiError for a message that does not fit, or a call that has ended */
export async function sendMessage(id: string, message: Json): Promise<void> {
  await request("POST", `call/${id}/send`, { message });
}

/** Says that no more messages follow. @throws ApiError */
export async function closeRequests(id: string): Promise<void> {
  await request("POST", `call/${id}/close`, {});
}

/** Cancels a call. @throws ApiError */
export async function cancelCall(id: string): Promise<void> {
  await request("POST", `call/${id}/cancel`, {});
}

/** The error of a program that has gone away. */
export function lost(problem: string): ApiError {
  const hint = "Has it ended? Start it again, and open the address that it prints.";
  return new ApiError({ problem, hint });
}

async function request(
  method: string,
  path: string,
  body?: object,
  signal?: AbortSignal,
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${sessionStorage.getItem(TOKEN_KEY) ?? ""}`,
        "content-type": "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw lost("tram explore does not respond.");
  }
  if (response.ok) return response;
  let problem: ProblemJson = { problem: `HTTP status ${response.status}` };
  try {
    problem = (await response.json()) as ProblemJson;
  } catch {
    // The status has to do.
  }
  throw new ApiError(problem);
}
