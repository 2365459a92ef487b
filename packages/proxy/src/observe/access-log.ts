// The lines of the access log.
import type { RequestRecord } from "./request-log.ts";

/** Returns a request as one line of JSON. */
export function printJsonLine(record: RequestRecord): string {
  const { timeMs, peer, protocol, httpMethod, path, method, status, httpStatus } = record;
  const { durationMs, bytesIn, bytesOut } = record;
  return JSON.stringify({
    time: new Date(timeMs).toISOString(),
    peer,
    protocol,
    http_method: httpMethod,
    path,
    ...(method !== undefined && { method }),
    ...(status !== undefined && { status }),
    http_status: httpStatus,
    duration_ms: Math.round(durationMs * 1000) / 1000,
    bytes_in: bytesIn,
    bytes_out: bytesOut,
  });
}

/** Returns a request as one line of text: time, peer, protocol, request, status, HTTP status, duration, bytes. */
export function printTextLine(record: RequestRecord): string {
  const { timeMs, peer, protocol, httpMethod, path, method, status, httpStatus } = record;
  const called = method === undefined || method === path ? "" : ` ${printable(method)}`;
  return [
    new Date(timeMs).toISOString(),
    peer,
    protocol,
    `${printable(httpMethod)} ${printable(path)}${called}`,
    status ?? "-",
    httpStatus === 0 ? "-" : String(httpStatus),
    `${record.durationMs.toFixed(2)}ms`,
    `${record.bytesIn}B`,
    `${record.bytesOut}B`,
  ].join(" ");
}

/** Keeps a client from writing lines of its own: no white space and control characters. */
function printable(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/g, (character) => encodeURIComponent(wellFormed(character)));
}

function wellFormed(character: string): string {
  return /[\ud800-\udfff]/.test(character) ? "\ufffd" : character;
}
