import assert from "node:assert/strict";
import { test } from "node:test";
import { isHostAndPort, isHostname } from "./host.ts";
import { isIp, isIpPrefix } from "./ip.ts";
import { email, headerName, headerValue } from "./patterns.ts";
import { isUri, isUriReference } from "./uri.ts";

/** Texts that a format takes, and texts that it does not. */
interface Table {
  readonly name: string;
  readonly has: (text: string) => boolean;
  readonly valid: readonly string[];
  readonly invalid: readonly string[];
}

const tables: readonly Table[] = [
  {
    name: "an IP address",
    has: (text) => isIp(text),
    valid: [
      "0.0.0.0",
      "255.255.255.255",
      "::",
      "1::",
      "::1",
      "1:2:3:4:5:6:7:8",
      "::ffff:1.2.3.4",
      "fe80::1%eth0",
    ],
    invalid: [
      "",
      "1.2.3",
      "1.2.3.4.5",
      "256.0.0.1",
      "01.2.3.4",
      "1:2:3:4:5:6:7",
      "1::2::3",
      ":1::",
      "1:2:3:4:5:6:7::8",
      "::1%",
      "[::1]",
      "12345::",
      "::1.2.3",
      " ::1",
    ],
  },
  {
    name: "an IPv4 prefix without host bits",
    has: (text) => isIpPrefix(text, { version: 4, strict: true }),
    valid: ["10.0.0.0/8", "0.0.0.0/0", "1.2.3.4/32", "128.0.0.0/1"],
    invalid: [
      "10.0.0.1/8",
      "1.2.3.4/33",
      "1.2.3.4/031",
      "1.2.3.4/",
      "1.2.3.4",
      "::/0",
      "1.2.3.4/-1",
    ],
  },
  {
    name: "an IPv6 prefix without host bits",
    has: (text) => isIpPrefix(text, { version: 6, strict: true }),
    valid: ["::/0", "2001:db8::/32", "::1/128", "8000::/1"],
    invalid: ["2001:db8::1/32", "::/129", "::1%eth0/64", "::", "c000::/1"],
  },
  {
    name: "a host name",
    has: isHostname,
    valid: ["a", "example.com", "example.com.", "a-b.c", "1a", "1.a", `${"a".repeat(63)}.b`],
    invalid: [
      "",
      ".",
      "a..b",
      "-a",
      "a-",
      "a.1",
      `${"a".repeat(64)}.b`,
      "a_b",
      "ä.de",
      `${"a.".repeat(127)}`,
    ],
  },
  {
    name: "a host and its port",
    has: (text) => isHostAndPort(text, true),
    valid: ["a:0", "1.2.3.4:65535", "[::1]:80"],
    invalid: ["a", "a:", "a:65536", "a:01", "::1:80", "[::1]", "[a]:80", "[::1]x:80", ":80"],
  },
  {
    name: "a URI",
    has: isUri,
    valid: [
      "a:",
      "http://a",
      "http://u:p@a:80/b?c#d",
      "urn:x:y",
      "http://[::1]:1/",
      "http://[v1.a]/",
      "http://[fe80::1%25en0]/",
      "a:/b",
      "http://a%C3%A4/",
    ],
    invalid: [
      "",
      "a",
      "1a:b",
      "//a",
      "http://a b",
      "http://a/%zz",
      "http://[::1",
      "http://[::1%en0]/",
      "http://a:b/",
      "http://%C3x/",
      "a:b#c#d",
      "http://a@b@c/",
    ],
  },
  {
    name: "a URI reference",
    has: isUriReference,
    valid: ["", "a", "./a:b", "//a/b", "?q", "#f", "/a", "http://a"],
    invalid: ["1:a", " ", "//a b", "%", "[a]"],
  },
  {
    name: "an email address",
    has: (text) => email.test(text),
    valid: ["a@b", "a.b+c@d-e.f"],
    invalid: ["", "@b", "a@", "a@-b", "a b@c", "a@b..c", "ä@b"],
  },
  {
    name: "the name of a header",
    has: (text) => headerName.test(text),
    valid: ["a", ":path", "x-y_z"],
    invalid: ["", ":", "a b", "a:b", "a\n"],
  },
  {
    name: "the value of a header",
    has: (text) => headerValue.test(text),
    valid: ["", "a b", "a\tb", "ä"],
    invalid: ["a\n", "a\u0000", "a\u007f"],
  },
];

for (const { name, has, valid, invalid } of tables) {
  test(`${name} is told from other texts`, () => {
    assert.deepEqual(
      valid.filter((text) => !has(text)),
      [],
      "valid",
    );
    assert.deepEqual(
      invalid.filter((text) => has(text)),
      [],
      "invalid",
    );
  });
}
