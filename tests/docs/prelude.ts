/** What pieces of programs in the guides may use without saying where it comes from, as TypeScript text. */
export const prelude = `
import type { Client, ClientChannel, Server, ServerContext } from "tramline";
import type { Order, OrderService } from "./gen/shop/v1/orders.ts";
declare global {
  /** A client of the guides' service, on \`channel\`. */
  const orders: Client<typeof OrderService>;
  const channel: ClientChannel;
  const server: Server;
  /** The context of the call that a handler serves. */
  const context: ServerContext;
  /** Some id. */
  const id: string;
  function show(order: Order): void;
  /** Where certificates come from that are not in files. */
  function fetchCertificate(): Promise<string>;
  function fetchKey(): Promise<string>;
  /** What the guides' services keep their orders in. */
  const database: {
    find(id: string, options?: { signal?: AbortSignal }): Promise<Order | undefined>;
    changes(id: string, options?: { signal?: AbortSignal }): AsyncIterable<Order>;
    insert(order: Order): Promise<void>;
  };
}
`;
