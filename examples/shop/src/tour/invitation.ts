import { paint } from "../common/colours.ts";

/** Lines to try in another terminal. */
export function printInvitation(address: string): void {
  const service = "shop.storefront.v1.StorefrontService";
  const lines = [
    `npx tram list ${address}`,
    `npx tram describe ${address} ${service}`,
    `npx tram call ${address} ${service}/PlaceOrder '{"userId": "ada", "items": [{"product": "cup", "quantity": 2}]}'`,
    `npx tram call ${address} ${service}/TrackOrder '{"orderId": "1001"}'`,
    `npx tram call ${address} grpc.health.v1.Health/Check '{}'`,
  ];
  console.log(`\n${paint("bold", "The shop is open. In another terminal, try:")}`);
  for (const line of lines) console.log(`  ${line}`);
  console.log(
    paint("dim", "\nWhat the services say to each other is shown here. ^C closes the shop."),
  );
}
