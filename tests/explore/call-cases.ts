/** Calls of all four kinds, and how they end. */
import assert from "node:assert/strict";
import { axe } from "../browser/axe.ts";
import {
  type Case,
  choose,
  field,
  fillJson,
  messageText,
  send,
  sendOk,
  statusOf,
  waitForCount,
  waitForValue,
} from "./case.ts";

/** The cases. */
export const callCases: readonly Case[] = [
  {
    name: "unary: 64-bit integers are exact, both ways",
    async run({ open }) {
      const { page } = await open();
      await choose(page, "Echo");
      // Without quotes: a number of JavaScript would round it.
      await fillJson(page, '{"id": -9223372036854775807, "big": "18446744073709551615"}');
      await waitForValue(field(page, "id"), "-9223372036854775807");
      await sendOk(page);
      assert.deepEqual(JSON.parse(await messageText(page, "response")), {
        id: "-9223372036854775807",
        big: "18446744073709551615",
      });
    },
  },
  {
    name: "server streaming: messages come one by one, and the call ends",
    async run({ open }) {
      const opened = await open();
      const { page } = opened;
      await choose(page, "Watch");
      await field(page, "steps").fill("5");
      await sendOk(page);
      assert.match(await messageText(page, "received 5"), /"step 5"/);
      assert.equal(await page.locator(".shown-message.received").count(), 5);
      await opened.screenshot("server-streaming");
    },
  },
  {
    name: "server streaming without end: what is out of view is counted, and Cancel ends it",
    async run({ open }) {
      const opened = await open();
      const { page } = opened;
      await choose(page, "Watch");
      await fillJson(page, { endless: true });
      await send(page);
      await page.getByText(/messages dropped from view/).waitFor({ timeout: 60_000 });
      assert.ok((await page.locator(".shown-message").count()) <= 500);
      await page.getByRole("button", { name: "Cancel" }).click();
      assert.equal(await statusOf(page), "CANCELLED");
      await opened.screenshot("canceled");
    },
  },
  {
    name: "client streaming: messages are added up, the response comes after the last",
    async run({ open }) {
      const { page } = await open();
      await choose(page, "Weigh");
      for (const [index, grams] of ["9007199254740993", "7"].entries()) {
        await fillJson(page, { grams });
        await send(page);
        await page.getByText(`→ sent ${index + 1}`).waitFor();
      }
      await page.getByRole("button", { name: "End requests" }).click();
      assert.equal(await statusOf(page), "OK");
      assert.deepEqual(JSON.parse(await messageText(page, "received 1")), {
        grams: "9007199254741000",
      });
    },
  },
  {
    name: "bidirectional: sends and receives in turn on an open stream",
    async run({ open }) {
      const opened = await open();
      const { page } = opened;
      await choose(page, "Talk");
      await page.getByRole("button", { name: "Open without a message" }).click();
      for (const [index, text] of ["one", "two", "three"].entries()) {
        await fillJson(page, { text });
        await page.keyboard.press("Control+Enter");
        const number = index + 1;
        assert.match(await messageText(page, `received ${number}`), new RegExp(`"${text}!"`));
      }
      await page.getByText("Open · 3 sent, 3 received").waitFor();
      await opened.screenshot("bidirectional");
      assert.deepEqual(await axe(page), []);
      await page.getByRole("button", { name: "End requests" }).click();
      assert.equal(await statusOf(page), "OK");
    },
  },
  {
    name: "an error shows its details, those of google.rpc in words",
    async run({ open }) {
      const opened = await open();
      const { page } = opened;
      await choose(page, "Burn");
      await send(page);
      assert.equal(await statusOf(page), "INVALID_ARGUMENT");
      const status = await page.locator(".status").innerText();
      for (const text of [
        "the dish cannot be cooked",
        "ingredients[0].grams",
        "must be positive",
        "Retry after",
        "2s",
        "BURNT",
        "kitchen.example",
        "Angebrannt.",
        "all plates taken",
        "some.Unknown",
      ]) {
        assert.ok(status.includes(text), `${text} is missing in:\n${status}`);
      }
      const link = page.getByRole("link", { name: "https://kitchen.example/menu" });
      assert.equal(await link.getAttribute("rel"), "noreferrer noopener");
      await page.getByText("Trailers").click();
      await page.getByText("x-smoke").waitFor();
      await opened.screenshot("error-details");
      assert.deepEqual(await axe(page), []);
    },
  },
  {
    name: "a deadline ends a call with DEADLINE_EXCEEDED; a wrong one is not sent",
    async run({ open }) {
      const { page } = await open();
      await choose(page, "Wait");
      await page.getByText("Metadata, credentials, deadline").click();
      const deadline = page.getByLabel("Deadline");
      await deadline.fill("soon");
      await page.getByText("Write a number and a unit").waitFor();
      assert.equal(await page.getByRole("button", { name: "Send" }).isDisabled(), true);
      await deadline.fill("300ms");
      await send(page);
      assert.equal(await statusOf(page), "DEADLINE_EXCEEDED");
    },
  },
  {
    name: "Escape cancels a call",
    async run({ open }) {
      const { page } = await open();
      await choose(page, "Wait");
      await send(page);
      await page.getByText("Waiting…").waitFor();
      await page.keyboard.press("Escape");
      assert.equal(await statusOf(page), "CANCELLED");
    },
  },
  {
    name: "metadata goes out and comes back, as do headers and trailers",
    async run({ open }) {
      const { page } = await open();
      await choose(page, "Whisper");
      await page.getByText("Metadata, credentials, deadline").click();
      await page.getByRole("button", { name: "Add metadata" }).click();
      await page.getByLabel("Metadata name 0").fill("x-table");
      await page.getByLabel("Metadata value 0").fill("seven");
      await page.getByRole("button", { name: "Add metadata" }).click();
      await page.getByLabel("Metadata name 1").fill("trace-bin");
      await page.getByLabel("Metadata value 1").fill("AAEC");
      await sendOk(page);
      const { metadata } = JSON.parse(await messageText(page, "response")) as {
        metadata: Record<string, string>;
      };
      assert.equal(metadata["x-table"], "seven");
      assert.equal(metadata["trace-bin"]?.replaceAll("=", ""), "AAEC");
      assert.equal(metadata["x-from-command-line"], "yes");
      await page.getByText("Headers").click();
      await page.getByText("x-kitchen").waitFor();
      await page.getByText("Trailers").click();
      await page.getByText("x-bill").waitFor();
    },
  },
  {
    name: "credentials: bearer token, user and password, header",
    async run({ open }) {
      const opened = await open();
      const { page } = opened;
      await choose(page, "Whisper");
      await page.getByText("Metadata, credentials, deadline").click();
      const sent = async (name: string): Promise<string | undefined> => {
        await sendOk(page);
        await waitForCount(page, ".shown-message", 1);
        const text = await messageText(page, "response");
        return (JSON.parse(text) as { metadata: Record<string, string> }).metadata[name];
      };
      await page.getByLabel("Credentials").selectOption("bearer");
      await page.getByLabel("token", { exact: true }).fill("s3cret");
      assert.equal(await sent("authorization"), "Bearer s3cret");
      await page.getByLabel("Credentials").selectOption("basic");
      await page.getByLabel("user", { exact: true }).fill("cook");
      await page.getByLabel("password", { exact: true }).fill("sälz");
      await opened.screenshot("credentials");
      const basic = `Basic ${Buffer.from("cook:sälz").toString("base64")}`;
      assert.equal(await sent("authorization"), basic);
      await page.getByLabel("Credentials").selectOption("header");
      await page.getByLabel("header name").fill("x-key");
      await page.getByLabel("header value").fill("k");
      assert.equal(await sent("x-key"), "k");
      // None of it is kept.
      const stored = await page.evaluate("JSON.stringify({ ...localStorage })");
      assert.doesNotMatch(String(stored), /s3cret|Bearer|Basic/);
    },
  },
];
