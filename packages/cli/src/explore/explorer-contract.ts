/** A contract as the page of `tram explore` needs it: all services at once, and messages as JSON. */

import type { ExplorerContract } from "@tramline/explorer";
import type { AnyDescriptor, ServiceDescriptor } from "@tramline/protobuf";
import { ReflectionError } from "@tramline/services";
import { StatusError } from "tramline";
import { messageToJson } from "../call/message-printer.ts";
import { detailToJson } from "../call/print-status-error.ts";
import { statusHint } from "../call/status-hint.ts";
import { CommandError } from "../command-error.ts";
import { reflectionFailure } from "../connect/with-contract.ts";
import { type Contract, findService, isToolService } from "../contract/contract.ts";

/** A contract that may need a call to a server, which is ended whenever nothing is left to find. */
export interface ClosableContract extends Contract {
  close?(): Promise<void>;
}

/**
 * Loads all services of a contract. Services for tools come last.
 *
 * @throws CommandError when the server cannot be reached, has no reflection, or describes no service
 */
export async function loadExplorerContract(contract: ClosableContract): Promise<ExplorerContract> {
  const services: ServiceDescriptor[] = [];
  const problems: string[] = [];
  try {
    const names = await contract.services();
    const own = names.filter((name) => !isToolService(name));
    for (const name of [...own, ...names.filter(isToolService)]) {
      try {
        const service = await findService(contract, name);
        if (service !== undefined) services.push(service);
        else problems.push(`${name}: ${contract.origin} lists it and does not describe it`);
      } catch (error) {
        if (!(error instanceof ReflectionError)) throw error;
        problems.push(`${name}: ${error.message}`);
      }
    }
  } catch (error) {
    if (error instanceof ReflectionError) throw reflectionFailure(error);
    if (!(error instanceof StatusError)) throw error;
    throw new CommandError("CLI_REFLECTION", error.message, statusHint(error), { cause: error });
  } finally {
    await contract.close?.();
  }
  const patient = new PatientContract(contract);
  return {
    services,
    problems,
    get registry() {
      return contract.registry;
    },
    messageToJson: (type, message) =>
      messageToJson(type, message, patient, { emitDefaults: false }),
    async detailToJson(detail) {
      const json = await detailToJson(detail, patient);
      const fields = typeof json === "object" && json !== null && !Array.isArray(json) ? json : {};
      return { "@type": detail.typeUrl, ...fields };
    },
  };
}

/** Finds one declaration at a time, and each that is missing only once: calls ask again for every message. */
class PatientContract implements Contract {
  readonly origin: string;
  readonly target: string | undefined;
  private readonly contract: ClosableContract;
  private readonly missing: Set<string>;
  private last: Promise<unknown>;

  constructor(contract: ClosableContract) {
    this.origin = contract.origin;
    this.target = contract.target;
    this.contract = contract;
    this.missing = new Set();
    this.last = Promise.resolve();
  }

  get registry(): Contract["registry"] {
    return this.contract.registry;
  }

  services(): Promise<readonly string[]> {
    return this.contract.services();
  }

  find(fullName: string): Promise<AnyDescriptor | undefined> {
    const found = this.last.then(() => this.findNow(fullName));
    this.last = found.catch(() => undefined);
    return found;
  }

  private async findNow(fullName: string): Promise<AnyDescriptor | undefined> {
    if (this.missing.has(fullName)) return undefined;
    try {
      const found = await this.contract.find(fullName);
      if (found === undefined) this.missing.add(fullName);
      return found;
    } catch (error) {
      this.missing.add(fullName);
      throw error;
    } finally {
      await this.contract.close?.();
    }
  }
}
