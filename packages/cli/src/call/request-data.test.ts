import assert from "node:assert/strict";
import { test } from "node:test";
import { descriptorOf } from "@tramline/protobuf";
import { BoolValue, StringValue, Timestamp } from "@tramline/protobuf/wkt";
import { commonTypes } from "@tramline/services";
import type { Contract } from "../contract/contract.ts";
import { readOneRequest } from "./request-data.ts";

const contract: Contract = {
  origin: "the tests",
  target: undefined,
  registry: commonTypes(),
  services: () => Promise.resolve([]),
  find: () => Promise.resolve(undefined),
};

function data(text: string) {
  return { name: "-d", isStdin: false, read: () => [text] };
}

test("no text is the empty message, whatever its JSON form", async () => {
  assert.deepEqual(await readOneRequest(data(""), descriptorOf(StringValue), contract), {
    value: "",
  });
  assert.deepEqual(await readOneRequest(data("\n"), descriptorOf(Timestamp), contract), {
    seconds: 0n,
    nanos: 0,
  });
});

test("well-known types have JSON forms of their own", async () => {
  const message = await readOneRequest(data('"x"'), descriptorOf(StringValue), contract);
  assert.deepEqual(message, { value: "x" });
  assert.deepEqual(await readOneRequest(data("true"), descriptorOf(BoolValue), contract), {
    value: true,
  });
  await assert.rejects(readOneRequest(data("1"), descriptorOf(Timestamp), contract), {
    code: "CLI_DATA",
  });
});
