export {
  type ContractSource,
  type ProxyContract,
  type ReflectionOptions,
  reflectedContract,
} from "./contract/proxy-contract.ts";
export { printJsonLine, printTextLine } from "./observe/access-log.ts";
export type { RequestListener, RequestRecord } from "./observe/request-log.ts";
export { createProxy, Proxy } from "./proxy.ts";
export type { ProxyOptions } from "./proxy-options.ts";
export type { ProxyRestOptions } from "./serve/served-contract.ts";
