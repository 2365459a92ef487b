/** Whole calls without a mouse: the focus is always somewhere, and always seen. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { type Case, messageText, statusOf, waitFor } from "./case.ts";

/** The element that has the focus, as `button "Send"`, and whether one sees that it has. */
async function focus(page: Page): Promise<{ readonly text: string; readonly isSeen: boolean }> {
  return page.evaluate(`(() => {
    const element = document.activeElement;
    const shown = element.matches("input[type=file]") ? element.nextElementSibling : element;
    const label = element.getAttribute("aria-label") ?? element.labels?.[0]?.innerText ?? element.innerText;
    const { outlineStyle, outlineWidth } = getComputedStyle(shown);
    return {
      text: element.localName + " " + JSON.stringify(label.split("\\n")[0].trim()),
      isSeen: outlineStyle !== "none" && parseFloat(outlineWidth) >= 1,
    };
  })()`);
}

/** Presses Tab until an element has the focus. Every element on the way must be seen to have it. */
async function tabTo(page: Page, text: string | RegExp, key = "Tab"): Promise<void> {
  const seen: string[] = [];
  for (let count = 0; count < 120; count++) {
    await page.keyboard.press(key);
    const focused = await focus(page);
    seen.push(focused.text);
    if (focused.text.startsWith("body ")) continue;
    assert.ok(focused.isSeen, `${focused.text} has the focus, and nothing shows it`);
    if (typeof text === "string" ? focused.text === text : text.test(focused.text)) return;
  }
  throw new Error(`Tab does not lead to ${String(text)}: ${seen.join(", ")}`);
}

/** Waits until an element has the focus, moved there by the page. */
function waitForFocus(page: Page, text: string): Promise<void> {
  return waitFor(async () => (await focus(page)).text, text);
}

async function chooseByKeys(page: Page, method: string): Promise<void> {
  await page.getByRole("tree").waitFor();
  await page.keyboard.press("/");
  await waitForFocus(page, 'input "Search services and methods"');
  await page.keyboard.type(method);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1 }).getByText(method, { exact: true }).waitFor();
  assert.match((await focus(page)).text, /^li /);
}

/** The cases. */
export const keyboardCases: readonly Case[] = [
  {
    name: "keyboard: a form is filled, sent, copied, and called again out of the history",
    async run({ open, pantry, explore }) {
      const { target, calls } = await pantry();
      const { page } = await open({ url: await explore(target), clipboard: true });
      await chooseByKeys(page, "Keep");
      await tabTo(page, 'input "an_int64"');
      await page.keyboard.type("-7");
      await tabTo(page, 'select "a_bool"');
      await page.keyboard.press("t");
      await tabTo(page, 'button "Set label"');
      await page.keyboard.press("Enter");
      await waitForFocus(page, 'button "Clear label"');
      await tabTo(page, 'textarea "text"');
      await page.keyboard.type("plum");
      await tabTo(page, 'button "Add words"');
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await tabTo(page, 'button "Remove words 1"', "Shift+Tab");
      await page.keyboard.press("Enter");
      // What had the focus is gone: its neighbor has it.
      await waitForFocus(page, 'button "Add words"');
      await tabTo(page, 'textarea "words 0"', "Shift+Tab");
      await page.keyboard.type("w");
      await tabTo(page, /^summary "Metadata, credentials/);
      await page.keyboard.press("Enter");
      await tabTo(page, 'button "Add metadata"');
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
      await tabTo(page, 'button "Remove metadata 1"', "Shift+Tab");
      await page.keyboard.press("Enter");
      await waitForFocus(page, 'button "Add metadata"');
      await tabTo(page, 'input "Metadata name 0"', "Shift+Tab");
      await page.keyboard.type("x-table");
      await page.keyboard.press("Tab");
      await page.keyboard.type("seven");
      await tabTo(page, 'button "Send"');
      await page.keyboard.press("Enter");
      assert.equal(await statusOf(page), "OK");
      await waitForFocus(page, 'button "Send"');
      const { request, metadata } = calls[0] ?? {};
      assert.equal(request?.["an_int64"], "-7");
      assert.equal(request["a_bool"], true);
      assert.deepEqual(request["label"], { text: "plum" });
      assert.deepEqual(request["words"], ["w"]);
      assert.equal(metadata?.["x-table"], "seven");
      await tabTo(page, /^summary "Copy as/);
      await page.keyboard.press("Enter");
      await tabTo(page, 'button "Copy as tram call"');
      await page.keyboard.press("Enter");
      await page.getByText("Copied").waitFor();
      assert.match(await page.evaluate("navigator.clipboard.readText()"), /^tram call .*plum/);
      await tabTo(page, 'button "Copy response"');
      // Back to the beginning, to the history.
      await page.keyboard.press("/");
      await waitForFocus(page, 'input "Search services and methods"');
      await tabTo(page, /^summary "History/);
      await page.keyboard.press("Enter");
      await tabTo(page, /^button "Keep/);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Control+Enter");
      await waitFor(() => calls.length, 2);
      assert.deepEqual(calls[1]?.request, request);
      await tabTo(page, 'button "Clear history"');
      await page.keyboard.press("Enter");
      await waitFor(async () => (await focus(page)).text.startsWith("summary "), true);
    },
  },
  {
    name: "keyboard: a bidirectional stream is opened, used, ended, and canceled",
    async run({ open }) {
      const { page } = await open();
      await chooseByKeys(page, "Talk");
      await tabTo(page, 'button "Open without a message"');
      await page.keyboard.press("Enter");
      await page.getByText("Open · 0 sent, 0 received").waitFor();
      await waitForFocus(page, 'button "Send message"');
      await tabTo(page, 'textarea "JSON"', "Shift+Tab");
      for (const [index, text] of ["one", "two"].entries()) {
        await page.keyboard.press("Control+A");
        await page.keyboard.type(JSON.stringify({ text }));
        await page.keyboard.press("Control+Enter");
        assert.match(await messageText(page, `received ${index + 1}`), new RegExp(`"${text}!"`));
        assert.equal((await focus(page)).text, 'textarea "JSON"');
      }
      await tabTo(page, 'button "End requests"');
      await page.keyboard.press("Enter");
      assert.equal(await statusOf(page), "OK");
      await waitForFocus(page, 'button "Send message"');
      await page.keyboard.press("Enter");
      await page.getByText(/^Open · 1 sent/).waitFor();
      await waitForFocus(page, 'button "Send message"');
      await tabTo(page, 'button "Cancel"');
      await page.keyboard.press("Enter");
      assert.equal(await statusOf(page), "CANCELLED");
      await waitForFocus(page, 'button "Send message"');
    },
  },
];
