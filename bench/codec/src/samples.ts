// The messages that are measured: for each kind, as many different ones as no
// implementation could learn by heart, the same on every run. Where maps are plain
// objects, V8 keeps their keys and layouts for as long as they come again: of 64
// catalogs in turn, JSON.parse takes a quarter less time than of a thousand, and the
// libraries that decode into objects two thirds less. Map does not care.
import { Article, Catalog, Order, Series, User } from "../gen/codec.ts";

/** Different messages of each kind. */
export const SAMPLES = 1024;

/** Kinds of messages: the name in results, and what makes the message with a number. */
export const messages = {
  User: { type: User, make: user },
  Order: { type: Order, make: order },
  Series: { type: Series, make: series },
  Catalog: { type: Catalog, make: catalog },
  Article: { type: Article, make: article },
};
export type MessageName = keyof typeof messages;

/** The samples of one kind. */
export function samplesOf(name: MessageName): object[] {
  seed = 20_011;
  return Array.from({ length: SAMPLES }, () => messages[name].make());
}

let seed = 0;

/** A number from 0 to below `limit`. */
function below(limit: number): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((seed / 2 ** 32) * limit);
}

function word(shortest: number, longest: number, alphabet = "abcdefghijklmnopqrstuvwxyz"): string {
  const letters = Array.from(alphabet);
  let text = "";
  for (let n = shortest + below(longest - shortest + 1); n > 0; n--) {
    text += letters[below(letters.length)];
  }
  // Flat, as text that came from outside is.
  return Buffer.from(text).toString();
}

function words(count: number, alphabet?: string): string {
  const text = Array.from({ length: count }, () => word(2, 9, alphabet)).join(" ");
  return Buffer.from(text).toString();
}

function list<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

function millis(): bigint {
  return 1_700_000_000_000n + BigInt(below(40_000_000)) * 1000n + BigInt(below(1000));
}

function money() {
  return { currency: ["EUR", "USD", "JPY"][below(3)] ?? "", cents: BigInt(below(3_000_000)) };
}

function user(): User {
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

function order(): Order {
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

function series(): Series {
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

function catalog(): Catalog {
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

function article(): Article {
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

/**
 * A sample in the shape that other libraries take: maps as objects.
 * @param toLong what a 64-bit integer becomes
 */
export function plain(value: unknown, toLong: (value: bigint) => unknown): unknown {
  if (typeof value === "bigint") return toLong(value);
  if (Array.isArray(value)) return value.map((item) => plain(item, toLong));
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item, toLong)]));
  }
  if (typeof value !== "object" || value === null) return value;
  const properties = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(properties.map(([key, item]) => [key, plain(item, toLong)]));
}
