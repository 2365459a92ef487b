import { readFileSync } from "node:fs";

/**
 * A certificate or key out of testdata: an authority (`ca.pem`) and what it signed for server.example and
 * client.example, with prime256v1 keys, valid from 2020 to 2120. `self-signed.pem` and `expired.pem` (valid
 * until 2021) are for server.example and its key too, signed by themselves.
 */
export function tlsFile(name: `${"server" | "client"}.${"pem" | "key"}` | OtherFile): Buffer {
  return readFileSync(new URL(`testdata/${name}`, import.meta.url));
}

type OtherFile = "ca.pem" | "self-signed.pem" | "expired.pem";
