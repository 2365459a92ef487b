// Serves 100 bytes for each request, by our HTTP/1.1 or by node:http. Started by main.ts with the name.
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { acceptAny, HeaderTemplate, type StreamHandler } from "@tramline/http2";

const body = new Uint8Array(100).fill(0x61);
const template = new HeaderTemplate([":status", "200", "content-type", "application/json"]);

function ours(): Server {
  return createServer({ noDelay: true }, (socket) => {
    const nothing = {
      onReady() {},
      onGoaway() {},
      onCapacity() {},
      onIdle() {},
      onClosed() {},
    };
    const acceptor = {
      onRequest(): StreamHandler {
        throw new Error("HTTP/2 is not measured");
      },
    };
    acceptAny(
      socket,
      {
        acceptor,
        http1Acceptor: {
          onExchange(exchange, _section, endStream) {
            const respond = () => {
              exchange.sendHeaders(template, []);
              exchange.sendData(body.slice(), true);
            };
            if (endStream) respond();
            return {
              onHeaders() {},
              onData: (_bytes, start, end) => exchange.consume(end - start),
              onEnd: respond,
              onFailure() {},
              onSendReady() {},
            };
          },
        },
        listener: nothing,
      },
      () => {},
    );
  });
}

function nodes(): Server {
  return createHttpServer((request, response) => {
    request.on("data", () => {});
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json", "content-length": 100 });
      response.end(body);
    });
  });
}

const server = process.argv[2] === "ours" ? ours() : nodes();
server.listen(0, "127.0.0.1", () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on("message", () => {
  process.send?.({ cpu: process.cpuUsage() });
});
process.on("disconnect", () => process.exit(0));
