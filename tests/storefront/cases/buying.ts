/** From the catalogue to a shipped order. */
import assert from "node:assert/strict";
import {
  currentStep,
  eventually,
  fillCard,
  GOOD_CARD,
  holdsUp,
  noteTexts,
  openCatalogue,
  orderCup,
  type StorefrontCase,
  screenshotWindow,
} from "../case.ts";

export const buying: readonly StorefrontCase[] = [
  {
    name: "the catalogue shows products with pictures, prices, and stock",
    async run(scene) {
      const { page } = scene;
      await openCatalogue(scene);
      const cards = page.locator(".card");
      assert.equal(await cards.count(), 12);
      // Those below the window are loaded when they are scrolled to.
      for (const picture of await page.locator(".card img").all()) {
        await picture.scrollIntoViewIfNeeded();
        const width = () =>
          picture.evaluate((one) => (one as unknown as { naturalWidth: number }).naturalWidth);
        await eventually("the picture is loaded", async () => (await width()) > 0);
      }
      await page.evaluate("scrollTo(0, 0)");
      assert.match((await page.locator("[data-product=teapot]").textContent()) ?? "", /€29\.00/);
      assert.match(
        (await page.locator("[data-product=matcha]").textContent()) ?? "",
        /Only \d left/,
      );
      const soldOut = page.locator("[data-product=whisk]").getByRole("button");
      assert.equal(await soldOut.textContent(), "Sold out");
      assert.equal(await soldOut.isDisabled(), true);
      await holdsUp(scene);
      await scene.screenshot("catalogue");
    },
  },
  {
    name: "search and categories narrow the catalogue, and an empty result offers a way out",
    async run(scene) {
      const { page } = scene;
      await openCatalogue(scene);
      await page.getByRole("searchbox").fill("matcha");
      assert.deepEqual(await page.locator(".card h2").allTextContents(), [
        "Ceremonial matcha",
        "Bamboo whisk",
      ]);
      await page.getByRole("button", { name: "Tea", exact: true }).click();
      assert.deepEqual(await page.locator(".card h2").allTextContents(), ["Ceremonial matcha"]);
      assert.equal(await page.getByText("1 product", { exact: true }).count(), 1);
      await page.getByRole("searchbox").fill("coffee");
      await page.getByRole("heading", { name: "Nothing like that here" }).waitFor();
      await holdsUp(scene);
      await scene.screenshot("catalogue-empty");
      await page.getByRole("button", { name: "Show everything" }).click();
      assert.equal(await page.locator(".card").count(), 12);
    },
  },
  {
    name: "an order is placed and paid for, and its status arrives live until it is shipped",
    async run(scene) {
      const { page } = scene;
      const id = await orderCup(scene);
      await currentStep(page, "Placed");
      await page.getByText("Live", { exact: true }).waitFor();
      await holdsUp(scene);
      await scene.screenshot("order-placed");
      await fillCard(page, GOOD_CARD);
      const steps = await noteTexts(page, "li[aria-current=step]");
      await page.getByRole("button", { name: "Pay €6.50" }).click();
      await currentStep(page, "Shipped");
      const labels = (await steps()).map((text) => /Placed|Paid|Packed|Shipped/.exec(text)?.[0]);
      assert.deepEqual([...new Set(labels)], ["Placed", "Paid", "Packed", "Shipped"]);
      await page.getByText("It is on its way to you.").waitFor();
      await holdsUp(scene);
      await scene.screenshot("order-shipped");
      await page.getByRole("link", { name: "Orders" }).click();
      await page.getByRole("link", { name: `Order ${id}` }).click();
      await currentStep(page, "Shipped");
    },
  },
  {
    name: "the cart survives a reload, and counts",
    async run(scene) {
      const { page } = scene;
      await openCatalogue(scene);
      await page.getByRole("button", { name: "Add to cart: Everyday cup" }).click();
      await page.getByRole("button", { name: "One Everyday cup more" }).click();
      await page.getByRole("button", { name: "Add to cart: Bergamot black" }).click();
      await page.reload();
      await page.getByRole("button", { name: /Cart.*3 items/ }).click();
      await page.getByText("€22.90").waitFor();
      await holdsUp(scene);
      await screenshotWindow(page, "cart");
      await page.getByRole("dialog").getByRole("button", { name: "Remove Bergamot black" }).click();
      await page.getByRole("dialog").locator(".sum").getByText("€13.00").waitFor();
    },
  },
  {
    name: "an order that is sent twice is placed once",
    async run(scene) {
      const { page, shop } = scene;
      // The first request reaches the shop, but its response does not reach the page.
      let requests = 0;
      await page.route("**/PlaceOrder", async (route) => {
        requests += 1;
        if (requests > 1) return route.continue();
        await route.fetch();
        return route.abort("connectionreset");
      });
      await openCatalogue(scene);
      await page.getByRole("button", { name: "Add to cart: Linden honey" }).click();
      const before = await stockOf(shop.url, "honey");
      await page.goto(`${shop.url}/checkout`);
      await page.getByLabel("Name").fill("Ada Lovelace");
      await page.getByLabel("Email").fill("ada@shop.example");
      await page.getByLabel("Address").fill("12 St James's Square, London");
      await page.getByRole("button", { name: /Place order/ }).click();
      await page.getByText("Trying again is safe").waitFor();
      await page.getByRole("button", { name: "Try again" }).click();
      await currentStep(page, "Placed");
      assert.equal(requests, 2);
      assert.equal(await stockOf(shop.url, "honey"), before - 1);
    },
    expected: /net::ERR_CONNECTION_RESET/,
  },
];

/** How many of a product are left, by REST. */
async function stockOf(url: string, id: string): Promise<number> {
  const response = await fetch(`${url}/v1/products`);
  const { products } = (await response.json()) as { products: { id: string; stock: number }[] };
  return products.find((one) => one.id === id)?.stock ?? -1;
}
