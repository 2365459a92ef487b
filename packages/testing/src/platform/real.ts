import net from "node:net";

/** The platform's own functions, taken before any simulation replaces them. */
export const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setInterval: globalThis.setInterval,
  clearInterval: globalThis.clearInterval,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  nowMs: performance.now.bind(performance),
  connect: net.connect,
  createServer: net.createServer,
  Date: globalThis.Date,
};
