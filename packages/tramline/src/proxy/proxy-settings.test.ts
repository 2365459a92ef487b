import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { ConfigurationError } from "../configuration-error.ts";
import { proxySettings, type Variables } from "./proxy-settings.ts";

function chosen(variables: Variables, host = "orders.example", port = 443): string {
  return String(proxySettings(undefined, variables)?.proxyFor(host, port)?.name);
}

test("grpc_proxy before https_proxy before http_proxy; lower case before upper case; empty is unset", () => {
  const all = {
    grpc_proxy: "http://a:1",
    GRPC_PROXY: "http://b:1",
    https_proxy: "http://c:1",
    HTTPS_PROXY: "http://d:1",
    http_proxy: "http://e:1",
    HTTP_PROXY: "http://f:1",
  };
  const variables: Record<string, string> = { ...all };
  for (const [name, value] of Object.entries(all)) {
    assert.equal(`http://${chosen(variables)}`, value);
    variables[name] = " ";
  }
  assert.equal(proxySettings(undefined, variables), undefined);
});

test("a CGI program does not take HTTP_PROXY, which a client can set", () => {
  assert.equal(chosen({ HTTP_PROXY: "f:1", REQUEST_METHOD: "GET" }), "undefined");
  assert.equal(chosen({ http_proxy: "f:1", REQUEST_METHOD: "GET" }), "f:1");
});

test("no_grpc_proxy, else no_proxy, and loopback are exempt", () => {
  const proxy = { https_proxy: "http://p:1" };
  assert.equal(chosen({ ...proxy, no_proxy: "example" }), "undefined");
  assert.equal(chosen({ ...proxy, NO_PROXY: "orders.example:443" }), "undefined");
  assert.equal(chosen({ ...proxy, no_proxy: "example", no_grpc_proxy: "other" }), "p:1");
  assert.equal(chosen(proxy, "localhost"), "undefined");
  assert.equal(chosen(proxy, "127.0.0.1"), "undefined");
  assert.equal(chosen(proxy, "10.0.0.1"), "p:1");
});

test("the option has no exceptions, and false means none", () => {
  const variables = { https_proxy: "http://p:1", no_proxy: "*" };
  assert.equal(proxySettings("http://q:2", variables)?.proxyFor("localhost", 1)?.name, "q:2");
  assert.equal(proxySettings(false, variables), undefined);
});

test("URLs: host, port, user, and password, which nothing shows", () => {
  const read = (url: string) => proxySettings(url, {})?.proxyFor("a", 1);
  assert.equal(read("http://proxy")?.name, "proxy:80");
  assert.equal(read("proxy:3128")?.name, "proxy:3128");
  assert.equal(read("HTTP://[2001:db8::1]:3128/")?.name, "[2001:db8::1]:3128");
  assert.equal(read("proxy:3128")?.authorization, undefined);
  const proxy = read("http://us%40er:p%C3%A4ss@proxy:3128");
  assert.equal(proxy?.authorization, `Basic ${Buffer.from("us@er:päss").toString("base64")}`);
  const secret = Buffer.from("us@er:päss").toString("base64");
  for (const shown of [inspect(proxy, { showHidden: true, depth: 9 }), JSON.stringify(proxy)]) {
    assert.equal(shown.includes(secret), false, shown);
  }
});

test("URLs that cannot be used are refused without being repeated", () => {
  for (const url of [
    "https://u:secret@p:1",
    "socks5://u:secret@p:1",
    "http://u:secret@p:1/x",
    "http://u:secret@",
    "http://u:secret%@p",
  ]) {
    assert.throws(
      () => proxySettings(url, {}),
      (error) =>
        error instanceof ConfigurationError &&
        error.code === "PROXY_INVALID" &&
        error.message.startsWith("invalid proxy in option proxy: expected http:") &&
        !error.message.includes("secret"),
      url,
    );
  }
  assert.throws(
    () => proxySettings(5 as never, {}),
    /invalid option proxy: expected a URL or false, got 5/,
  );
});

test("a variable that cannot be read hurts only those that need it, and is named", () => {
  const settings = proxySettings(undefined, { HTTPS_PROXY: "socks5://p:1", no_proxy: "b.example" });
  assert.equal(settings?.proxyFor("localhost", 1), undefined);
  assert.equal(settings?.proxyFor("b.example", 1), undefined);
  assert.throws(() => settings?.proxyFor("a.example", 1), /environment variable HTTPS_PROXY/);
});
