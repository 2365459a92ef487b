/** Calls another greeter by native gRPC, in the four kinds of calls. */
import { createChannel, createClient } from "tramline";
import { GreeterService } from "./gen/greeter/v1/greeter.ts";

const options = { timeoutMs: 5_000 };

/**
 * Returns what each call responded. A connection belongs to the request that a Worker handles: the channel is made
 * for it, and closed with it.
 *
 * @param target such as `127.0.0.1:50051`
 * @throws StatusError when a call fails
 */
export async function tour(target: string): Promise<Record<string, readonly string[]>> {
  const channel = createChannel(target);
  try {
    const client = createClient(GreeterService, channel);
    const names = ["Ada", "Grace"];
    const requests = names.map((name) => ({ name }));
    const unary = await client.greet({ name: "Ada" }, options);

    const each: string[] = [];
    for await (const { text } of client.greetEach({ names }, options)) each.push(text);

    const all = await client.greetAll(requests, options);

    const talk: string[] = [];
    const call = client.greetAsTheyCome(options);
    const greetings = call[Symbol.asyncIterator]();
    for (const request of requests) {
      await call.send(request);
      const { value } = await greetings.next();
      if (value !== undefined) talk.push(value.text);
    }
    await call.close();
    await greetings.next();

    return { greet: [unary.text], greetEach: each, greetAll: [all.text], greetAsTheyCome: talk };
  } finally {
    await channel.close();
  }
}
