/** By keyboard alone, in a narrow window, in the dark. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import {
  currentStep,
  fillBuyer,
  holdsUp,
  openCatalogue,
  orderCup,
  type StorefrontCase,
  screenshotWindow,
} from "../case.ts";

const narrow = { width: 360, height: 740 };

export const access: readonly StorefrontCase[] = [
  {
    name: "a buyer with a keyboard alone finds, fills, and places an order",
    async run(scene) {
      const { page } = scene;
      await openCatalogue(scene);
      await page.keyboard.press("Tab");
      assert.equal(await focused(page), "Skip to content");
      await holdsUp(scene);
      await scene.screenshot("keyboard-skip-link");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      assert.equal(await focused(page), "Search products");
      await page.keyboard.type("berg");
      await tabTo(page, "Add to cart: Bergamot black");
      await page.keyboard.press("Enter");
      // The button has become a stepper, which has the focus.
      await page.locator("[aria-label='One Bergamot black more']:focus").waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("button", { name: /Cart.*2 items/ }).focus();
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      // The focus stays in the dialog: after its last control comes its first.
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press("Tab");
        const isInside = await page.evaluate(
          "document.activeElement === document.body || document.activeElement.closest('dialog') !== null",
        );
        assert.equal(isInside, true, `after ${i + 1} times Tab, the focus has left the dialog`);
      }
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      assert.match(await focused(page), /^Cart/);
      await page.keyboard.press("Enter");
      await tabTo(page, "Go to checkout");
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { level: 1, name: "Checkout" }).waitFor();
      await page.locator("h1:focus").waitFor();
      await page.keyboard.press("Tab");
      await page.keyboard.type("Ada Lovelace");
      await page.keyboard.press("Tab");
      await page.keyboard.type("ada@shop.example");
      await page.keyboard.press("Tab");
      await page.keyboard.type("12 St James's Square, London");
      await page.keyboard.press("Enter");
      await currentStep(page, "Placed");
    },
  },
  {
    name: "360 pixels wide, no view needs to be scrolled sideways",
    page: { viewport: narrow },
    async run(scene) {
      const { page, shop } = scene;
      await openCatalogue(scene);
      await holdsUp(scene);
      await scene.screenshot("narrow-catalogue");
      await page.getByRole("button", { name: "Add to cart: Everyday cup" }).click();
      await page.getByRole("button", { name: /Cart/ }).click();
      await page.getByRole("dialog").waitFor();
      await holdsUp(scene);
      await screenshotWindow(page, "narrow-cart");
      await page.getByRole("button", { name: "Go to checkout" }).click();
      await page.getByRole("heading", { level: 1, name: "Checkout" }).waitFor();
      await holdsUp(scene);
      await scene.screenshot("narrow-checkout");
      await fillBuyer(page);
      await page.getByRole("button", { name: /Place order/ }).click();
      await currentStep(page, "Placed");
      await holdsUp(scene);
      await scene.screenshot("narrow-order");
      await page.goto(`${shop.url}/orders`);
      await holdsUp(scene);
    },
  },
  {
    name: "in the dark, every view has contrast",
    page: { colorScheme: "dark" },
    async run(scene) {
      const { page } = scene;
      await openCatalogue(scene);
      await holdsUp(scene);
      await scene.screenshot("dark-catalogue");
      await orderCup(scene);
      await currentStep(page, "Placed");
      await holdsUp(scene);
      await scene.screenshot("dark-order");
    },
  },
];

/** The name of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate(
    "document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''",
  );
}

/** Presses Tab until something has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) === name) return;
  }
  assert.fail(`40 times Tab do not lead to ${name}, but to ${await focused(page)}`);
}
