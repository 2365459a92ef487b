// URIs and references by RFC 3986, with zones of IPv6 addresses by RFC 6874. Each part is checked by a
// pattern that is linear in its length.

import { parseIpv6 } from "./ip.ts";

const scheme = /^[A-Za-z][A-Za-z0-9+.-]*$/;
const path = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*$/;
const queryOrFragment = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*$/;
const userinfo = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|%[0-9A-Fa-f]{2})*$/;
const registeredName = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=]|%[0-9A-Fa-f]{2})*$/;
const zone = /^(?:[A-Za-z0-9\-._~]|%[0-9A-Fa-f]{2})+$/;
const futureAddress = /^[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+$/;
const port = /^[0-9]*$/;

/** True for a URI: with a scheme. */
export function isUri(text: string): boolean {
  const rest = withoutQueryAndFragment(text);
  if (rest === undefined) return false;
  const colon = rest.indexOf(":");
  return colon > 0 && scheme.test(rest.slice(0, colon)) && isHierarchy(rest.slice(colon + 1));
}

/** True for a URI or a relative reference. */
export function isUriReference(text: string): boolean {
  if (isUri(text)) return true;
  const rest = withoutQueryAndFragment(text);
  if (rest === undefined) return false;
  // The first segment of a relative path has no colon: it would look like a scheme.
  const [first = ""] = rest.split("/", 1);
  return !first.includes(":") && isHierarchy(rest);
}

/** The part before a valid query and fragment; undefined when one is invalid. */
function withoutQueryAndFragment(text: string): string | undefined {
  let rest = text;
  const hash = rest.indexOf("#");
  if (hash >= 0) {
    if (!queryOrFragment.test(rest.slice(hash + 1))) return undefined;
    rest = rest.slice(0, hash);
  }
  const mark = rest.indexOf("?");
  if (mark < 0) return rest;
  return queryOrFragment.test(rest.slice(mark + 1)) ? rest.slice(0, mark) : undefined;
}

/** `//authority/path`, or a path that does not begin with two slashes. */
function isHierarchy(text: string): boolean {
  if (!text.startsWith("//")) return path.test(text);
  const slash = text.indexOf("/", 2);
  const end = slash < 0 ? text.length : slash;
  return isAuthority(text.slice(2, end)) && path.test(text.slice(end));
}

function isAuthority(text: string): boolean {
  const at = text.indexOf("@");
  if (at >= 0 && !userinfo.test(text.slice(0, at))) return false;
  const hostAndPort = text.slice(at + 1);
  if (hostAndPort.startsWith("[")) {
    const end = hostAndPort.lastIndexOf("]");
    if (end < 0 || !isIpLiteral(hostAndPort.slice(1, end))) return false;
    const rest = hostAndPort.slice(end + 1);
    return rest === "" || (rest.startsWith(":") && port.test(rest.slice(1)));
  }
  const colon = hostAndPort.indexOf(":");
  const host = colon < 0 ? hostAndPort : hostAndPort.slice(0, colon);
  if (!registeredName.test(host) || !isEncodedUtf8(host)) return false;
  return colon < 0 || port.test(hostAndPort.slice(colon + 1));
}

function isIpLiteral(text: string): boolean {
  if (futureAddress.test(text)) return true;
  const percent = text.indexOf("%");
  if (percent < 0) return parseIpv6(text) !== undefined;
  const zoneId = text.slice(percent);
  return (
    zoneId.startsWith("%25") &&
    zone.test(zoneId.slice(3)) &&
    isEncodedUtf8(zoneId.slice(3)) &&
    parseIpv6(text.slice(0, percent)) !== undefined
  );
}

/** True when what is percent-encoded in a text is UTF-8. */
function isEncodedUtf8(text: string): boolean {
  if (!text.includes("%")) return true;
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
