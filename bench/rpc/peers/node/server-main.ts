import { readFileSync } from "node:fs";
import type { ServerReady, ServerVariant } from "./command.ts";
import { flag } from "./flags.ts";

export interface ServerIdentity {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
}

/** Listens on a free loopback port, with TLS when an identity is given; resolves to the port. */
export type Listen = (
  identity: ServerIdentity | undefined,
  variant: ServerVariant | undefined,
) => Promise<number>;

/**
 * The whole of a server process: a cleartext and a TLS port and one for each variant, up until stdin ends.
 * With `BENCH_VARIANTS=none` in the environment it has none of the variants.
 */
export async function serverMain(
  listen: Listen,
  variants: readonly ServerVariant[] = [],
): Promise<void> {
  const cert = readFileSync(flag("tls-cert"), "utf8");
  const key = readFileSync(flag("tls-key"), "utf8");
  const port = await listen(undefined, undefined);
  const tlsPort = await listen({ cert, key }, undefined);
  const ports: Partial<Record<ServerVariant, number>> = {};
  const served = process.env.BENCH_VARIANTS === "none" ? [] : variants;
  for (const variant of served) ports[variant] = await listen(undefined, variant);
  const ready: ServerReady = { port, tlsPort, ports };
  process.stdin.on("end", () => process.exit(0)).resume();
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}
