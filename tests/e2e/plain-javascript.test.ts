import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ConfigurationError, createChannel, createClient, createServer } from "tramline";
import { EchoService } from "./gen/e2e/echo.ts";
import { tlsFile } from "./tls-files.ts";

// Types do not hold plain JavaScript back: what it gives is `never` here, which fits everywhere.
const target = "127.0.0.1:1";
const js = (value: unknown): never => value as never;

function refused(make: () => unknown, code: string, message: RegExp): void {
  assert.throws(make, (error: unknown) => {
    assert.ok(error instanceof ConfigurationError, String(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    return true;
  });
}

describe("what plain JavaScript gives is refused, and the error says what is wanted", () => {
  it("a target that is no text", () => {
    refused(() => createChannel(js(null)), "TARGET_NOT_TEXT", /expected a target.*"dns:.*got null/);
    refused(() => createChannel(js(undefined)), "TARGET_NOT_TEXT", /got undefined/);
    refused(() => createChannel(js({})), "TARGET_NOT_TEXT", /got an object/);
    refused(() => createChannel(js([])), "TARGET_NOT_TEXT", /got an array/);
    refused(() => createChannel(js(50051)), "TARGET_NOT_TEXT", /got 50051/);
    refused(() => createChannel(js(new URL("http://x"))), "TARGET_NOT_TEXT", /\(URL\)/);
  });

  it("options of a channel", () => {
    const wrong: [unknown, RegExp][] = [
      [null, /invalid options: expected an object, got null/],
      ["tls", /invalid options: expected an object, got "tls"/],
      [{ tsl: true }, /unknown option tsl; did you mean tls\?/],
      [{ region: "eu" }, /unknown option region; there are: tls, callCredentials, /],
      [{ tls: "yes" }, /invalid option tls: expected an object, got "yes"/],
      [{ tls: null }, /invalid option tls: expected an object, got null/],
      [{ tls: { servername: "x" } }, /unknown option tls\.servername; did you mean serverName\?/],
      [{ tls: { ca: "ca.pem" } }, /tls\.ca: expected PEM.*a file's name .*tls\.caFile/],
      [{ tls: { ca: new Uint8Array(9) } }, /tls\.ca: expected PEM.*other bytes/],
      [
        { tls: { cert: tlsFile("client.pem") } },
        /invalid option tls\.cert: expected tls\.key with it/,
      ],
      [
        { tls: { key: tlsFile("client.key") } },
        /invalid option tls\.key: expected tls\.cert with it/,
      ],
      [{ tls: true, callCredentials: {} }, /callCredentials: expected a function, got an object/],
      [
        { interceptors: () => undefined },
        /interceptors: expected an array of functions, got a function/,
      ],
      [{ interceptors: [5] }, /interceptors\[0\]: expected a function, got 5/],
      [{ authority: "a\nb" }, /invalid option authority: expected printable ASCII/],
      [{ authority: "a b" }, /invalid option authority: expected a host, such as .*, got "a b"/],
      [{ authority: "[::1" }, /invalid option authority: expected a host/],
      [{ authority: " orders" }, /invalid option authority: .*without a space at either end/],
      [{ userAgent: "shop/1 " }, /invalid option userAgent: .*without a space at either end/],
      [{ userAgent: 5 }, /invalid option userAgent: expected printable ASCII text.*, got 5/],
      [{ backoff: 5 }, /backoff: expected an object, got 5/],
      [{ compressors: "gzip" }, /compressors: expected an array of compressors, got "gzip"/],
      [
        { backoff: { initialMS: 5 } },
        /unknown option backoff\.initialMS; did you mean initialMs\?/,
      ],
    ];
    for (const [options, message] of wrong) {
      refused(() => createChannel(target, js(options)), "CHANNEL_OPTION_INVALID", message);
    }
    // Not given is not wrong.
    createChannel(target, js({ tls: undefined, tsl: undefined }));
  });

  it("options of a call", async () => {
    const channel = createChannel(target);
    const client = createClient(EchoService, channel);
    const wrong: [unknown, RegExp][] = [
      [null, /^INTERNAL: invalid options of the call: expected an object, got null$/],
      [5, /^INTERNAL: invalid options of the call: expected an object, got 5$/],
      [{ timeout: 5 }, /^INTERNAL: unknown option timeout of the call; did you mean timeoutMs\?$/],
      [{ foo: 1 }, /unknown option foo of the call; there are: timeoutMs, deadline, signal, /],
      [
        { signal: new AbortController() },
        /option signal: expected an AbortSignal, got an object \(AbortController\); pass controller.signal$/,
      ],
      [{ signal: true }, /option signal: expected an AbortSignal, got true$/],
      [{ timeoutMs: "5" }, /option timeoutMs: expected a number of milliseconds, got "5"$/],
      [{ deadline: "today" }, /option deadline: expected a Date or milliseconds since 1970/],
      [{ metadata: "a: b" }, /option metadata: expected Metadata, an object, or a list/],
      [{ waitForReady: 1 }, /option waitForReady: expected true or false, got 1$/],
      [{ compression: true }, /option compression: expected the name of a compression/],
      [{ interceptors: 5 }, /option interceptors: expected an array of functions, got 5$/],
      [{ interceptors: [5] }, /option interceptors\[0\]: expected a function, got 5$/],
      [{ maxReceiveBytes: 0 }, /option maxReceiveBytes: expected a number greater than 0/],
      [{ onHeaders: {} }, /option onHeaders: expected a function, got an object$/],
      [{ onTrailers: 5 }, /option onTrailers: expected a function, got 5$/],
      [{ context: {} }, /option context: expected the context of a server's handler/],
    ];
    for (const [options, message] of wrong) {
      const isRefusal = { name: "StatusError", code: "INTERNAL", message };
      await assert.rejects(client.say({}, js(options)), isRefusal);
      await assert.rejects(client.repeat({}, js(options)).headers, isRefusal);
      await assert.rejects(client.collect([], js(options)), isRefusal);
      await assert.rejects(async () => {
        for await (const _ of client.chat([], js(options)));
      }, isRefusal);
      await assert.rejects(client.collect(js(options)).response, isRefusal);
      await assert.rejects(client.chat(js(options)).send({}), isRefusal);
    }
    const promised = js(Promise.resolve([]));
    const isRefusal = { code: "INTERNAL", message: /invalid requests: .* await it first$/ };
    await assert.rejects(Promise.resolve(client.collect(promised)), isRefusal);
    await assert.rejects(client.chat(promised).send({}), isRefusal);
    // Left out is not wrong.
    const none = { timeoutMs: undefined, timeout: undefined };
    await assert.rejects(client.say({}, js(none)), { code: "UNAVAILABLE" });
    await channel.close();
  });

  it("a service or a channel that is none", () => {
    const channel = createChannel(target);
    for (const none of [null, undefined, {}, 5, "OrderService", EchoService.methods]) {
      refused(() => createClient(js(none), channel), "SERVICE_INVALID", /createClient.*service/);
      refused(
        () => createServer().add(js(none), js({})),
        "SERVICE_INVALID",
        /server\.add.*service/,
      );
    }
    refused(
      () => createClient(EchoService, js("localhost:1")),
      "CHANNEL_INVALID",
      /createChannel.*got "localhost:1"/,
    );
    refused(() => createClient(EchoService, js(undefined)), "CHANNEL_INVALID", /undefined/);
    refused(() => createClient(EchoService, js(createServer())), "CHANNEL_INVALID", /Server/);
    refused(() => channel.onStateChange(js("READY")), "LISTENER_NOT_A_FUNCTION", /"READY"/);
  });

  it("options of a server", () => {
    const wrong: [unknown, RegExp][] = [
      [null, /invalid options: expected an object, got null/],
      [5, /invalid options: expected an object, got 5/],
      [{ maxRecvBytes: 5 }, /unknown option maxRecvBytes; did you mean maxReceiveBytes\?/],
      [{ tls: true }, /invalid option tls: expected an object, got true/],
      [{ tls: {} }, /tls\.cert and tls\.key/],
      [{ tls: { cert: "server.pem", key: "server.key" } }, /tls\.cert: expected PEM/],
      [{ interceptors: [null] }, /interceptors\[0\]: expected a function, got null/],
      [{ onError: "log" }, /onError: expected a function, got "log"/],
      [{ limits: 5 }, /limits: expected an object, got 5/],
      [{ compressors: {} }, /compressors: expected an array of compressors, got an object/],
      [{ compressors: [null] }, /compressors\[0\]: expected an object with name/],
    ];
    for (const [options, message] of wrong) {
      refused(() => createServer(js(options)), "SERVER_OPTION_INVALID", message);
    }
  });

  it("an implementation that is none", () => {
    for (const none of [null, undefined, 5, "say", [], () => ({})]) {
      const add = () => createServer().add(EchoService, js(none));
      refused(add, "IMPLEMENTATION_INVALID", /e2e\.EchoService/);
    }
    refused(
      () => createServer().add(EchoService, js({ say: null })),
      "HANDLER_NOT_A_FUNCTION",
      /e2e\.EchoService: expected a function as say, got null/,
    );
    refused(
      () => createServer().add(EchoService, js({ say: { unary: () => ({}) } })),
      "HANDLER_NOT_A_FUNCTION",
      /a function as say, got an object/,
    );
  });

  it("handlers of methods that the service does not have", () => {
    const say = () => ({});
    refused(
      () => createServer().add(EchoService, js({ say, colect: say })),
      "METHOD_UNKNOWN",
      /e2e\.EchoService has no method colect; did you mean collect\?/,
    );
    refused(
      () => createServer().add(EchoService, js({ Say: say })),
      "METHOD_UNKNOWN",
      /no method Say; did you mean say\?/,
    );
    refused(
      () => createServer().add(EchoService, js({ entirelyDifferent: say })),
      "METHOD_UNKNOWN",
      /there are: say, repeat, collect, chat/,
    );
    class Shouting {
      Say() {
        return {};
      }
    }
    refused(
      () => createServer().add(EchoService, js(new Shouting())),
      "METHOD_UNKNOWN",
      /no method Say; did you mean say\?/,
    );
    // State beside the handlers, and a class's methods for itself, are nobody's concern.
    class Counting {
      count = 0;
      readonly log = () => this.count;
      say() {
        return { count: this.next() };
      }
      next() {
        return ++this.count;
      }
    }
    createServer().add(EchoService, js(new Counting()));
    createServer().add(EchoService, js({ say, count: 5 }));
  });

  it("a service that was refused can be added after all", () => {
    const server = createServer();
    const say = () => ({});
    refused(() => server.add(EchoService, js({ say: 5 })), "HANDLER_NOT_A_FUNCTION", /say/);
    refused(
      () => server.add(EchoService, js({ say: undefined })),
      "HANDLER_NOT_A_FUNCTION",
      /expected a function as say, got undefined; leave it out to respond UNIMPLEMENTED/,
    );
    assert.deepEqual(server.services, []);
    server.add(EchoService, { say });
  });

  it("an address to listen on", async () => {
    const wrong = [
      undefined,
      null,
      50051,
      {},
      [],
      { port: 1 },
      { host: "::", port: "x" },
      { path: "" },
    ];
    for (const address of wrong) {
      const server = createServer();
      await assert.rejects(server.listen(js(address)), (error: ConfigurationError) => {
        assert.equal(error.code, "LISTEN_ADDRESS_INVALID");
        assert.match(error.message, /"0\.0\.0\.0:50051"/);
        return true;
      });
      await server.close();
    }
  });
});
