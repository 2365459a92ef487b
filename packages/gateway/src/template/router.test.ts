import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTemplate } from "./path-template.ts";
import { decodePercent } from "./percent.ts";
import { Router } from "./router.ts";

/** A router of routes such as `GET /v1/{name}`, each its own target. */
function routerOf(...routes: readonly string[]): Router<string> {
  const router = new Router<string>();
  for (const target of routes) {
    const [httpMethod = "", path = ""] = target.split(" ");
    router.add({ httpMethod, template: parseTemplate(path), target }, (one) => one);
  }
  return router;
}

/** The route of a request, and the segments that its variables take theirs from. */
function find(router: Router<string>, request: string): string | undefined {
  const [httpMethod = "", path = ""] = request.split(" ");
  const match = router.find(httpMethod, path);
  return match && `${match.route.target} ${match.segments.join("|")}`;
}

const library = routerOf(
  "GET /v1/shelves",
  "GET /v1/{name=shelves/*}",
  "POST /v1/shelves/{id}",
  "GET /v1/shelves/special",
  "GET /v1/{name=shelves/*}:read",
  "GET /v1/{name=files/**}",
  "GET /v1/{name=files/**}:stat",
  "GET /v1/files/readme",
  "* /v1/any",
  "GET /v1/a%2Fb",
  "GET /v1/{x}/end",
  "GET /v1/fixed/other",
  "GET /",
);

const found: readonly (readonly [string, string | undefined])[] = [
  ["GET /v1/shelves", "GET /v1/shelves v1|shelves"],
  ["GET /v1/shelves/1", "GET /v1/{name=shelves/*} v1|shelves|1"],
  ["POST /v1/shelves/1", "POST /v1/shelves/{id} v1|shelves|1"],
  ["GET /v1/shelves/special", "GET /v1/shelves/special v1|shelves|special"],
  // The literal has no route for POST, and the wildcard has.
  ["POST /v1/shelves/special", "POST /v1/shelves/{id} v1|shelves|special"],
  ["GET /v1/shelves/1:read", "GET /v1/{name=shelves/*}:read v1|shelves|1"],
  ["GET /v1/shelves/a:b:read", "GET /v1/{name=shelves/*}:read v1|shelves|a:b"],
  // Not a verb of any route: a part of the value.
  ["GET /v1/shelves/1:write", "GET /v1/{name=shelves/*} v1|shelves|1:write"],
  ["GET /v1/shelves/:read", "GET /v1/{name=shelves/*} v1|shelves|:read"],
  ["GET /v1/files", "GET /v1/{name=files/**} v1|files"],
  ["GET /v1/files/a/b/c", "GET /v1/{name=files/**} v1|files|a|b|c"],
  ["GET /v1/files/a//b", "GET /v1/{name=files/**} v1|files|a||b"],
  ["GET /v1/files/a/b:stat", "GET /v1/{name=files/**}:stat v1|files|a|b"],
  ["GET /v1/files/readme", "GET /v1/files/readme v1|files|readme"],
  ["GET /v1/files/readme/x", "GET /v1/{name=files/**} v1|files|readme|x"],
  ["DELETE /v1/any", "* /v1/any v1|any"],
  ["GET /v1/a%2fb", "GET /v1/a%2Fb v1|a%2fb"],
  ["GET /v1/sh%65lves", "GET /v1/shelves v1|sh%65lves"],
  // Back from the literal that leads nowhere.
  ["GET /v1/fixed/end", "GET /v1/{x}/end v1|fixed|end"],
  ["GET /", "GET / "],
  ["GET /v1/shelves/", undefined],
  ["GET /v1/shelves/1/", undefined],
  ["GET /v2/shelves", undefined],
  ["PUT /v1/shelves", undefined],
  ["GET *", undefined],
];

for (const [request, expected] of found) {
  test(`${request} has ${expected === undefined ? "no route" : `the route of ${expected}`}`, () => {
    assert.equal(find(library, request), expected);
  });
}

test("the order in which routes are added does not matter", () => {
  const forth = routerOf("GET /v1/{a}", "GET /v1/b", "GET /v1/**");
  const back = routerOf("GET /v1/**", "GET /v1/b", "GET /v1/{a}");
  for (const path of ["/v1/b", "/v1/c", "/v1/c/d"]) {
    assert.equal(find(forth, `GET ${path}`), find(back, `GET ${path}`));
  }
});

test("a path has the methods of all routes that fit it", () => {
  assert.deepEqual(library.methodsOf("/v1/shelves/special"), ["GET", "POST"]);
  assert.deepEqual(library.methodsOf("/v1/nothing"), []);
});

test("two routes for the same requests are reported with both names", () => {
  for (const [one, other] of [
    ["GET /v1/{a}", "GET /v1/{b}"],
    ["GET /v1/{name=shelves/*}", "GET /v1/shelves/{id}"],
    ["GET /v1/{a=**}", "GET /v1/**"],
    ["POST /v1/{a}:do", "POST /v1/{b}:do"],
  ] as const) {
    assert.throws(
      () => routerOf(one, other),
      (error) => {
        assert.equal((error as { code?: string }).code, "REST_ROUTE_CONFLICT");
        assert.match(String(error), /have the same route/);
        return String(error).includes(one) && String(error).includes(other);
      },
    );
  }
  routerOf("GET /v1/{a}", "POST /v1/{a}", "GET /v1/{a}:do", "GET /v1/{a=**}");
});

test("many segments and verbs are searched without backtracking over them again and again", () => {
  const deep = routerOf(`GET /${"*/".repeat(20)}end`, `GET /${"a/".repeat(20)}other`);
  assert.equal(find(deep, `GET /${"a/".repeat(20)}nothing`), undefined);
  assert.equal(find(library, `GET /${"x/".repeat(10_000)}`), undefined);
});

test("percent-encoding is decoded as bytes, and %2F stays in values of several segments", () => {
  assert.equal(decodePercent("a%20b"), "a b");
  assert.equal(decodePercent("%e2%82%ac"), "€");
  assert.equal(decodePercent("\u00e2\u0082\u00ac"), "€");
  assert.equal(decodePercent("a%2Fb"), "a/b");
  assert.equal(decodePercent("a%2Fb%2fc%20d", true), "a%2Fb%2fc d");
  assert.equal(decodePercent("a+b"), "a+b");
  for (const broken of ["%", "%1", "%zz", "%ff", "%c3", "a%"]) {
    assert.equal(decodePercent(broken), undefined);
  }
});

test("a path of colons is read once, and its verb is found behind them", () => {
  const router = routerOf("GET /v1/{name}", "GET /v1/{name}:a:b", "GET /v1/{name}:b");
  const colons = ":".repeat(4_000_000);
  const match = router.find("GET", `/v1/x${colons}a:b`);
  assert.equal(match?.route.target, "GET /v1/{name}:a:b");
  assert.equal(match?.segments[1]?.length, colons.length);
  assert.equal(router.find("GET", `/v1/x${colons}`)?.route.target, "GET /v1/{name}");
  assert.equal(router.find("GET", "/v1/x:b")?.route.target, "GET /v1/{name}:b");
});
