import { readFileSync } from "node:fs";

/**
 * A certificate or key out of testdata: an authority (`ca.pem`) and what it signed for server.example and
 * client.example, with prime256v1 keys, valid from 2020 to 2120.
 */
export function tlsFile(name: `${"server" | "client"}.${"pem" | "key"}` | "ca.pem"): Buffer {
  return readFileSync(new URL(`testdata/${name}`, import.meta.url));
}
