import assert from "node:assert/strict";
import { test } from "node:test";
import { GatewayError } from "../gateway-error.ts";
import { parseTemplate } from "./path-template.ts";

/** A template in short: segments, variables with their extent, and the verb. */
function shape(text: string): string {
  const { segments, variables, verb } = parseTemplate(text);
  const parts = segments.map((one) => {
    if (one.kind === "literal") return one.text;
    return one.kind === "any" ? "*" : "**";
  });
  const bound = variables.map(
    ({ fieldPath, start, end, isMulti }) =>
      `${fieldPath.join(".")}=${start}-${end}${isMulti ? "+" : ""}`,
  );
  return [parts.join(" "), bound.join(" "), verb].join(" | ");
}

const valid: readonly (readonly [string, string])[] = [
  // The published examples of google/api/http.proto.
  [
    "/v1/messages/{message_id}/{sub.subfield}",
    "v1 messages * * | message_id=2-3 sub.subfield=3-4 | ",
  ],
  ["/v1/{name=messages/*}", "v1 messages * | name=1-3+ | "],
  [
    "/v1/users/{user_id}/messages/{message_id}",
    "v1 users * messages * | user_id=2-3 message_id=4-5 | ",
  ],
  ["/v1/messages/{message_id}", "v1 messages * | message_id=2-3 | "],
  // AIP-127 and AIP-136.
  ["/v1/{name=publishers/*/books/*}", "v1 publishers * books * | name=1-5+ | "],
  ["/v1/{parent=publishers/*}/books", "v1 publishers * books | parent=1-3+ | "],
  ["/v1/{name=publishers/*/books/*}:archive", "v1 publishers * books * | name=1-5+ | archive"],
  ["/v1/{book.name=publishers/*/books/*}", "v1 publishers * books * | book.name=1-5+ | "],
  ["/v1/{name=projects/*}:batchGet", "v1 projects * | name=1-3+ | batchGet"],
  // Wildcards.
  ["/v1/**", "v1 ** |  | "],
  ["/v1/{name=**}", "v1 ** | name=1-2+ | "],
  ["/v1/{name=**}:stat", "v1 ** | name=1-2+ | stat"],
  ["/v1/{name=shelves/**}", "v1 shelves ** | name=1-3+ | "],
  ["/v1/*/of/{name}", "v1 * of * | name=3-4 | "],
  ["/v1/{name=*}", "v1 * | name=1-2 | "],
  ["/v1/{name=shelves}", "v1 shelves | name=1-2+ | "],
  ["/", " |  | "],
  // Literals by RFC 3986, as grpc-gateway's tests of its parser have them.
  ["/v1/a:b/c", "v1 a:b c |  | "],
  ["/v1/a:b:verb", "v1 a:b |  | verb"],
  ["/v1/{id}:a:b", "v1 * | id=1-2 | a:b"],
  ["/v1/%E3%81%82/x", "v1 %E3%81%82 x |  | "],
  ["/v1/~a-b._c!$&'()*+,;=@", "v1 ~a-b._c!$&'()*+,;=@ |  | "],
  ["/package.Service/Method", "package.Service Method |  | "],
];

for (const [text, expected] of valid) {
  test(`${text} is parsed`, () => assert.equal(shape(text), expected));
}

const invalid: readonly (readonly [string, RegExp])[] = [
  ["", /expected "\/" at index 0, got the end/],
  ["v1/messages", /expected "\/" at index 0, got "v"/],
  ["/v1//messages", /expected a literal, `\*`, `\*\*`, or a variable at index 4/],
  ["/v1/messages/", /at index 13, got the end/],
  ["/v1/{name", /expected "}" at index 9, got the end/],
  ["/v1/{}", /expected the name of a field at index 5/],
  ["/v1/{1name}", /expected the name of a field/],
  ["/v1/{name.}", /expected the name of a field/],
  ["/v1/{name=}", /expected a literal/],
  ["/v1/{name=shelves/{id}}", /a variable must not contain another/],
  ["/v1/{name}x", /expected "\/", ":", or the end at index 10, got "x"/],
  ["/v1/**/books", /`\*\*` must be the last segment/],
  ["/v1/{name=**}/books", /`\*\*` must be the last segment/],
  ["/v1/messages:", /expected a literal/],
  ["/v1/a b", /got " "/],
  ["/v1/messages?x=1", /got "\?"/],
  ["/v1/%zz", /expected two hexadecimal digits behind `%` at index 4/],
  ["/v1/%a", /two hexadecimal digits/],
];

for (const [text, expected] of invalid) {
  test(`${JSON.stringify(text)} is rejected`, () => {
    assert.throws(
      () => parseTemplate(text),
      (error) =>
        error instanceof GatewayError &&
        error.code === "REST_TEMPLATE_INVALID" &&
        expected.test(error.message) &&
        error.message.includes(JSON.stringify(text)),
    );
  });
}
