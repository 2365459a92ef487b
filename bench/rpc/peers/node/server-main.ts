import { readFileSync } from "node:fs";
import { flag } from "./flags.ts";

export interface ServerIdentity {
  /** PEM texts. */
  readonly cert: string;
  readonly key: string;
}

/** Listens on a free loopback port, with TLS when an identity is given; resolves to the port. */
export type Listen = (identity: ServerIdentity | undefined) => Promise<number>;

/** The whole of a server process: a cleartext and a TLS port, up until stdin ends. */
export async function serverMain(listen: Listen): Promise<void> {
  const cert = readFileSync(flag("tls-cert"), "utf8");
  const key = readFileSync(flag("tls-key"), "utf8");
  const port = await listen(undefined);
  const tlsPort = await listen({ cert, key });
  process.stdin.on("end", () => process.exit(0)).resume();
  process.stdout.write(`${JSON.stringify({ port, tlsPort })}\n`);
}
