/** Debian's Chromium for the suites that need a browser: installed when it is missing, started without network. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page, type ViewportSize } from "playwright-core";
import { root } from "../../tools/root.mjs";
import { debianPrograms } from "../judges/debian-programs.ts";
import { type Complaints, watchComplaints } from "./complaints.ts";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Nothing leaves the machine, whatever a page asks for.
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
];

/** How a page is opened. */
export interface PageOptions {
  /** In CSS pixels. By default 1280 × 800. */
  readonly viewport?: ViewportSize;
  /** By default light. */
  readonly colorScheme?: "light" | "dark";
  /** Accepts certificates that no authority has signed. By default false. */
  readonly ignoreHttpsErrors?: boolean;
  /** Lets the page read and write the clipboard. By default false. */
  readonly clipboard?: boolean;
}

/** A page, with what it has complained about. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly complaints: Complaints;
  /** Writes `.cache/artifacts/SUITE/NAME.png`, the full page. Returns the file's path. */
  screenshot(name: string): Promise<string>;
  /** Closes the page and everything that it has stored. */
  close(): Promise<void>;
}

/** A running Chromium. */
export interface Browser {
  /** Of the browser, such as `140.0.7339.185`. */
  readonly version: string;
  /** Opens an empty page with storage, cookies, and cache of its own. */
  openPage(options?: PageOptions): Promise<WatchedPage>;
  /** Ends the browser and deletes its files. */
  close(): Promise<void>;
}

/**
 * Starts Debian's Chromium; installs it with `apt-get` when it is missing, which needs root.
 *
 * @param suite names the folder of screenshots: `.cache/artifacts/SUITE`
 * @throws Error when it is missing and cannot be installed
 */
export async function launchChromium(suite: string): Promise<Browser> {
  await debianPrograms({ chromium: "/usr/bin/chromium" });
  const artifacts = path.join(root, ".cache/artifacts", suite);
  mkdirSync(artifacts, { recursive: true });
  // Debian's start script and Chromium write below HOME: both get an empty one.
  const home = mkdtempSync(path.join(tmpdir(), "tramline-chromium-"));
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: FLAGS,
    env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home },
  });
  return {
    version: browser.version(),
    async openPage(options = {}) {
      const context = await browser.newContext({
        viewport: options.viewport ?? { width: 1280, height: 800 },
        colorScheme: options.colorScheme ?? "light",
        ignoreHTTPSErrors: options.ignoreHttpsErrors ?? false,
        permissions: options.clipboard === true ? ["clipboard-read", "clipboard-write"] : [],
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      return {
        page,
        context,
        complaints: watchComplaints(page),
        async screenshot(name) {
          const file = path.join(artifacts, `${name}.png`);
          await page.screenshot({ path: file, fullPage: true });
          return file;
        },
        close: () => context.close(),
      };
    },
    async close() {
      await browser.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
