/** The network goes, the shop goes, and both come back. */
import assert from "node:assert/strict";
import {
  currentStep,
  fillCard,
  GOOD_CARD,
  holdsUp,
  NOT_REACHED,
  openCatalogue,
  orderCup,
  type StorefrontCase,
} from "../case.ts";

export const connection: readonly StorefrontCase[] = [
  {
    name: "offline is said at once; back online, the order's stream goes on",
    expected: NOT_REACHED,
    async run(scene) {
      const { page, context } = scene;
      await orderCup(scene);
      await page.getByText("Live", { exact: true }).waitFor();
      await context.setOffline(true);
      await page.getByText("You are offline.").waitFor();
      await page.getByText("Reconnecting…").waitFor();
      await holdsUp(scene);
      await scene.screenshot("offline");
      await context.setOffline(false);
      await page.getByText("Live", { exact: true }).waitFor();
      assert.equal(await page.getByText("You are offline.").count(), 0);
      await fillCard(page, GOOD_CARD);
      await page.getByRole("button", { name: /^Pay/ }).click();
      await currentStep(page, "Shipped");
    },
  },
  {
    name: "a storefront that restarts while an order is watched: what happened meanwhile arrives",
    expected: NOT_REACHED,
    async run(scene) {
      const { page, shop } = scene;
      await orderCup(scene);
      await fillCard(page, GOOD_CARD);
      await page.getByRole("button", { name: /^Pay/ }).click();
      // A step is short: on a busy machine it is past already.
      await currentStep(page, /Paid|Packed|Shipped/);
      await shop.stopStorefront();
      await page.getByText("We cannot reach the shop.").waitFor();
      await holdsUp(scene);
      await scene.screenshot("unreachable");
      await shop.startStorefront();
      await currentStep(page, "Shipped");
      await page.getByText("We cannot reach the shop.").waitFor({ state: "detached" });
    },
  },
  {
    name: "a payment while the shop is away is kept in the form, and goes through later",
    expected: NOT_REACHED,
    async run(scene) {
      const { page, shop } = scene;
      await orderCup(scene);
      await page.getByText("Live", { exact: true }).waitFor();
      await shop.stopStorefront();
      await page.getByText("We cannot reach the shop.").waitFor();
      await fillCard(page, GOOD_CARD);
      await page.getByRole("button", { name: "Pay €6.50" }).click();
      await page.getByText("The shop cannot be reached").waitFor();
      await shop.startStorefront();
      await page.getByRole("button", { name: "Try now" }).click();
      await page.getByText("We cannot reach the shop.").waitFor({ state: "detached" });
      await page.getByRole("button", { name: "Try again" }).click();
      await currentStep(page, "Shipped");
    },
  },
  {
    name: "the cart can be filled offline",
    expected: NOT_REACHED,
    async run(scene) {
      const { page, context } = scene;
      await openCatalogue(scene);
      await context.setOffline(true);
      await page.getByText("You are offline.").waitFor();
      await page.getByRole("button", { name: "Add to cart: Everyday cup" }).click();
      await page.getByRole("button", { name: /Cart.*1 item/ }).waitFor();
      await context.setOffline(false);
      await page.getByText("You are offline.").waitFor({ state: "detached" });
    },
  },
];
