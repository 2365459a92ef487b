import type { MessageInit } from "@tramline/protobuf";
import { Category, type Product } from "../gen/shop/catalog/v1/catalog.ts";

/** A product with its price in cents, and how many there are when the shop opens. */
export type CatalogueEntry = MessageInit<Product> &
  Required<Pick<Product, "name" | "description" | "priceCents" | "stock" | "category">>;

const { TEA, TEAWARE, TREATS } = Category;

/** The products of the shop by their ids, in the order in which they are shown. */
export const catalogue: ReadonlyMap<string, CatalogueEntry> = new Map<string, CatalogueEntry>([
  [
    "teapot",
    {
      name: "Stoneware teapot",
      description: "Holds 0.9 liters, pours without a drip, and keeps its warmth for two cups.",
      unit: "0.9 l",
      category: TEAWARE,
      priceCents: 2900n,
      stock: 250,
    },
  ],
  [
    "cup",
    {
      name: "Everyday cup",
      description: "Terracotta outside, glazed inside. Made to be used every day.",
      unit: "0.25 l",
      category: TEAWARE,
      priceCents: 650n,
      stock: 900,
    },
  ],
  [
    "darjeeling",
    {
      name: "Darjeeling, first flush",
      description: "Picked in March on a single estate. Light, floral, a little muscat.",
      unit: "100 g",
      category: TEA,
      priceCents: 1275n,
      stock: 120,
    },
  ],
  [
    "sencha",
    {
      name: "Sencha from Kagoshima",
      description: "Deep green and steamed. Grassy and sweet at 70 °C.",
      unit: "80 g",
      category: TEA,
      priceCents: 1450n,
      stock: 64,
    },
  ],
  [
    "bergamot",
    {
      name: "Bergamot black",
      description: "Black tea with oil of bergamot, and nothing else.",
      unit: "125 g",
      category: TEA,
      priceCents: 990n,
      stock: 200,
    },
  ],
  [
    "chamomile",
    {
      name: "Chamomile flowers",
      description: "Whole flowers, dried in the shade. For the late evening.",
      unit: "60 g",
      category: TEA,
      priceCents: 780n,
      stock: 88,
    },
  ],
  [
    "matcha",
    {
      name: "Ceremonial matcha",
      description: "Stone-ground from shaded leaves. Whisk with water, not with a spoon.",
      unit: "40 g",
      category: TEA,
      priceCents: 2490n,
      stock: 3,
    },
  ],
  [
    "whisk",
    {
      name: "Bamboo whisk",
      description: "Eighty tines, split by hand from one piece. For matcha without lumps.",
      unit: "one",
      category: TEAWARE,
      priceCents: 1900n,
      stock: 0,
    },
  ],
  [
    "kettle",
    {
      name: "Steel kettle",
      description: "Brushed steel, 1.2 liters, whistles when it is time.",
      unit: "1.2 l",
      category: TEAWARE,
      priceCents: 5400n,
      stock: 18,
    },
  ],
  [
    "infuser",
    {
      name: "Tea ball",
      description: "Fine holes on a chain: room for one large cup of leaves.",
      unit: "one",
      category: TEAWARE,
      priceCents: 890n,
      stock: 140,
    },
  ],
  [
    "shortbread",
    {
      name: "All-butter shortbread",
      description: "Four ingredients, baked on Tuesdays. Gone by Friday.",
      unit: "200 g",
      category: TREATS,
      priceCents: 720n,
      stock: 45,
    },
  ],
  [
    "honey",
    {
      name: "Linden honey",
      description: "From hives along the tram line, where the lindens are.",
      unit: "250 g",
      category: TREATS,
      priceCents: 950n,
      stock: 36,
    },
  ],
]);
