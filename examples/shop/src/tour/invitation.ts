import { paint } from "../common/colors.ts";
import type { Shop } from "./shop.ts";

/** Prints the addresses of the shop, and lines to try in another terminal. */
export async function printInvitation({ address, orderId }: Shop): Promise<void> {
  const order = `{"userId": "ada", "items": [{"product": "cup", "quantity": 2}]}`;
  const lines = [
    ["what is there", `list ${address}`],
    ["its contract", `describe ${address} shop.storefront.v1.StorefrontService`],
    ["buy something", `call ${address} PlaceOrder -d '${order}'`],
    ["buy nonsense", `call ${address} PlaceOrder -d '{"userId": "ada"}'`],
    ["is it healthy", `call ${address} grpc.health.v1.Health/Check`],
    ["watch an order", `call ${address} TrackOrder -d '{"orderId": "${orderId}"}'`],
    ["pay for it", `call ${address} Checkout`],
  ] as const;
  const plain = [
    ["the catalogue", `curl http://${address}/v1/products?query=tea`],
    ["the REST API", `curl http://${address}/openapi.json`],
  ] as const;
  const url = `http://${address}`;
  console.log(`\n${paint("bold", "The shop is open:")} ${paint("cyan", `${url}/`)}`);
  const reference = await fetch(`${url}/reference`, { method: "HEAD" });
  const place = reference.ok ? `${url}/reference` : "needs: npm install --no-save redoc@2";
  console.log(`${paint("bold", "The page of its REST API:")} ${paint("cyan", place)}`);
  console.log(`\n${paint("bold", "In another terminal, try:")}`);
  for (const [what, line] of lines) {
    console.log(`  ${paint("dim", what.padEnd(16))}npx tram ${line}`);
  }
  const talk = `{"orderId": "${orderId}"}, then the solution: {"code": "…"}`;
  console.log(`  ${"".padEnd(16)}${paint("dim", `type ${talk}`)}`);
  for (const [what, line] of plain) console.log(`  ${paint("dim", what.padEnd(16))}${line}`);
  console.log(
    paint("dim", "\nWhat the services say to each other shows here. ^C closes the shop."),
  );
}
