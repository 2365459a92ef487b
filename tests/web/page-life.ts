/** What happens to calls when their page goes away, and to those of pages that may not call. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { servePage } from "./page-server.ts";
import type { CaseCall } from "./pages/case-call.ts";
import type { WebServers } from "./servers.ts";
import { newKey, runInPage, type SuiteRun } from "./suite-run.ts";

/** The script of all pages. */
export const entry = new URL("pages/entry.ts", import.meta.url);

async function eventually(condition: () => boolean, what: string): Promise<void> {
  for (let i = 0; !condition(); i++) {
    assert.ok(i < 400, `${what} did not come`);
    await sleep(50);
  }
}

/** Runs the cases. */
export async function pageLifeCases(run: SuiteRun, { urls, service }: WebServers): Promise<void> {
  const { browser, pages, results, only } = run;
  if (!"pages".includes(only)) return;
  const stranger = await servePage(entry);
  const call = (name: string, client: string, url: string): CaseCall => ({
    name,
    client,
    url,
    key: newKey(),
    place: "page",
  });
  const leaving = [
    {
      how: "a stream over HTTP/1.1",
      name: "hold a stream",
      client: "tramline connect",
      url: urls["HTTP/1.1"],
    },
    {
      how: "a stream over HTTP/2",
      name: "hold a stream",
      client: "tramline grpc-web",
      url: urls["HTTP/2"],
    },
    { how: "a WebSocket", name: "hold a socket", client: "sockets connect", url: urls["HTTP/1.1"] },
  ];
  const cases = leaving.flatMap(({ how, name, client, url }) =>
    (["reload", "close"] as const).map((end) => ({
      name: `${end} in the middle of ${how}: the server sees the cancellation`,
      async run() {
        const { page, context } = await browser.openPage({ ignoreHttpsErrors: true });
        await page.goto(pages.origin);
        const held = call(name, client, url);
        // Ends with its page.
        const running = runInPage(page, held).catch(() => {});
        await eventually(() => service.producedMessages(held.key) > 0, "the call");
        assert.equal(service.cancelledCalls(held.key), 0);
        if (end === "reload") await page.reload();
        else await page.close();
        await eventually(() => service.cancelledCalls(held.key) === 1, "the cancellation");
        await context.close();
        await running;
      },
    })),
  );
  for (const { how, name, client, url } of leaving) {
    cases.push({
      name: `a page of an unknown origin is kept from ${how}, before any handler`,
      async run() {
        const { page, context } = await browser.openPage({ ignoreHttpsErrors: true });
        await page.goto(stranger.origin);
        const held = call(name, client, url);
        await assert.rejects(runInPage(page, held), /UNAVAILABLE|code 14|PERMISSION_DENIED|code 7/);
        assert.equal(service.producedMessages(held.key), 0);
        await context.close();
      },
    });
  }
  await results.run("pages", cases);
  stranger.close();
}
