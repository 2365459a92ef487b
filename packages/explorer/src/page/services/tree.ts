/** The rows of the tree of services, as the search and closed services leave them. */
import type { ContractJson, MethodJson, ServiceJson } from "../../page-protocol.ts";

/** A row that is seen. */
export type Row =
  | {
      readonly kind: "service";
      readonly key: string;
      readonly service: ServiceJson;
      readonly isOpen: boolean;
    }
  | {
      readonly kind: "method";
      readonly key: string;
      readonly service: ServiceJson;
      readonly method: MethodJson;
    };

/** The rows of a contract: services that match, and methods below those that are open. */
export function visibleRows(
  contract: ContractJson,
  search: string,
  closed: ReadonlySet<string>,
): readonly Row[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const matches = (text: string): boolean =>
    words.every((word) => text.toLowerCase().includes(word));
  const rows: Row[] = [];
  for (const service of contract.services) {
    const methods = service.methods.filter(({ path }) => matches(path));
    if (methods.length === 0 && !matches(service.name)) continue;
    // What is searched for is seen, in closed services too.
    const isOpen = words.length > 0 || !closed.has(service.name);
    rows.push({ kind: "service", key: service.name, service, isOpen });
    if (!isOpen) continue;
    for (const method of methods) rows.push({ kind: "method", key: method.path, service, method });
  }
  return rows;
}
