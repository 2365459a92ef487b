/**
 * The client that connectconformance judges, in Chromium: hands the cases of its standard input to a page, several at
 * a time, and what came of them to its standard output.
 */
import { launchChromium } from "../browser/chromium.ts";
import { servePage } from "../web/page-server.ts";
import { delimit, readDelimited } from "./delimited.ts";

/** Chromium has six connections to a server over HTTP/1.1; some cases look at the clock. */
const MAX_CONCURRENT_CALLS = 6;

const browser = await launchChromium("connectconformance");
const pages = await servePage(new URL("pages/entry.ts", import.meta.url));
const { page } = await browser.openPage({ ignoreHttpsErrors: true });
await page.goto(pages.origin);

const running = new Set<Promise<void>>();
for await (const bytes of readDelimited(process.stdin)) {
  const text = Buffer.from(bytes).toString("base64");
  const run = page
    .evaluate(
      (one) => (globalThis as unknown as { runCase(text: string): Promise<string> }).runCase(one),
      text,
    )
    .then((result) => {
      process.stdout.write(delimit(Buffer.from(result, "base64")));
      running.delete(run);
    });
  running.add(run);
  if (running.size >= MAX_CONCURRENT_CALLS) await Promise.race(running);
}
await Promise.all(running);
await browser.close();
pages.close();
