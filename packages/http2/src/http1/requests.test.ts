import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { echo, Http1Peer, statusOf } from "./http1.test.support.ts";

const GET = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n";

function respond(text: string): { status: number; output: string; peer: Http1Peer } {
  const peer = new Http1Peer(echo).send(text);
  const output = peer.output();
  return { status: statusOf(output), output, peer };
}

describe("requests of HTTP/1.1", () => {
  test("their fields are those of HTTP/2", () => {
    const { peer, status } = respond(
      "POST /a/B?c=d HTTP/1.1\r\nHost: a.test:80\r\nContent-Type: text/x\r\nX-Empty:\r\n" +
        "X-Blank: \t v \t\r\nContent-Length: 3\r\nConnection: keep-alive\r\nTE: gzip;q=0.5, trailers\r\n\r\nabc",
    );
    assert.equal(status, 200);
    assert.deepEqual(peer.requests[0]?.fields, [
      ":method",
      "POST",
      ":scheme",
      "http",
      ":path",
      "/a/B?c=d",
      ":authority",
      "a.test:80",
      "content-type",
      "text/x",
      "x-empty",
      "",
      "x-blank",
      "v",
      "te",
      "trailers",
    ]);
    assert.equal(peer.requests[0]?.body, "abc");
    assert.equal(peer.isEnded, false, "the connection stays open");
  });

  test("fields that Connection lists are for the connection alone", () => {
    const { peer, status } = respond(
      "GET / HTTP/1.1\r\nHost: a.test\r\nX-Hop: 1\r\nX-Kept: 2\r\nConnection: keep-alive,\t X-hop ,, x-absent\r\n" +
        "X-HOP: 3\r\nConnection: x-other\r\nX-Other: 4\r\n\r\n",
    );
    assert.equal(status, 200);
    assert.deepEqual(peer.requests[0]?.fields.slice(8), ["x-kept", "2"]);
    assert.equal(peer.isEnded, false, "the connection stays open");
  });

  test("an absolute target names the host, whatever the field says", () => {
    const { peer } = respond("GET HTTP://b.test?x HTTP/1.1\r\nHost: a.test\r\n\r\n");
    assert.deepEqual(peer.requests[0]?.fields, [
      ":method",
      "GET",
      ":scheme",
      "http",
      ":path",
      "/?x",
      ":authority",
      "b.test",
    ]);
  });

  test("a chunked body with extensions and trailers", () => {
    const { peer, status } = respond(
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3;a="b"\r\nabc\r\n0000A\r\n0123456789\r\n' +
        "0\r\nX-Sum: 1\r\n\r\n",
    );
    assert.equal(status, 200);
    assert.equal(peer.requests[0]?.body, "abc0123456789");
    assert.deepEqual(peer.requests[0]?.trailers, ["x-sum", "1"]);
  });

  test("equal heads share their fields, bodies of other lengths included", () => {
    const head = (length: number) =>
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\nX: y\r\n\r\n`;
    const peer = new Http1Peer(echo).send(`${head(1)}a${head(12)}abcdefghijkl`);
    peer.send(`${head(3)}xyz`).send(GET);
    assert.deepEqual(
      peer.requests.map(({ body }) => body),
      ["a", "abcdefghijkl", "xyz", ""],
    );
    const [first, second, third, fourth] = peer.requests;
    assert.equal(second?.section, first?.section);
    assert.equal(third?.section, first?.section);
    assert.notEqual(fourth?.section, first?.section);
  });

  test("an empty line before a request", () => {
    assert.equal(respond(`\r\n${GET}`).status, 200);
    assert.equal(respond(`\r\n\r\n${GET}`).status, 400);
  });

  test("HTTP/1.0 needs no host, and its connection closes", () => {
    const { output, peer } = respond("GET / HTTP/1.0\r\n\r\n");
    assert.equal(statusOf(output), 200);
    assert.match(output, /\r\nconnection: close\r\n/);
    assert.equal(peer.isEnded, true);
  });

  test("OPTIONS with an asterisk", () => {
    assert.match(respond("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").output, /OPTIONS \* $/);
  });
});

/** Requests that two programs could read differently, or that nobody should send: `status` and a token. */
const rejected: [title: string, status: number, token: string, request: string][] = [];

function reject(title: string, status: number, token: string, request: string): void {
  rejected.push([title, status, token, request]);
}

const post = (lines: string, body = "") => `POST / HTTP/1.1\r\nHost: a\r\n${lines}\r\n${body}`;
const chunked = (body: string) => post("Transfer-Encoding: chunked\r\n", body);

reject(
  "content-length and transfer-encoding",
  400,
  "H1_LENGTH_AND_CODING",
  post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
);
reject(
  "transfer-encoding and content-length",
  400,
  "H1_LENGTH_AND_CODING",
  post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n"),
);
reject(
  "two equal lengths",
  400,
  "H1_CONTENT_LENGTH_REPEATED",
  post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
);
reject(
  "two different lengths",
  400,
  "H1_CONTENT_LENGTH_REPEATED",
  post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"),
);
for (const value of ["5, 5", "+5", "-1", "0x5", "5 5", "5a", "", "1e1", "\u00b2", "1".repeat(16)]) {
  reject(
    `length ${JSON.stringify(value)}`,
    400,
    "H1_CONTENT_LENGTH_FORM",
    post(`Content-Length: ${value}\r\n`, "hello"),
  );
}
for (const value of [
  "chunked, gzip",
  "chunked, chunked",
  "identity",
  "",
  "xchunked",
  "\u00a0chunked",
]) {
  reject(
    `transfer-encoding ${JSON.stringify(value)}`,
    400,
    "H1_CHUNKED_NOT_LAST",
    post(`Transfer-Encoding: ${value}\r\n`, "0\r\n\r\n"),
  );
}
for (const value of ["gzip, chunked", "identity, chunked", "gzip \t , \tchunked\t "]) {
  reject(
    `transfer-encoding ${JSON.stringify(value)}`,
    501,
    "H1_CODING_UNKNOWN",
    post(`Transfer-Encoding: ${value}\r\n`, "0\r\n\r\n"),
  );
}
reject(
  "transfer-encoding twice",
  400,
  "H1_CHUNKED_NOT_LAST",
  post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
);
reject(
  "transfer-encoding of HTTP/1.0",
  400,
  "H1_CODING_OLD",
  "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
);
reject("a space before the colon", 400, "H1_SPACE_BEFORE_COLON", post("Content-Length : 5\r\n"));
reject(
  "a tab before the colon",
  400,
  "H1_SPACE_BEFORE_COLON",
  post("Transfer-Encoding\t: chunked\r\n"),
);
reject("a folded line", 400, "H1_OBS_FOLD", post("X: a\r\n b\r\n"));
reject("a folded line with a tab", 400, "H1_OBS_FOLD", post("X: a\r\n\tContent-Length: 5\r\n"));
reject("a space before the first name", 400, "H1_OBS_FOLD", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
reject("a lone LF behind a field", 400, "H1_BARE_LF", post("X: a\nContent-Length: 5\r\n"));
reject("a lone LF behind the request line", 400, "H1_BARE_LF", "GET / HTTP/1.1\nHost: a\r\n\r\n");
reject("a head that ends in two LF", 400, "H1_BARE_LF", "GET / HTTP/1.1\r\nHost: a\n\n");
reject("an empty line of LF alone", 400, "H1_BARE_LF", `\n${GET}`);
reject(
  "a lone CR in a value",
  400,
  "H1_FIELD_VALUE_CHARACTER",
  post("X: a\rContent-Length: 5\r\n"),
);
reject("two CR behind a field", 400, "H1_FIELD_VALUE_CHARACTER", post("X: a\r\r\n"));
reject("NUL in a value", 400, "H1_FIELD_VALUE_CHARACTER", post("X: a\0b\r\n"));
reject("DEL in a value", 400, "H1_FIELD_VALUE_CHARACTER", post("X: a\u007f\r\n"));
reject("a control character in a value", 400, "H1_FIELD_VALUE_CHARACTER", post("X: \u000b\r\n"));
reject("a name without a colon", 400, "H1_FIELD_NAME_CHARACTER", post("Xyz\r\n"));
reject("an empty name", 400, "H1_FIELD_NAME_EMPTY", post(": x\r\n"));
for (const name of ["a(b", "\u00e9", "a\u0000b", 'a"', "a/b", "a{", "a@b", ":path"]) {
  reject(
    `name ${JSON.stringify(name)}`,
    400,
    name === ":path" ? "H1_FIELD_NAME_EMPTY" : "H1_FIELD_NAME_CHARACTER",
    post(`${name}: x\r\n`),
  );
}
reject("no host", 400, "H1_HOST_MISSING", "GET / HTTP/1.1\r\n\r\n");
reject("two hosts", 400, "H1_HOST_REPEATED", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
for (const host of ["a b", "a/b", "a?b", "u@a", "a,b c", "<a>"]) {
  reject(`host ${host}`, 400, "H1_HOST_FORM", `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
}
reject("no path", 400, "H1_TARGET_FORM", "GET a HTTP/1.1\r\nHost: a\r\n\r\n");
reject(
  "a target with a user",
  400,
  "H1_TARGET_FORM",
  "GET http://u@b/ HTTP/1.1\r\nHost: a\r\n\r\n",
);
reject("another scheme", 400, "H1_TARGET_FORM", "GET ftp://b/ HTTP/1.1\r\nHost: a\r\n\r\n");
reject("an asterisk for GET", 400, "H1_TARGET_ASTERISK", "GET * HTTP/1.1\r\nHost: a\r\n\r\n");
reject("a fragment", 400, "H1_TARGET_CHARACTER", "GET /#a HTTP/1.1\r\nHost: a\r\n\r\n");
reject(
  "a target beyond ASCII",
  400,
  "H1_TARGET_CHARACTER",
  "GET /\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n",
);
reject(
  "two spaces in the request line",
  400,
  "H1_TARGET_CHARACTER",
  "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
);
reject("a tab in the request line", 400, "H1_METHOD", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n");
reject("two spaces before the version", 400, "H1_VERSION", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n");
reject("a space behind the version", 400, "H1_VERSION", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n");
reject("no version", 400, "H1_TARGET_CHARACTER", "GET /\r\nHost: a\r\n\r\n");
reject("a version in lower case", 400, "H1_VERSION", "GET / http/1.1\r\nHost: a\r\n\r\n");
reject("HTTP/1.2", 505, "H1_VERSION_UNSUPPORTED", "GET / HTTP/1.2\r\nHost: a\r\n\r\n");
reject("HTTP/2.0", 505, "H1_VERSION_UNSUPPORTED", "GET / HTTP/2.0\r\nHost: a\r\n\r\n");
reject("CONNECT", 501, "H1_CONNECT", "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n");
reject("another expectation", 417, "H1_EXPECT", post("Expect: cake\r\n"));
reject("the bytes of TLS", 400, "H1_BARE_LF", "\u0016\u0003\u0001\n");
reject("no size of a chunk", 400, "H1_CHUNK_SIZE", chunked("\r\n"));
reject("a size with a prefix", 400, "H1_CHUNK_SIZE", chunked("0x5\r\nhello\r\n0\r\n\r\n"));
reject("a size with a sign", 400, "H1_CHUNK_SIZE", chunked("+5\r\nhello\r\n0\r\n\r\n"));
reject("a space behind a size", 400, "H1_CHUNK_SIZE", chunked("5 \r\nhello\r\n0\r\n\r\n"));
reject("a size of 17 digits", 400, "H1_CHUNK_SIZE_LARGE", chunked(`${"0".repeat(16)}5\r\n`));
reject("a size beyond 2^53", 400, "H1_CHUNK_SIZE_LARGE", chunked("ffffffffffffffff\r\n"));
reject("a lone LF behind a size", 400, "H1_CHUNK_SIZE", chunked("5\nhello\r\n0\r\n\r\n"));
reject("a lone CR behind a size", 400, "H1_CHUNK_LINE", chunked("5\rhello\r\n0\r\n\r\n"));
reject("a lone LF behind a chunk", 400, "H1_CHUNK_LINE", chunked("5\r\nhello\n0\r\n\r\n"));
reject("a chunk longer than its size", 400, "H1_CHUNK_LINE", chunked("4\r\nhello\r\n0\r\n\r\n"));
reject("LF in an extension", 400, "H1_CHUNK_EXTENSION", chunked("5;a\nhello\r\n0\r\n\r\n"));
reject("long extensions", 400, "H1_CHUNK_EXTENSIONS_LARGE", chunked(`5;${"a".repeat(4097)}`));
reject("a lone LF in trailers", 400, "H1_BARE_LF", chunked("0\r\nX: a\n\r\n"));
reject(
  "a length among trailers",
  400,
  "H1_TRAILER_NAME",
  chunked("0\r\nContent-Length: 5\r\n\r\n"),
);
reject(
  "a coding among trailers",
  400,
  "H1_TRAILER_NAME",
  chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"),
);
reject("folded trailers", 400, "H1_OBS_FOLD", chunked("0\r\nX: a\r\n b\r\n\r\n"));
reject("a large head", 431, "H1_FIELDS_TOO_LARGE", post(`X: ${"a".repeat(65_536)}\r\n`));
reject("many fields", 431, "H1_FIELDS_TOO_LARGE", post("a:\r\n".repeat(2000)));
reject("a head that never ends", 431, "H1_FIELDS_TOO_LARGE", "G".repeat(65_536));
reject(
  "large trailers",
  431,
  "H1_FIELDS_TOO_LARGE",
  chunked(`0\r\nX: ${"a".repeat(65_536)}\r\n\r\n`),
);

describe("rejected requests of HTTP/1.1", () => {
  for (const [title, status, token, request] of rejected) {
    test(title, () => {
      // Whatever follows is not read as a request.
      const { output, peer } = respond(request + GET);
      assert.equal(statusOf(output), status);
      assert.match(output, /\r\nconnection: close\r\n/);
      assert.ok(output.includes(token), output);
      assert.equal(output.match(/^HTTP\/1\.1 \d/gm)?.length, 1, "one response");
      assert.equal(peer.closedBy?.token, token);
      assert.equal(peer.isEnded, true);
    });
  }

  test("the response repeats what was sent in the encoding that it states", () => {
    const { output } = respond(post("Expect: caf\u00e9\r\n"));
    assert.match(output, /\r\ncontent-type: text\/plain; charset=iso-8859-1\r\n/);
    assert.match(output, /got "caf\u00e9" \(H1_EXPECT\)\n$/);
  });
});
