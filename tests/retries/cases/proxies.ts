// Through proxies of others, while the servers behind them die.
import type { Case } from "../src/case.ts";
import { callThroughDyingBackends } from "../src/dying-backends.ts";
import { proxyKinds } from "../src/proxies.ts";

export const proxyCases: readonly Case[] = proxyKinds.map((kind) => ({
  name: `${kind.name}: servers die behind it, and no call that can be tried again is lost or runs after its response`,
  prepare: async () => void (await kind.prepare()),
  run: async () => {
    const { calls, retried, streams, brokenStreams } = await callThroughDyingBackends(kind);
    console.log(
      `${kind.name}: ${calls} calls, ${retried} tried again, none lost; ${streams} streams, ${brokenStreams} cut behind their headers`,
    );
  },
}));
