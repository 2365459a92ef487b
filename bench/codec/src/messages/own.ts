// Messages of our own choosing, one for each habit of real contracts.

import { Article, Catalog, Order, Series, User } from "../../gen/codec.ts";
import { below, list, millis, word, words } from "../random.ts";

function money() {
  return { currency: ["EUR", "USD", "JPY"][below(3)] ?? "", cents: BigInt(below(3_000_000)) };
}

export function user(): User {
  return User.create({
    id: BigInt(below(4_000_000)) * 1000n,
    name: `${word(3, 8)} ${word(5, 10)}`,
    email: `${word(4, 10)}@${word(5, 9)}.example`,
    age: 18 + below(60),
    active: below(3) > 0,
    score: below(1_000_000) / 1000,
    role: below(4),
    createdAtMillis: millis(),
    city: word(4, 12),
    nickname: below(2) === 0 ? undefined : word(3, 9),
    balance: below(200_000) - 100_000,
    revision: below(2 ** 32),
  });
}

export function order(): Order {
  return Order.create({
    id: `ord_${word(16, 16, "0123456789abcdef")}`,
    customer: {
      id: `cus_${word(12, 12, "0123456789abcdef")}`,
      name: `${word(3, 8)} ${word(5, 10)}`,
      email: `${word(4, 10)}@${word(5, 9)}.example`,
    },
    items: list(2 + below(5), () => ({
      sku: word(8, 8, "ABCDEFGH0123456789"),
      title: words(2 + below(4)),
      quantity: 1 + below(200),
      price: money(),
    })),
    shipping: {
      street: `${word(6, 14)} ${1 + below(200)}`,
      city: word(4, 12),
      postalCode: word(5, 5, "0123456789"),
      country: word(2, 2, "ABCDEFGHIJ"),
    },
    status: below(4),
    placedAtMillis: millis(),
    total: money(),
    tags: list(below(4), () => word(3, 10)),
    gift: below(4) === 0,
    discount: below(40) / 100,
  });
}

export function series(): Series {
  return Series.create({
    name: word(6, 20),
    startMillis: millis(),
    values: list(200 + below(100), () => below(1_000_000_000) / 997),
    deltas: list(200 + below(100), () => (below(20) === 0 ? -below(100) : below(2 ** below(20)))),
    offsets: list(80 + below(40), () => BigInt(below(2 ** 31) - 2 ** 30) * BigInt(1 + below(1000))),
    counts: list(200 + below(100), () => below(2 ** below(28))),
    weights: list(100 + below(100), () => Math.fround(below(1_000_000) / 1000)),
    flags: list(100 + below(100), () => below(2) === 0),
  });
}

export function catalog(): Catalog {
  return Catalog.create({
    labels: new Map(list(12 + below(8), () => [word(4, 12), word(3, 24)])),
    stock: new Map(list(20 + below(10), () => [word(8, 8, "ABCDEFGH0123456789"), below(5000)])),
    names: new Map(list(12 + below(8), () => [below(100_000), words(2)])),
    prices: new Map(list(12 + below(8), () => [word(8, 8, "ABCDEFGH0123456789"), money()])),
  });
}

const greek = "αβγδεζηθικλμνξοπρστυφχψω";
const japanese = "あいうえおかきくけこさしすせそ日本語文字列";
const mixed = "abcdefghijklmnopqrstuvwxyzéèüöäñ";

export function article(): Article {
  return Article.create({
    slug: word(20, 40),
    title: words(6, mixed),
    author: words(2, greek),
    body: `${words(120)} ${words(20, greek)} 😀 ${words(60)} ${words(10, japanese)}`,
    keywords: list(6 + below(6), () => word(3, 12, below(3) === 0 ? mixed : undefined)),
    comments: list(4 + below(4), () => ({
      author: words(2, below(2) === 0 ? mixed : undefined),
      text: below(4) === 0 ? words(12, japanese) : words(10 + below(20)),
      atMillis: millis(),
    })),
  });
}
