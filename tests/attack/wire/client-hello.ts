import { Duplex } from "node:stream";
import { type ConnectionOptions, connect } from "node:tls";

/** Returns the first bytes that a TLS client sends. */
function record(options: ConnectionOptions): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        resolve(Buffer.from(chunk));
        done();
      },
    });
    connect({ ...options, socket, servername: "localhost", rejectUnauthorized: false }).on(
      "error",
      () => {},
    );
  });
}

const good = await record({ ALPNProtocols: ["h2"] });
const variants: readonly Buffer[] = [
  // The server signs, and nobody comes to read it.
  good,
  await record({ ALPNProtocols: ["spdy/3"] }),
  await record({
    ALPNProtocols: ["h2"],
    minVersion: "TLSv1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT@SECLEVEL=0",
  }),
  Buffer.alloc(200, 0x47),
];
let at = 0;

/** ClientHello messages of Node's own TLS client, recorded once. */
export const clientHellos = {
  /** One that a server of HTTP/2 takes. */
  good,
  /** In turn: one that is fine, the wrong protocol, an old version, and bytes that are not TLS. */
  next(): Buffer {
    return variants[at++ % variants.length] ?? good;
  },
};
