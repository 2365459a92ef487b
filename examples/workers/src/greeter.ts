/** The service: the same code runs on Node. */
import { type ServiceImplementation, StatusError } from "tramline";
import type { GreeterService } from "./gen/greeter/v1/greeter.ts";

function greet(name: string): { text: string } {
  if (name === "") throw new StatusError("INVALID_ARGUMENT", "invalid name: expected a text");
  return { text: `Hello, ${name}!` };
}

/** Greets. */
export const greeter: ServiceImplementation<typeof GreeterService> = {
  greet: ({ name }) => greet(name),
  async *greetEach({ names }) {
    for (const name of names) yield greet(name);
  },
  async greetAll(requests) {
    const names: string[] = [];
    for await (const { name } of requests) names.push(name);
    return greet(names.join(", "));
  },
  async *greetAsTheyCome(requests) {
    for await (const { name } of requests) yield greet(name);
  },
};
