/** The contract, to every part of the page that draws a form. */
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { ContractJson, MethodJson } from "../page-protocol.ts";

const EMPTY: ContractJson = {
  target: "",
  commandFlags: [],
  fixedMetadata: [],
  problems: [],
  services: [],
  messages: {},
  enums: {},
};

/** Holds the contract. */
export const ContractContext = createContext<ContractJson>(EMPTY);

/** Returns the contract that is shown. */
export function useContract(): ContractJson {
  return useContext(ContractContext);
}

/** Finds a method by its path. */
export function findMethod(contract: ContractJson, path: string): MethodJson | undefined {
  return contract.services.flatMap(({ methods }) => methods).find((one) => one.path === path);
}

/** Whether a method takes a stream of requests. */
export function streamsRequests({ kind }: MethodJson): boolean {
  return kind === "clientStreaming" || kind === "bidiStreaming";
}

/** Kinds of methods, for people. */
export const KIND_TEXT: Readonly<Record<MethodJson["kind"], string>> = {
  unary: "unary",
  serverStreaming: "server streaming",
  clientStreaming: "client streaming",
  bidiStreaming: "bidirectional streaming",
};
