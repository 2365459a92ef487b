/** The chat: a bidirectional call from a page, over a WebSocket. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  currentStep,
  holdsUp,
  NOT_REACHED,
  noteTexts,
  openCatalogue,
  orderCup,
  type StorefrontCase,
  screenshotWindow,
} from "../case.ts";

export const chat: readonly StorefrontCase[] = [
  {
    name: "the shop replies in the chat, about products and orders",
    async run(scene) {
      const { page } = scene;
      const id = await orderCup(scene);
      await currentStep(page, "Placed");
      await openChat(page);
      await holdsUp(scene);
      const typing = await noteTexts(page, ".chat-typing");
      await write(page, "Do you have matcha?");
      await said(page, "shop", /We have the Ceremonial matcha: \d+ left\./);
      assert.deepEqual(await typing(), ["Tea Line is typing…"]);
      await write(page, `Where is ${id}?`);
      await said(page, "shop", `Order ${id} is waiting to be paid for.`);
      assert.equal(await page.locator(".bubble[data-author=buyer]").count(), 2);
      await holdsUp(scene);
      await screenshotWindow(page, "chat");
    },
  },
  {
    name: "two windows are in one conversation, and what was said before arrives in the second",
    async run(scene) {
      const { page, context, shop } = scene;
      await openCatalogue(scene);
      await openChat(page);
      await write(page, "Hello from the first");
      await said(page, "buyer", "Hello from the first");
      const second = await context.newPage();
      await second.goto(shop.url);
      await openChat(second);
      await said(second, "buyer", "Hello from the first");
      await write(second, "And from the second");
      await said(page, "buyer", "And from the second");
      await write(page, "Thanks");
      await said(second, "buyer", "Thanks");
      await said(second, "shop", "You are welcome. Enjoy your tea!");
      assert.equal(await page.locator(".bubble[data-author=buyer]").count(), 3);
      assert.equal(await second.locator(".bubble[data-author=buyer]").count(), 3);
    },
  },
  {
    name: "what is written while the shop is away is sent once when it is back",
    expected: NOT_REACHED,
    async run(scene) {
      const { page, shop } = scene;
      await openCatalogue(scene);
      await openChat(page);
      await write(page, "Hello");
      await said(page, "shop", /^Hello/);
      await shop.stopStorefront();
      await page.getByText("Reconnecting… We send it when you are back.").waitFor();
      await write(page, "Do you have honey?");
      await page.locator(".bubble[data-pending=true]").waitFor();
      await holdsUp(scene);
      await screenshotWindow(page, "chat-reconnecting");
      await shop.startStorefront();
      await said(page, "shop", /We have the Linden honey/);
      await page.getByText("Connected", { exact: true }).waitFor();
      assert.equal(await page.locator(".bubble[data-pending=true]").count(), 0);
      assert.equal(await page.locator(".bubble[data-author=buyer]").count(), 2);
    },
  },
  {
    name: "offline, the chat waits; back online, it goes on",
    expected: NOT_REACHED,
    async run(scene) {
      const { page, context } = scene;
      await openCatalogue(scene);
      await openChat(page);
      await context.setOffline(true);
      await page.getByText("You are offline.").waitFor();
      await write(page, "Do you have sencha?");
      await page.locator(".bubble[data-pending=true]").waitFor();
      await context.setOffline(false);
      await said(page, "shop", /We have the Sencha/);
      assert.equal(await page.locator(".bubble[data-author=buyer]").count(), 1);
    },
  },
  {
    name: "the chat is opened, used, and closed by keyboard, in a narrow window",
    page: { viewport: { width: 360, height: 740 } },
    async run(scene) {
      const { page } = scene;
      await openCatalogue(scene);
      await page.getByRole("button", { name: "Chat with us" }).focus();
      await page.keyboard.press("Enter");
      await page.locator("[aria-label='Your message']:focus").waitFor();
      await page.keyboard.type("Hello");
      await page.keyboard.press("Enter");
      await said(page, "shop", /^Hello/);
      await holdsUp(scene);
      await screenshotWindow(page, "narrow-chat");
      await page.keyboard.press("Escape");
      await page.locator(".chat-button:focus").waitFor();
    },
  },
];

async function openChat(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Chat with us" }).click();
  await page.getByText(/^Connected/).waitFor();
}

async function write(page: Page, text: string): Promise<void> {
  await page.getByLabel("Your message").fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

/** Waits until somebody has said something, and it has come back from the shop. */
async function said(page: Page, author: "buyer" | "shop", text: string | RegExp): Promise<void> {
  const bubbles = page.locator(`.bubble[data-author=${author}]:not([data-pending]) p`);
  await bubbles.filter({ hasText: text }).waitFor();
}
