/** Servers without reflection, with the old version of it, and those that are not reached as the flags say. */
import assert from "node:assert/strict";
import path from "node:path";
import { type Case, choose, fillJson, messageText, sendOk, statusOf } from "./case.ts";
import { startKitchen } from "./kitchen.ts";
import { protoFolder } from "./pantry.ts";

/** What Chromium says of the page's request for a contract that cannot be loaded. */
const ERROR_STATUS = /status of 502/;

/** The cases. */
export const contractCases: readonly Case[] = [
  {
    name: "without reflection the page says so, and works with .proto files",
    expected: ERROR_STATUS,
    async run({ open, pantry, explore }) {
      const { target, calls } = await pantry({ reflection: [] });
      const opened = await open({ url: await explore(target) });
      const text = await opened.page.getByRole("alert").innerText();
      assert.match(text, /reflection/);
      assert.match(text, /--proto/);
      await opened.screenshot("no-reflection");
      const contract = path.join(protoFolder, "pantry/v1/pantry.proto");
      const { page } = await open({ url: await explore(target, "--proto", contract) });
      await choose(page, "Keep");
      await page.getByText("Sends a jar back as it came.").first().waitFor();
      await fillJson(page, { aString: "from a file" });
      await sendOk(page);
      assert.equal(calls.at(-1)?.request["a_string"], "from a file");
    },
  },
  {
    name: "reflection of v1alpha is enough",
    async run({ open, pantry, explore }) {
      const { target } = await pantry({ reflection: ["v1alpha"] });
      const { page } = await open({ url: await explore(target) });
      await choose(page, "Keep");
      await fillJson(page, { anInt64: "9007199254740993" });
      await sendOk(page);
      assert.deepEqual(JSON.parse(await messageText(page, "response")), {
        anInt64: "9007199254740993",
      });
    },
  },
  {
    name: "TLS: wrong flags have an error with the fix, right ones work",
    expected: ERROR_STATUS,
    async run({ open, explore, after, target }) {
      const kitchen = await startKitchen({ tls: true });
      after(() => kitchen.server.close({ graceMs: 0 }));
      const alertOf = async (...args: string[]): Promise<string> => {
        const { page } = await open({ url: await explore(...args) });
        return page.getByRole("alert").innerText();
      };
      const ca = path.join(import.meta.dirname, "../e2e/testdata/ca.pem");
      const [plain, untrusted, otherName, noTls] = await Promise.all([
        alertOf(kitchen.target),
        alertOf(kitchen.target, "--tls"),
        alertOf(kitchen.target, "--ca", ca),
        alertOf(target, "--tls"),
      ]);
      assert.match(plain, /--tls/);
      assert.match(untrusted, /--ca FILE/);
      assert.match(otherName, /--server-name/);
      assert.match(noTls, /leave out --tls/);
      const flags = ["--ca", ca, "--server-name", "server.example"];
      const { page } = await open({ url: await explore(kitchen.target, ...flags) });
      await choose(page, "Echo");
      await fillJson(page, { name: "soup" });
      await sendOk(page);
      assert.equal(await statusOf(page), "OK");
    },
  },
];
