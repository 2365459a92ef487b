// Shared by the servers of the bench: they print their address, and end when their input does.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Prints the address and waits for the end of the input. */
export function announce(address: string): void {
  console.log(address);
  process.stdin.resume().on("end", () => process.exit(0));
}

/** Listens on a free port. */
export function listen(server: Server): void {
  server.listen(0, "127.0.0.1", () => {
    announce(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}
