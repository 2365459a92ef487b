export type { ExplorerContract } from "./explorer-contract.ts";
export { type Explorer, type ExplorerOptions, startExplorer } from "./start-explorer.ts";
