/** The page on a phone and in the dark: nothing wider than the window, no barrier that axe finds. */
import assert from "node:assert/strict";
import { axe, isWiderThanWindow } from "../browser/axe.ts";
import { type Case, choose, fillJson, send, sendOk, statusOf } from "./case.ts";

const LONG = "a-very-long-word-without-any-break-".repeat(12);

/** The cases. */
export const lookCases: readonly Case[] = (["light", "dark"] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({
    name: `look: ${colorScheme}, ${width} pixels`,
    async run({ open }) {
      const opened = await open({ colorScheme, viewport: { width, height: 740 } });
      const { page } = opened;
      const look = async (view: string): Promise<void> => {
        await opened.screenshot(`${view}-${colorScheme}-${width}`);
        assert.equal(await isWiderThanWindow(page), false, `${view} is wider than the window`);
        assert.deepEqual(await axe(page), [], view);
      };
      const menu = page.getByRole("button", { name: "Services" });
      await look("welcome");
      if (width === 360) await menu.click();
      await look("services");
      await choose(page, "Echo");
      await fillJson(page, {
        name: LONG,
        id: "1",
        main: { name: "x" },
        ingredients: [{ name: LONG }, {}],
        tags: ["a", LONG],
        stock: { [LONG]: "5" },
        courses: { 1: { name: "y" } },
        address: LONG,
        readyAt: "2026-01-31T12:00:00Z",
        side: { "@type": "type.googleapis.com/google.protobuf.Duration", value: "1s" },
        inside: { inside: { inside: { picture: "AAEC" } } },
      });
      await page.getByText("Metadata, credentials, deadline").click();
      await page.getByRole("button", { name: "Add metadata" }).click();
      await page.getByLabel("Credentials").selectOption("basic");
      await page.getByLabel("Deadline").fill("soon");
      await look("form");
      await page.getByLabel("Deadline").fill("");
      await sendOk(page);
      await page.getByText("Copy as").first().click();
      await look("response");
      if (width === 360) await menu.click();
      await choose(page, "Burn");
      await send(page);
      assert.equal(await statusOf(page), "INVALID_ARGUMENT");
      if (width === 360) await menu.click();
      await page.locator("details.history > summary").click();
      await look("error");
    },
  })),
) satisfies readonly Case[];
