import assert from "node:assert/strict";
import { type Step, TIMEOUT_MS } from "./step.ts";

const newcomers = [
  { id: "ada", name: "Ada Lovelace", email: "ada@shop.example" },
  { id: "grace", name: "Grace Hopper", email: "grace@shop.example" },
  { id: "mary", name: "Mary Shelley", email: "mary@shop.example" },
];

/** A stream of requests, one response. */
export const importUsers: Step = {
  title: "A stream of requests: users move in, one message each, one response at the end",
  code: ["const { added } = await users.importUsers(newcomers);"],
  async run({ users }) {
    const { added, updated } = await users.importUsers(newcomers, { timeoutMs: TIMEOUT_MS });
    assert.equal(added + updated, newcomers.length);
  },
};
