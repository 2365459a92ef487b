/**
 * Schemathesis before the shop: requests made from the shop's OpenAPI document, valid and invalid ones, must not meet
 * a server error, nor a response that the document does not describe. Installed once, into `.cache/schemathesis`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root, run } from "../../tools/root.mjs";
import { missingPrograms } from "../../tools/suites.mjs";
import { once, step } from "../interop/runner/steps.ts";
import { Shop } from "../storefront/shop.ts";

const VERSION = "4.32.5";
const folder = path.join(root, ".cache/schemathesis");
const python = path.join(folder, "venv/bin/python");

/** How long one run may take. */
const RUN_TIMEOUT_MS = 120_000;

/** Checks that do not apply, with the reason. */
const notApplicable = {
  "positive_data_acceptance of all operations":
    "the shop rejects what fits the schema and not its rules, such as products that it does not sell",
  "GET /v1/orders/{id}:estimateArrival of an order that exists":
    "the carrier takes longer than any caller waits, which is what its example is about",
  "negative_data_rejection of GET /v1/products": "ProtoJSON takes enums by number as well",
};

const CHECKS = `
[checks]
positive_data_acceptance.enabled = false

[[operations]]
include-name = "GET /v1/products"
checks.negative_data_rejection.enabled = false
`;

/** What became of a run. */
export interface SchemathesisCase {
  readonly name: string;
  /** The report of the run; undefined if it found nothing. */
  readonly failure: string | undefined;
  readonly requests: number;
}

/** All runs, or why there are none. */
export interface SchemathesisResult {
  readonly notRun?: string | undefined;
  readonly cases: readonly SchemathesisCase[];
  readonly notApplicable: Readonly<Record<string, string>>;
}

/** Runs schemathesis with values of its own, and then with those of an order that exists. */
export async function checkShop(): Promise<SchemathesisResult> {
  if (missingPrograms(["python3"]).length > 0) {
    return { notRun: "no Python", cases: [], notApplicable };
  }
  const prepared = await once(folder, VERSION, { python }, async () => {
    await step("python3", ["-m", "venv", path.join(folder, "venv")]);
    await step(python, ["-m", "pip", "install", "--quiet", `schemathesis==${VERSION}`]);
  });
  if (prepared.notRun !== undefined) {
    return { notRun: prepared.notRun, cases: [], notApplicable };
  }
  const shop = await Shop.open();
  try {
    const orderId = await orderOf(shop.url);
    const known = `${CHECKS}
[[operations]]
include-name = "GET /v1/orders/{id}:estimateArrival"
enabled = false

[parameters]
order_id = "${orderId}"
product_id = "teapot"
`;
    const cases = [
      await runOnce("schemathesis with values of its own", shop.url, CHECKS),
      await runOnce("schemathesis with an order that exists", shop.url, known),
    ];
    return { cases, notApplicable };
  } finally {
    await shop.close();
  }
}

async function runOnce(name: string, url: string, config: string): Promise<SchemathesisCase> {
  mkdirSync(folder, { recursive: true });
  const configFile = path.join(folder, "schemathesis.toml");
  writeFileSync(configFile, config);
  const program = path.join(folder, "venv/bin/schemathesis");
  const { code, output } = await run(
    program,
    [
      ...["--config-file", configFile, "run", `${url}/openapi.json`],
      ...["--phases", "examples,coverage,fuzzing", "--max-examples", "60", "--seed", "1"],
      ...["--request-timeout", "20", "--continue-on-failure", "--no-shrink"],
      ...["--generation-database", "none", "--no-color"],
    ],
    { quiet: true, timeoutMs: RUN_TIMEOUT_MS, cwd: folder },
  );
  const requests = Number(/(\d+) generated/.exec(output)?.[1] ?? 0);
  const isSound = code === 0 && requests > 0;
  return { name, requests, failure: isSound ? undefined : output };
}

/** Places an order and pays for it, and waits until it has been shipped: its stream ends then. */
async function orderOf(url: string): Promise<string> {
  const buyer = { name: "Ada", email: "ada@shop.example", address: "London" };
  const order = { buyer, items: [{ product: "cup", quantity: 1 }] };
  const { id } = (await post(`${url}/v1/orders`, order)) as { id: string };
  const card = { number: "4242 4242 4242 4242", expiry: "12/39", securityCode: "123" };
  await post(`${url}/v1/orders/${id}:pay`, card);
  const track = await fetch(`${url}/v1/orders/${id}:track`);
  const lines = await track.text();
  if (!lines.includes("ORDER_STATUS_SHIPPED")) throw new Error(`order ${id}: ${lines}`);
  return id;
}

async function post(url: string, body: unknown): Promise<unknown> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}
