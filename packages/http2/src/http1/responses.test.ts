import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { HeaderTemplate } from "../stream/header-template.ts";
import { Http1Peer, okTemplate, type Serve } from "./http1.test.support.ts";
import type { Http1Exchange } from "./http1-exchange.ts";

const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const DATE = "date: Thu, 01 Jan 1970 00:00:00 GMT\r\n";
const HEAD = `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n${DATE}`;

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));

function outputOf(serve: Serve, request = GET): string {
  return new Http1Peer(serve).send(request).output();
}

describe("responses of HTTP/1.1", () => {
  test("a body that is known at once has its length", () => {
    const output = outputOf((exchange) => {
      exchange.sendHeaders(okTemplate, ["x-a", "b"]);
      exchange.sendData(bytes("hello"), true);
    });
    assert.equal(
      output,
      `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nx-a: b\r\n${DATE}content-length: 5\r\n\r\nhello`,
    );
  });

  test("a body in pieces is chunked", () => {
    const output = outputOf((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(bytes("hello"), false);
      exchange.sendData(bytes(""), false);
      exchange.sendData(bytes("0123456789abcdef"), false);
      exchange.sendData(bytes(""), true);
    });
    assert.equal(
      output,
      `${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n`,
    );
  });

  test("the fields leave at the end of the turn, body or not", () => {
    const peer = new Http1Peer((exchange) => exchange.sendHeaders(okTemplate, []));
    assert.equal(peer.send(GET).output(), `${HEAD}transfer-encoding: chunked\r\n\r\n`);
    peer.exchanges[0]?.sendData(bytes("x"), true);
    assert.equal(peer.output(), "1\r\nx\r\n0\r\n\r\n");
  });

  for (const length of [0, 5, 1000, 20_000]) {
    test(`${length} bytes laid in place, whole and in pieces`, () => {
      const text = "abcdefghij".repeat(2000).slice(0, length);
      const lay = (endStream: boolean, times: number): Serve => {
        return (exchange) => {
          exchange.sendHeaders(okTemplate, []);
          for (let i = 0; i < times; i++) {
            const start = exchange.reserve();
            assert.ok(start >= 0);
            const memory = exchange.writer.output.bytes;
            if (start + length > memory.length) {
              exchange.release();
              exchange.sendData(bytes(text), endStream);
              continue;
            }
            memory.set(bytes(text), start);
            exchange.commit(start, start + length, endStream);
          }
          if (!endStream) exchange.sendTrailers(okTemplate, []);
        };
      };
      const whole = `${HEAD}content-length: ${length}\r\n\r\n${text}`;
      const chunk = length === 0 ? "" : `${length.toString(16).padStart(4, "0")}\r\n${text}\r\n`;
      const chunks = `${HEAD}transfer-encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`;
      assert.equal(outputOf(lay(true, 1)), whole);
      assert.equal(outputOf(lay(false, 2)), chunks);
      // Framed differently from the last response of the connection.
      let turn = 0;
      const peer = new Http1Peer((exchange, request) => {
        (turn++ % 2 === 0 ? lay(true, 1) : lay(false, 2))(exchange, request);
      });
      assert.equal(peer.send(GET + GET + GET).output(), whole + chunks + whole);
    });
  }

  test("something else is written while a piece is laid in place", () => {
    const output = outputOf((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      const { output } = exchange.writer;
      const start = exchange.reserve();
      const memory = output.bytes;
      exchange.sendData(bytes("first"), false);
      assert.notEqual(output.bytes, memory);
      memory.set(bytes("second"), start);
      exchange.release();
      exchange.sendData(memory.subarray(start, start + 6), true);
    });
    assert.equal(
      output,
      `${HEAD}transfer-encoding: chunked\r\n\r\n5\r\nfirst\r\n6\r\nsecond\r\n0\r\n\r\n`,
    );
  });

  test("a large body is not copied, and its memory goes back", () => {
    const body = new Uint8Array(100_000).fill(0x61);
    const returned: Uint8Array[] = [];
    const peer = new Http1Peer((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(body, true, { giveBack: (memory) => returned.push(memory) });
    }).send(GET);
    const pieces = peer.connection.takeOutput();
    assert.ok(pieces.includes(body));
    assert.equal(returned.length, 0);
    peer.connection.outputWritten();
    assert.deepEqual(returned, [body]);
  });

  test("trailers only for clients that read them", () => {
    const serve: Serve = (exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(bytes("x"), false);
      exchange.sendTrailers(new HeaderTemplate(["grpc-status", "0"]), ["x-b", "c"]);
    };
    const start = `${HEAD}transfer-encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n`;
    assert.equal(outputOf(serve), `${start}\r\n`);
    const asking = GET.replace("\r\n\r\n", "\r\nTE: gzip, trailers\r\n\r\n");
    assert.equal(outputOf(serve, asking), `${start}grpc-status: 0\r\nx-b: c\r\n\r\n`);
  });

  test("HEAD, 204, and 304 have no body", () => {
    const serve =
      (status: string): Serve =>
      (exchange) => {
        exchange.sendHeaders(new HeaderTemplate([":status", status]), []);
        exchange.sendData(bytes("hello"), true);
      };
    assert.equal(
      outputOf(serve("200"), GET.replace("GET", "HEAD")),
      `HTTP/1.1 200 OK\r\n${DATE}content-length: 5\r\n\r\n`,
    );
    assert.equal(outputOf(serve("204")), `HTTP/1.1 204 No Content\r\n${DATE}\r\n`);
    assert.equal(outputOf(serve("304")), `HTTP/1.1 304 Not Modified\r\n${DATE}\r\n`);
  });

  test("HEAD has the length that the fields state, and no other that is not known", () => {
    const head = GET.replace("GET", "HEAD");
    const stating =
      (length: string, end: (exchange: Http1Exchange) => void): Serve =>
      (exchange) => {
        exchange.sendHeaders(okTemplate, ["content-length", length]);
        end(exchange);
      };
    const inData = (exchange: Http1Exchange) => exchange.sendData(bytes(""), true);
    const inTrailers = (exchange: Http1Exchange) => exchange.sendTrailers(okTemplate, []);
    for (const end of [inData, inTrailers, () => {}]) {
      assert.equal(outputOf(stating("13", end), head), `${HEAD}content-length: 13\r\n\r\n`);
    }
    assert.equal(outputOf(stating("1\r\nx: y", inData), head), `${HEAD}\r\n`);
    // To GET it would contradict the body.
    assert.equal(outputOf(stating("13", inData)), `${HEAD}content-length: 0\r\n\r\n`);
    const template = new HeaderTemplate([":status", "404", "content-length", "9"]);
    assert.equal(
      outputOf((exchange) => exchange.sendTrailers(template, []), head),
      `HTTP/1.1 404 Not Found\r\n${DATE}content-length: 9\r\n\r\n`,
    );
    const peer = new Http1Peer(stating("13", inData)).send(head + head);
    assert.equal(peer.output(), `${HEAD}content-length: 13\r\n\r\n`.repeat(2));
  });

  test("to HTTP/1.0 a body without length ends with the connection", () => {
    const peer = new Http1Peer((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(bytes("a"), false);
      exchange.sendData(bytes("b"), true);
    }).send("GET / HTTP/1.0\r\n\r\n");
    assert.equal(peer.output(), `${HEAD}connection: close\r\n\r\nab`);
    assert.equal(peer.isEnded, true);
  });

  test("no field can begin another line, or contradict the framing", () => {
    const output = outputOf((exchange) => {
      exchange.sendHeaders(okTemplate, [
        "x-a",
        "1\r\nset-cookie: b\u0000\u007f\u0100\t\u00e9",
        "x b",
        "c",
        "content-length",
        "7",
        "transfer-encoding",
        "chunked",
        "connection",
        "close",
      ]);
      exchange.sendData(bytes("x"), true);
    });
    assert.equal(
      output,
      `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nx-a: 1  set-cookie: b  ?\t\u00e9\r\n${DATE}content-length: 1\r\n\r\nx`,
    );
  });

  test("fields of any size", () => {
    const value = "v".repeat(200_000);
    const output = outputOf((exchange) => {
      exchange.sendHeaders(okTemplate, ["x-a", value]);
      assert.equal(exchange.reserve(), -1);
      exchange.sendData(bytes("x"), true);
    });
    assert.ok(output.endsWith(`x-a: ${value}\r\n${DATE}content-length: 1\r\n\r\nx`));
  });

  test("a client that does not read holds its sender back", () => {
    const peer = new Http1Peer((exchange, request) => {
      exchange.sendHeaders(okTemplate, []);
      while (exchange.isWritable) exchange.sendData(new Uint8Array(16_384), false);
      exchange.awaitReady();
      request.onReady = () => exchange.sendData(bytes("end"), true);
    }).send(GET);
    const [request] = peer.requests;
    const first = peer.connection.takeOutput();
    assert.ok(first.reduce((sum, piece) => sum + piece.length, 0) < 400_000);
    assert.equal(request?.readyCount, 0);
    peer.connection.outputWritten();
    assert.equal(request?.readyCount, 1);
    assert.ok(peer.output().endsWith("3\r\nend\r\n0\r\n\r\n"));
  });

  test("a reset before the response: 503 if the call was not begun, and the end of the connection", () => {
    const peer = new Http1Peer((exchange) => exchange.reset(7)).send(GET);
    assert.match(peer.output(), /^HTTP\/1\.1 503 .*connection: close/s);
    assert.equal(peer.isEnded, true);
  });

  test("a reset amid the response: the body is not ended", () => {
    const peer = new Http1Peer((exchange) => {
      exchange.sendHeaders(okTemplate, []);
      exchange.sendData(bytes("x"), false);
      exchange.reset(8);
      exchange.sendData(bytes("y"), true);
    }).send(GET);
    assert.ok(peer.output().endsWith("1\r\nx\r\n"));
    assert.equal(peer.isEnded, true);
    assert.equal(peer.requests[0]?.failure, undefined, "who resets hears no more of it");
  });
});
