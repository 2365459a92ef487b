import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ServerObserver, StatusError } from "tramline";
import { tram } from "../testdata/fake-terminal.ts";
import { startShop } from "../testdata/shop-server.ts";

/** Keeps how each call ended: the last part of its path and its status. */
class Ends implements ServerObserver {
  readonly list: string[] = [];

  observeServerMethod() {
    return {
      onCallStart: ({ path }: { readonly path: string }) => ({
        run: (body: () => void) => body(),
        onMessageReceived() {},
        onMessageSent() {},
        onCallEnd: (error: StatusError | undefined) => {
          this.list.push(`${path.slice(path.lastIndexOf("/") + 1)} ${error?.code ?? "OK"}`);
        },
      }),
    };
  }
}

describe("reflection calls of tram", () => {
  for (const [args, status, ends] of [
    [["list"], 0, ["ServerReflectionInfo OK"]],
    [["describe", "shop.v1.Order"], 0, ["ServerReflectionInfo OK"]],
    [["call", "WatchOrder"], 0, ["WatchOrder OK", "ServerReflectionInfo OK"]],
    [
      ["call", "WatchOrder", "-d", '{"id":"broken"}'],
      64 + 15,
      ["WatchOrder DATA_LOSS", "ServerReflectionInfo OK"],
    ],
    [["call", "WatchOrder", "-d", "{"], 2, ["ServerReflectionInfo OK"]],
    [["call", "NoSuchMethod"], 2, ["ServerReflectionInfo OK"]],
  ] as const) {
    const [command, ...others] = args;
    test(`end OK for the server: tram ${args.join(" ")}`, async () => {
      const observer = new Ends();
      const { server, target } = await startShop({ observers: [observer] });
      const result = await tram([command, target, ...others]);
      await server.close({ graceMs: 0 });
      assert.equal(result.status, status, result.stderr);
      assert.deepEqual(observer.list, ends);
    });
  }

  test("details of an error are found though the contract does not import their types", async () => {
    const { server, target } = await startShop();
    for (const name of ["google.rpc.QuotaFailure", "google.protobuf.Timestamp"]) {
      const { status, stdout } = await tram(["describe", target, name]);
      assert.equal(status, 0);
      assert.match(stdout, new RegExp(`^// ${name}, in google/`));
    }
    await server.close({ graceMs: 0 });
  });
});
