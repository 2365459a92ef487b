/**
 * Tramline's server and client.
 *
 *   tramline.ts server
 *   tramline.ts upload|download ADDRESS BYTES
 *   tramline.ts beside ADDRESS MILLISECONDS
 */
import { createChannel, createClient, createServer } from "tramline";
import { TransferService } from "../gen/network.ts";
import { percentile } from "./percentile.ts";

const CHUNK_BYTES = 64 * 1024;
const data = new Uint8Array(CHUNK_BYTES).map((_, index) => index);
const tell = (result: object) => console.log(JSON.stringify(result));

async function serve(): Promise<void> {
  // Rows of 10,000 connections from one address: what only abusers do, elsewhere.
  const server = createServer({ maxConnections: 20_000 });
  server.add(TransferService, {
    echo: (request) => request,
    async upload(chunks) {
      let bytes = 0n;
      for await (const chunk of chunks) bytes += BigInt(chunk.data.length);
      return { bytes };
    },
    *download({ bytes }) {
      for (let left = bytes === 0n ? Infinity : Number(bytes); left > 0; left -= CHUNK_BYTES) {
        yield { data };
      }
    },
    // biome-ignore lint/correctness/useYield: it sends nothing
    async *wait(_, context) {
      await new Promise((resolve) => context.signal.addEventListener("abort", resolve));
    },
  });
  tell({ port: (await server.listen("127.0.0.1:0")).port });
}

async function call(what: string, address: string, amount: number): Promise<void> {
  const channel = createChannel(address);
  const client = createClient(TransferService, channel);
  await client.echo({});
  const begin = performance.now();
  let bytes = 0;
  if (what === "upload") {
    const upload = client.upload();
    for (let left = amount; left > 0; left -= CHUNK_BYTES) await upload.send({ data });
    await upload.close();
    bytes = Number((await upload.response).bytes);
  } else if (what === "download") {
    for await (const chunk of client.download({ bytes: BigInt(amount) })) {
      bytes += chunk.data.length;
    }
  } else {
    tell(await callBeside(client, amount));
    await channel.close();
    return;
  }
  const seconds = (performance.now() - begin) / 1000;
  if (bytes !== amount) throw new Error(`${bytes} bytes came through instead of ${amount}`);
  tell({ bytesPerSecond: bytes / seconds });
  await channel.close();
}

/** Small calls, one at a time, while a large stream is read as fast as it comes. */
async function callBeside(
  client: ReturnType<typeof createClient<typeof TransferService>>,
  forMs: number,
): Promise<object> {
  const end = new AbortController();
  let largeBytes = 0;
  const large = (async () => {
    const chunks = client.download({ bytes: 0n }, { signal: end.signal });
    try {
      for await (const chunk of chunks) largeBytes += chunk.data.length;
    } catch (error) {
      if (!end.signal.aborted) throw error;
    }
  })();
  const micros: number[] = [];
  const warmMs = performance.now() + forMs / 4;
  while (performance.now() < warmMs) await client.echo({});
  const begin = performance.now();
  const beginBytes = largeBytes;
  while (performance.now() < begin + forMs) {
    const sentMs = performance.now();
    await client.echo({});
    micros.push((performance.now() - sentMs) * 1000);
  }
  const seconds = (performance.now() - begin) / 1000;
  const bytesPerSecond = (largeBytes - beginBytes) / seconds;
  end.abort();
  await large;
  return {
    opsPerSecond: micros.length / seconds,
    bytesPerSecond,
    p50Micros: percentile(micros, 0.5),
    p99Micros: percentile(micros, 0.99),
  };
}

const [what = "", address = "", amount = "0"] = process.argv.slice(2);
if (what === "server") await serve();
else await call(what, address, Number(amount));
