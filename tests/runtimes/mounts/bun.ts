/** A server mounted in `Bun.serve`. Prints the port that it listens on. */
import { server } from "./mounted-server.ts";

/** The part of Bun's API that the program uses. */
declare const Bun: {
  serve(options: {
    hostname: string;
    port: number;
    fetch: (request: Request) => Promise<Response>;
  }): { readonly port: number };
};

const { port } = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: server.fetch });
console.log(port);
