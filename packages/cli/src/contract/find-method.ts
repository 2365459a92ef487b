import type { MethodDescriptor, ServiceDescriptor } from "@tramline/protobuf";
import { CommandError } from "../command-error.ts";
import { didYouMean, suggest } from "../suggest.ts";
import { type Contract, findService, isToolService } from "./contract.ts";

/**
 * Finds the method that a user means: "shop.v1.OrderService/GetOrder", with a dot for the slash,
 * without the package, or the method's name alone where only one service has it.
 *
 * @throws CommandError CLI_SYMBOL with what is like it, when there is none or more than one
 */
export async function findMethod(contract: Contract, given: string): Promise<MethodDescriptor> {
  const text = given.replace(/^\//, "");
  const cut = text.includes("/") ? text.lastIndexOf("/") : text.lastIndexOf(".");
  const methodName = text.slice(cut + 1);
  if (cut <= 0) return findByMethodName(contract, methodName);
  const serviceName = text.slice(0, cut);
  const service = await findServiceLike(contract, serviceName);
  const method = service.methods.find(({ name }) => name === methodName);
  if (method !== undefined) return method;
  const names = service.methods.map(({ name }) => name);
  throw new CommandError(
    "CLI_SYMBOL",
    `Service ${service.typeName} has no method ${methodName}.`,
    didYouMean(suggest(methodName, names)) ?? `It has ${listed(names)}.`,
  );
}

/**
 * Finds a service by its full name, or the last part of it where that is unambiguous.
 *
 * @throws CommandError CLI_SYMBOL
 */
export async function findServiceLike(
  contract: Contract,
  name: string,
): Promise<ServiceDescriptor> {
  // Asked for by name first: some servers tell a service that they do not list.
  const exact = name.includes(".") ? await findService(contract, name) : undefined;
  if (exact !== undefined) return exact;
  const services = await contract.services();
  const matches = services.filter((service) => service === name || service.endsWith(`.${name}`));
  const [only] = matches;
  if (matches.length === 1 && only !== undefined) {
    const found = await findService(contract, only);
    if (found !== undefined) return found;
    throw new CommandError(
      "CLI_SYMBOL",
      `${contract.origin} lists the service ${only}, but does not describe it.`,
      "Pass its .proto files with --proto.",
    );
  }
  if (matches.length > 1) {
    throw new CommandError(
      "CLI_SYMBOL",
      `${name} may be ${listed(matches)}.`,
      "Write the full name.",
    );
  }
  throw new CommandError(
    "CLI_SYMBOL",
    `There is no service ${name} in ${contract.origin}.`,
    didYouMean(suggest(name, services)) ??
      (services.length === 0 ? "There is none at all." : `There is ${listed(services)}.`),
  );
}

async function findByMethodName(contract: Contract, name: string): Promise<MethodDescriptor> {
  const methods: MethodDescriptor[] = [];
  for (const typeName of await contract.services()) {
    if (isToolService(typeName)) continue;
    methods.push(...((await findService(contract, typeName))?.methods ?? []));
  }
  const matches = methods.filter((method) => method.name === name);
  const [only] = matches;
  if (matches.length === 1 && only !== undefined) return only;
  const names = methods.map(methodText);
  if (matches.length > 1) {
    throw new CommandError(
      "CLI_SYMBOL",
      `More than one service has a method ${name}.`,
      `Write ${listed(matches.map(methodText), "or")}.`,
    );
  }
  throw new CommandError(
    "CLI_SYMBOL",
    `There is no method ${name} in ${contract.origin}.`,
    didYouMean(suggest(name, names)) ??
      (names.length === 0 ? "There is none at all." : `There is ${listed(names)}.`),
  );
}

/** "shop.v1.OrderService/GetOrder" */
export function methodText(method: MethodDescriptor): string {
  return method.path.slice(1);
}

function listed(names: readonly string[], word = "and"): string {
  if (names.length > 12) return `${names.slice(0, 12).join(", ")}, …`;
  const last = names.at(-1) ?? "";
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} ${word} ${last}` : last;
}
