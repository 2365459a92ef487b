import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { Health } from "../gen/grpc/health/v1/health.ts";
import { createServer } from "./server.ts";

test("console.log of a server shows what it serves, where, and its state", async () => {
  const server = createServer({ onError() {} });
  assert.match(inspect(server), /^Server \{\s*state: 'idle',\s*addresses: \[\],/);
  server.add(Health, {});
  const { address } = await server.listen("127.0.0.1:0");
  const listening = inspect(server);
  assert.ok(listening.includes(`addresses: [ '${address}' ]`), listening);
  assert.match(listening, /state: 'listening'.*services: \[ 'grpc\.health\.v1\.Health' \]/s);
  assert.match(listening, /openConnections: 0,\s*openCalls: 0/);
  await server.close();
  assert.match(inspect(server), /state: 'closed'/);
});
