// The catalogue as a service: products by words and category, with the stock of the moment, and pictures.
import { readFileSync } from "node:fs";
import { type ServiceImplementation, StatusError } from "tramline";
import type { Database } from "../common/database.ts";
import { type CatalogService, Category } from "../gen/shop/catalog/v1/catalog.ts";
import { catalogue } from "./catalogue.ts";

/** A row of shop_orders.stock. */
interface StockRow {
  readonly product: string;
  readonly quantity: number;
}

/** The catalogue, with the stock that is in the database. */
export function catalogService(database: Database): ServiceImplementation<typeof CatalogService> {
  return {
    async listProducts({ query, category }) {
      const rows = await database.query<StockRow>("SELECT * FROM shop_orders.stock");
      const stock = new Map(rows.map(({ product, quantity }) => [product, quantity]));
      const words = query.toLowerCase().split(/\s+/);
      const products = [...catalogue]
        .filter(([, one]) => category === Category.UNSPECIFIED || one.category === category)
        .filter(([, { name, description }]) => {
          const text = `${name} ${description}`.toLowerCase();
          return words.every((word) => text.includes(word));
        })
        .map(([id, one]) => ({ ...one, id, stock: stock.get(id) ?? 0 }));
      return { products };
    },

    getPicture({ productId }) {
      const data = pictures.get(productId);
      if (data === undefined) {
        throw new StatusError("NOT_FOUND", `no picture of ${JSON.stringify(productId)}`);
      }
      return { contentType: "image/svg+xml", data };
    },
  };
}

const pictures: ReadonlyMap<string, Uint8Array> = new Map(
  [...catalogue.keys()].map((id) => [
    id,
    readFileSync(new URL(`pictures/${id}.svg`, import.meta.url)),
  ]),
);

/** Fills the shelves, as every time that the shop opens. */
export async function restock(database: Database): Promise<void> {
  const stock = [...catalogue].map(([product, { stock: quantity }]) => ({ product, quantity }));
  await database.query(
    `INSERT INTO shop_orders.stock (product, quantity)
     SELECT product, quantity FROM jsonb_to_recordset($1::jsonb) AS s(product text, quantity integer)
     ON CONFLICT (product) DO UPDATE SET quantity = excluded.quantity`,
    [JSON.stringify(stock)],
  );
}
