/**
 * What the benches send, the same in every language: change it in peers/go/sample/sample.go,
 * peers/tonic/src/sample.rs and peers/java/…/Sample.java too.
 */

export const ECHO_TEXT = "hello, world!";
export const ECHO_NUMBER = 1234;
/** With its fixed32 beside it a tick takes 16 bytes. */
export const TICK_TEXT = "tick tock";
/** Messages of one server stream. */
export const COUNT_MESSAGES = 10_000;
export const TRANSFER_BYTES = 1024 * 1024;
export const TIMEOUT_MS = 5_000;

/** 2 KiB of text as logs and lists are, that gzip makes about a fifth of its size. */
export const DOCUMENT_TEXT = documentText(2_048);
/** The policy of `unary-100-retryable`: no call of the benches fails, so that it never acts. */
export const RETRY_SERVICE_CONFIG = {
  methodConfig: [
    {
      name: [{ service: "tramline.bench.v1.Bench" }],
      retryPolicy: {
        maxAttempts: 3,
        initialBackoff: "0.1s",
        maxBackoff: "1s",
        backoffMultiplier: 2,
        retryableStatusCodes: ["UNAVAILABLE"],
      },
    },
  ],
};

/** The two entries that every small call carries. */
export const CONSTANT_METADATA = {
  "x-tenant": "tramline-bench",
  "x-client-version": "2026.11.1",
} as const;

/** An authorization entry of 200 characters. */
export const AUTHORIZATION = `Bearer ${"eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.Zm91bmRpbmctZW5naW5lZXI".repeat(4).slice(0, 193)}`;

/** The order in the shape of plain data; each peer turns it into its codec's own. */
export const ORDER = {
  id: "ord_01HZX3Q7M9K2V5T8B4N6C0D1E2",
  customer: {
    id: "cus_8f14e45fceea167a",
    name: "Marguerite Lindqvist",
    email: "marguerite.lindqvist@example.com",
  },
  items: [
    {
      sku: "SKU-77-1042-BLK",
      title: "Merino travel blanket, black",
      quantity: 2,
      price: { currency: "EUR", cents: 12_900 },
    },
    {
      sku: "SKU-13-0077-OAK",
      title: "Bedside lamp with oak base",
      quantity: 1,
      price: { currency: "EUR", cents: 5_450 },
    },
    {
      sku: "SKU-90-3311-XXL",
      title: "Linen sheet set, extra wide",
      quantity: 4,
      price: { currency: "EUR", cents: 8_925 },
    },
  ],
  shipping: {
    street: "Östra Ågatan 14, 3 tr",
    city: "Uppsala",
    postalCode: "753 31",
    country: "SE",
  },
  status: 2,
  placedAtMillis: 1_794_000_000_123,
  total: { currency: "EUR", cents: 66_950 },
  labels: { channel: "storefront-web", campaign: "autumn-sale-2026" },
  gift: true,
  discount: 0.125,
} as const;

function documentText(length: number): string {
  let text = "";
  for (let line = 0; text.length < length; line++) {
    const sku = ((line * 7_919) % 100_000).toString().padStart(5, "0");
    const cents = (line * 104_729) % 100_000;
    text += `{"line":${line},"sku":"SKU-${sku}","title":"Merino travel blanket","cents":${cents}}\n`;
  }
  return text.slice(0, length);
}

/** Makes identifiers that differ on each call, as cheaply in each language: xorshift to hex. */
export class CallIdentifiers {
  private readonly words = new Uint32Array(4);

  constructor(seed: number) {
    for (let index = 0; index < 4; index++) this.words[index] = (seed + index + 1) * 0x9e3779b1;
  }

  /** 32 random hex digits and 16 more in the form of a W3C traceparent. */
  traceparent(): string {
    return `00-${this.hex()}${this.hex()}${this.hex()}${this.hex()}-${this.hex()}${this.hex()}-01`;
  }

  /** 32 random hex digits. */
  requestId(): string {
    return `${this.hex()}${this.hex()}${this.hex()}${this.hex()}`;
  }

  private hex(): string {
    const words = this.words;
    let mixed = words[3] ?? 0;
    mixed ^= mixed << 11;
    mixed ^= mixed >>> 8;
    const first = words[0] ?? 0;
    words[3] = words[2] ?? 0;
    words[2] = words[1] ?? 0;
    words[1] = first;
    words[0] = mixed ^ first ^ (first >>> 19);
    const value = words[0];
    return String.fromCharCode(
      digit(value >>> 28),
      digit(value >>> 24),
      digit(value >>> 20),
      digit(value >>> 16),
      digit(value >>> 12),
      digit(value >>> 8),
      digit(value >>> 4),
      digit(value),
    );
  }
}

/** The character code of the low four bits as a hexadecimal digit. */
function digit(value: number): number {
  const low = value & 15;
  return low < 10 ? low + 0x30 : low + 0x57;
}
