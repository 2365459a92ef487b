// Host names, and hosts with a port.

import { isIp } from "./ip.ts";

const label = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$/;
const digits = /^[0-9]+$/;
const port = /^(?:0|[1-9][0-9]{0,4})$/;

/**
 * True for a host name of RFC 1034: labels of at most 63 letters, digits, and inner hyphens, 253 characters in
 * all; the last label has more than digits. A dot may follow.
 */
export function isHostname(text: string): boolean {
  if (text.length > 253) return false;
  const labels = (text.endsWith(".") ? text.slice(0, -1) : text).split(".");
  return labels.every((part) => label.test(part)) && !digits.test(labels.at(-1) ?? "");
}

/** True for a host name or IPv4 address, or an IPv6 address in brackets, and a port after a colon. */
export function isHostAndPort(text: string, portRequired: boolean): boolean {
  const colon = text.lastIndexOf(":");
  if (text.startsWith("[")) {
    const end = text.lastIndexOf("]");
    if (end < 0 || !isIp(text.slice(1, end), 6)) return false;
    if (end === text.length - 1) return !portRequired;
    return end + 1 === colon && isPort(text.slice(colon + 1));
  }
  if (colon < 0) return !portRequired && isHost(text);
  return isHost(text.slice(0, colon)) && isPort(text.slice(colon + 1));
}

function isHost(text: string): boolean {
  return isHostname(text) || isIp(text, 4);
}

function isPort(text: string): boolean {
  return port.test(text) && Number(text) <= 65535;
}
