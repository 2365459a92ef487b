/** Calls of the past: made again, kept over a reload, bounded, without secrets; and the chart of their times. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { axe } from "../browser/axe.ts";
import {
  type Case,
  choose,
  fillJson,
  requestJson,
  send,
  sendOk,
  statusOf,
  waitFor,
  waitForCount,
} from "./case.ts";

const KEY = "tram-explore-history";

function stored(page: Page): Promise<string> {
  return page.evaluate(`localStorage.getItem(${JSON.stringify(KEY)}) ?? "[]"`);
}

async function openHistory(page: Page): Promise<void> {
  await page.locator("details.history > summary").click();
}

/** The cases. */
export const historyCases: readonly Case[] = [
  {
    name: "history: a call is made again after a reload; credentials are not stored",
    async run({ open, pantry, explore }) {
      const { target, calls } = await pantry();
      const opened = await open({ url: await explore(target) });
      const { page } = opened;
      await choose(page, "Keep");
      const json = { aString: "first", aUint64: "18446744073709551615" };
      await fillJson(page, json);
      await page.getByText("Metadata, credentials, deadline").click();
      for (const [index, [name, value]] of [
        ["x-table", "seven"],
        ["Authorization", "Bearer by-hand"],
        ["x-api-key", "key-by-hand"],
      ].entries()) {
        await page.getByRole("button", { name: "Add metadata" }).click();
        await page.getByLabel(`Metadata name ${index}`).fill(name ?? "");
        await page.getByLabel(`Metadata value ${index}`).fill(value ?? "");
      }
      await page.getByLabel("Deadline").fill("20s");
      await page.getByLabel("Credentials").selectOption("header");
      await page.getByLabel("header name").fill("x-other");
      await page.getByLabel("header value").fill("of-the-control");
      await sendOk(page);
      await fillJson(page, { aString: "second" });
      await sendOk(page);
      const text = await stored(page);
      assert.match(text, /"seven"/);
      assert.doesNotMatch(text, /by-hand|of-the-control/);
      await page.reload();
      await openHistory(page);
      await waitForCount(page, ".history-entry", 2);
      await page.locator(".history-entry").nth(1).click();
      await waitFor(() => requestJson(page), json);
      await sendOk(page);
      const again = calls.at(-1);
      assert.deepEqual(again?.request, calls[0]?.request);
      assert.equal(again?.metadata["x-table"], "seven");
      await waitForCount(page, ".history-entry", 3);
      await opened.screenshot("history");
      await page.getByRole("button", { name: "Clear history" }).click();
      await waitForCount(page, ".history-entry", 0);
      assert.equal(await stored(page), "[]");
    },
  },
  {
    name: "history: a hundred calls of any server, and only those of this one are listed",
    async run({ open, target }) {
      const { page } = await open();
      const entry = (index: number): object => ({
        at: 1000 - index,
        target: index % 2 === 0 ? target : "127.0.0.1:1",
        method: "kitchen.v1.Kitchen/Echo",
        requests: [{ name: `dish ${index}` }],
        metadata: [],
        deadline: "",
        code: "OK",
        ms: 1,
      });
      const entries = [...Array.from({ length: 100 }, (_none, index) => entry(index)), "junk"];
      const text = JSON.stringify(JSON.stringify(entries));
      await page.evaluate(`localStorage.setItem("${KEY}", ${text})`);
      await page.reload();
      await openHistory(page);
      await waitForCount(page, ".history-entry", 50);
      await choose(page, "Echo");
      await sendOk(page);
      await waitForCount(page, ".history-entry", 51);
      assert.equal((JSON.parse(await stored(page)) as unknown[]).length, 100);
      await page.getByRole("button", { name: "Clear history" }).click();
      await waitForCount(page, ".history-entry", 0);
      assert.equal((JSON.parse(await stored(page)) as unknown[]).length, 49);
    },
  },
  {
    name: "the chart shows the last calls, in words too",
    async run({ open }) {
      const opened = await open({ colorScheme: "dark" });
      const { page } = opened;
      await choose(page, "Talk");
      assert.equal(await page.locator(".chart").count(), 0);
      await choose(page, "Burn");
      await send(page);
      assert.equal(await statusOf(page), "INVALID_ARGUMENT");
      for (const count of [2, 3]) {
        await send(page);
        await page
          .getByRole("img", { name: new RegExp(`^${count} calls, ${count} failed: median`) })
          .waitFor();
      }
      // Bars of the color of failures, and none of the other.
      const counted = await page.evaluate(`(() => {
        const canvas = document.querySelector(".chart canvas");
        const style = getComputedStyle(canvas);
        const rgb = (name) => {
          const hex = style.getPropertyValue(name).trim().slice(1);
          return [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join();
        };
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const pixels = new Map();
        for (let at = 0; at < data.length; at += 4) {
          const color = [data[at], data[at + 1], data[at + 2]].join();
          if (data[at + 3] === 255) pixels.set(color, (pixels.get(color) ?? 0) + 1);
        }
        return [pixels.get(rgb("--bad")) ?? 0, pixels.get(rgb("--accent")) ?? 0];
      })()`);
      const [failed, ok] = counted as [number, number];
      assert.ok(failed > 500, `${failed} pixels of failed calls`);
      assert.equal(ok, 0);
      await opened.screenshot("chart");
      assert.deepEqual(await axe(page), []);
    },
  },
];
