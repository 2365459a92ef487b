import type { ExchangeHandler } from "./exchange.ts";

/** Ignores the events of an exchange: before there is a call, after its end, and where there is none. */
export const ignoringHandler: ExchangeHandler = {
  onHeaders() {},
  onData() {},
  onEnd() {},
  onFailure() {},
  onSendReady() {},
};
