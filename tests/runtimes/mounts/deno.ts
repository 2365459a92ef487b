/** A server mounted in `Deno.serve`. Prints the port that it listens on. */
import { server } from "./mounted-server.ts";

/** The part of Deno's API that the program uses. */
declare const Deno: {
  serve(
    options: { hostname: string; port: number; onListen(address: { port: number }): void },
    handler: (request: Request) => Promise<Response>,
  ): unknown;
};

const onListen = ({ port }: { port: number }): void => console.log(port);
Deno.serve({ hostname: "127.0.0.1", port: 0, onListen }, server.fetch);
