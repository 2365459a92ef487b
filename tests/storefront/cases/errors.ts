/** What goes wrong is shown where it went wrong, in words, with a way on. */
import assert from "node:assert/strict";
import {
  currentStep,
  ERROR_STATUS,
  fillBuyer,
  fillCard,
  GOOD_CARD,
  holdsUp,
  openCatalogue,
  orderCup,
  type StorefrontCase,
} from "../case.ts";

export const errors: readonly StorefrontCase[] = [
  {
    name: "wrong fields are marked by the rules of the contract, without a request, and the first gets the focus",
    async run(scene) {
      const { page, shop } = scene;
      const orders: string[] = [];
      page.on("request", (request) => {
        if (request.url().endsWith("/PlaceOrder")) orders.push(request.url());
      });
      await openCatalogue(scene);
      await page.getByRole("button", { name: "Add to cart: Everyday cup" }).click();
      await page.goto(`${shop.url}/checkout`);
      await page.getByLabel("Name").fill("Ada");
      await page.getByLabel("Email").fill("nonsense");
      await page.getByRole("button", { name: /Place order/ }).click();
      await page.getByText("Must be a valid email address.").waitFor();
      await page.getByText("Must not be empty.").waitFor();
      assert.deepEqual(orders, []);
      assert.equal(await page.getByLabel("Name").getAttribute("aria-invalid"), "false");
      await page.locator("#buyer-email:focus").waitFor();
      await holdsUp(scene);
      await scene.screenshot("checkout-errors");
      await fillBuyer(page);
      await page.getByRole("button", { name: /Place order/ }).click();
      await currentStep(page, "Placed");
      assert.equal(orders.length, 1);
    },
  },
  {
    name: "a page that cannot load the rules hears of wrong fields from the server, in the same words",
    expected: /status of 400|net::ERR_FAILED/,
    async run(scene) {
      const { page, shop } = scene;
      await page.route("**/assets/schemas-*.js", (route) => route.abort());
      await openCatalogue(scene);
      await page.getByRole("button", { name: "Add to cart: Everyday cup" }).click();
      await page.goto(`${shop.url}/checkout`);
      await page.getByLabel("Name").fill(" ");
      await page.getByLabel("Email").fill("nonsense");
      const response = page.waitForResponse("**/PlaceOrder");
      await page.getByRole("button", { name: /Place order/ }).click();
      assert.equal((await response).status(), 400);
      await page.getByText("Must be a valid email address.").waitFor();
      assert.equal(await page.getByText("Must not be empty.").count(), 2);
      await page.locator("#buyer-name:focus").waitFor();
    },
  },
  {
    name: "a card is looked at by the rules of the contract, and then by the bank",
    expected: ERROR_STATUS,
    async run(scene) {
      const { page } = scene;
      await orderCup(scene);
      await fillCard(page, "4242");
      await page.getByLabel("Expires").fill("13/39");
      await page.getByRole("button", { name: /^Pay/ }).click();
      await page.getByText("Must have 12 to 19 digits.").waitFor();
      await page.getByText("Must be month/year, such as 09/31.").waitFor();
      await page.locator("#card-number:focus").waitFor();
      await holdsUp(scene);
      await scene.screenshot("card-errors");
      await fillCard(page, "4242 4242 4242 4241");
      await page.getByRole("button", { name: /^Pay/ }).click();
      await page.getByText("Has a wrong digit.").waitFor();
    },
  },
  {
    name: "an item that is sold out meanwhile is named, and the stock is updated",
    expected: ERROR_STATUS,
    async run(scene) {
      const { page, shop } = scene;
      await openCatalogue(scene);
      await page.getByRole("button", { name: "Add to cart: Steel kettle" }).click();
      await page.goto(`${shop.url}/checkout`);
      await fillBuyer(page);
      await buyAll(shop.url, "kettle");
      await page.getByRole("button", { name: /Place order/ }).click();
      await page.getByText("Not enough left").waitFor();
      await page.getByText("Steel kettle is sold out.").waitFor();
      await holdsUp(scene);
      await scene.screenshot("checkout-sold-out");
    },
  },
  {
    name: "a declined card says why, and another one pays",
    expected: ERROR_STATUS,
    async run(scene) {
      const { page } = scene;
      await orderCup(scene);
      await fillCard(page, "4242 4242 4242 4241");
      await page.getByRole("button", { name: /^Pay/ }).click();
      await page.getByText("Has a wrong digit.").waitFor();
      await fillCard(page, "4000 0000 0000 0002");
      await page.getByRole("button", { name: /^Pay/ }).click();
      await page.getByText("Your bank declined this card.").waitFor();
      await holdsUp(scene);
      await scene.screenshot("payment-declined");
      await fillCard(page, "4000 0000 0000 9995");
      await page.getByRole("button", { name: /^Pay/ }).click();
      await page.getByText("There is not enough money on this card.").waitFor();
      await currentStep(page, "Placed");
      await fillCard(page, GOOD_CARD);
      await page.getByRole("button", { name: /^Pay/ }).click();
      await currentStep(page, "Shipped");
    },
  },
  {
    name: "a carrier that is slow ends with its deadline, and can be asked again",
    async run(scene) {
      const { page } = scene;
      await orderCup(scene);
      await fillCard(page, GOOD_CARD);
      await page.getByRole("button", { name: /^Pay/ }).click();
      await currentStep(page, "Shipped");
      await page.getByRole("button", { name: "Ask the carrier" }).click();
      await page.getByText("Asking the carrier…").waitFor();
      await page.getByText("No word from the carrier").waitFor();
      await page.getByRole("button", { name: "Try again" }).waitFor();
      await holdsUp(scene);
      await scene.screenshot("deadline");
    },
  },
  {
    name: "a slow catalogue shows the form of what is coming, a failed one offers another attempt",
    expected: ERROR_STATUS,
    async run(scene) {
      const { page, shop } = scene;
      let release: () => void = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route("**/ListProducts*", async (route) => {
        await held;
        await route.fulfill({
          status: 500,
          contentType: "application/json",
          body: '{"code":"internal","message":"out of tea"}',
        });
      });
      await page.goto(shop.url);
      await page.locator(".card.skeleton").first().waitFor();
      await scene.screenshot("catalogue-loading");
      release();
      await page.getByText("Something went wrong on our side").waitFor();
      await holdsUp(scene);
      await scene.screenshot("catalogue-failed");
      await page.unroute("**/ListProducts*");
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("button", { name: "Add to cart: Everyday cup" }).waitFor();
      assert.equal(await page.getByRole("alert").count(), 0);
    },
  },
  {
    name: "an order that does not exist is said to be missing",
    expected: ERROR_STATUS,
    async run(scene) {
      const { page, shop } = scene;
      await page.goto(`${shop.url}/orders/999999`);
      await page.getByRole("heading", { name: "Order not found" }).waitFor();
      await holdsUp(scene);
      await scene.screenshot("order-missing");
    },
  },
];

/** Somebody else buys all that is left of a product, by REST. */
async function buyAll(url: string, product: string): Promise<void> {
  const response = await fetch(`${url}/v1/products`);
  const { products } = (await response.json()) as { products: { id: string; stock: number }[] };
  const quantity = products.find(({ id }) => id === product)?.stock;
  const buyer = { name: "Grace", email: "grace@shop.example", address: "Arlington" };
  const order = await fetch(`${url}/v1/orders`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ buyer, items: [{ product, quantity }] }),
  });
  assert.equal(order.status, 200, await order.text());
}
