/** Servers that are down, go away, and come back; and `tram explore` itself gone. */
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { type Case, choose, field, fillJson, messageText, send, sendOk, statusOf } from "./case.ts";
import { startKitchen } from "./kitchen.ts";
import { startTramExplore } from "./tram.ts";

/** Clicks until something is there: a channel tries again after a pause, and until then a click fails at once. */
async function clickUntil(button: Locator, wanted: Locator): Promise<void> {
  const endMs = performance.now() + 20_000;
  while ((await wanted.count()) === 0) {
    if (performance.now() > endMs) throw new Error("clicks have no effect within 20 s");
    if (await button.isVisible()) await button.click();
    await wanted.waitFor({ timeout: 500 }).catch(() => {});
  }
}

/** The cases. */
export const outageCases: readonly Case[] = [
  {
    name: "a server that is down, comes up, dies within a call, and comes back",
    // A call may have ended when its first message arrives (404, 409).
    expected: /status of (502|404|409)/,
    async run({ open, explore, after }) {
      let { server, target } = await startKitchen();
      const start = async (): Promise<void> => {
        ({ server, target } = await startKitchen({ address: target }));
      };
      after(() => server.close({ graceMs: 0 }));
      await server.close({ graceMs: 0 });
      const opened = await open({ url: await explore(target) });
      const { page } = opened;
      const alert = page.getByRole("alert");
      assert.match(await alert.innerText(), /Nothing listens there/);
      await opened.screenshot("target-down");
      await start();
      await clickUntil(page.getByRole("button", { name: "Try again" }), page.getByRole("tree"));
      await choose(page, "Talk");
      await fillJson(page, { text: "kept" });
      await send(page);
      assert.match(await messageText(page, "received 1"), /"kept!"/);
      await page.getByText("Open · 1 sent, 1 received").waitFor();
      await server.close({ graceMs: 0 });
      assert.equal(await statusOf(page), "UNAVAILABLE");
      // What was received stays in view, and what was written stays in the form, if the contract cannot be read too.
      assert.match(await messageText(page, "received 1"), /"kept!"/);
      await page.getByRole("button", { name: "Reload" }).click();
      await page
        .locator("main > .problem")
        .getByText(/no connection/)
        .waitFor();
      assert.equal(await field(page, "text").inputValue(), "kept");
      await send(page);
      await page.getByText(/^Ended · \d sent, 0 received/).waitFor();
      assert.equal(await statusOf(page), "UNAVAILABLE");
      await start();
      const reload = page.getByRole("button", { name: "Reload" });
      await clickUntil(reload, page.locator("main:not(:has(> .problem))"));
      await send(page);
      assert.match(await messageText(page, "received 1"), /"kept!"/);
      await page.getByRole("button", { name: "End requests" }).click();
      assert.equal(await statusOf(page), "OK");
    },
  },
  {
    name: "tram explore that has ended: the open call and the next one say so",
    expected: /net::ERR_/,
    async run({ open, target }) {
      const explorer = await startTramExplore([target]);
      const { page } = await open({ url: explorer.url });
      await choose(page, "Talk");
      await send(page);
      await page.getByText(/^Open · 1 sent/).waitFor();
      assert.equal(await explorer.end(), 0);
      // The call was canceled in order, or the connection was lost before its status was read.
      await page.getByText(/^Ended/).waitFor();
      await send(page);
      const alert = page.getByRole("alert");
      await alert.getByText("tram explore does not respond.").waitFor();
      await alert.getByText("Start it again").waitFor();
    },
  },
  {
    name: "100,000 messages: the page stays usable, and keeps no more than the latest",
    async run({ open }) {
      const { page, context } = await open();
      const debug = await context.newCDPSession(page);
      const heapBytes = async (): Promise<number> => {
        await debug.send("HeapProfiler.collectGarbage");
        const { usedSize } = await debug.send("Runtime.getHeapUsage");
        return usedSize;
      };
      await choose(page, "Watch");
      await fillJson(page, { steps: 600 });
      await sendOk(page);
      const before = await heapBytes();
      await fillJson(page, { steps: 100_000 });
      await send(page);
      await page.getByText(/messages dropped from view/).waitFor();
      // While they come, one can type, and sees it.
      await page.getByLabel("Deadline").waitFor({ state: "attached" });
      await page.getByRole("searchbox").pressSequentially("Echo");
      assert.equal(await page.getByRole("searchbox").inputValue(), "Echo");
      await page.getByRole("treeitem", { name: /^Watch/ }).waitFor({ state: "detached" });
      await page.getByText("Ended · 1 sent, 100000 received").waitFor({ timeout: 60_000 });
      await page.getByText("99,501 messages dropped from view").waitFor();
      assert.match(await messageText(page, "received 100000"), /"step 100000"/);
      assert.ok((await page.locator(".shown-message").count()) <= 500);
      const grown = (await heapBytes()) - before;
      assert.ok(grown < 20_000_000, `the page keeps ${grown} bytes more than with 500 messages`);
    },
  },
];
