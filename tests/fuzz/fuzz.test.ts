import { before, describe, it } from "node:test";
import { prepareTrials, runTrials, type Trial } from "./src/campaign.ts";

/** Enough to notice when something broke; `npm run fuzz` looks for what nobody knows yet. */
const counts: Readonly<Record<string, number>> = {
  "server bytes": 250,
  chunks: 60,
  "client bytes": 80,
  schedules: 60,
  messages: 300,
  json: 300,
  text: 300,
  contracts: 40,
  "damaged contracts": 150,
  descriptors: 60,
  "plugin answers": 500,
};

describe("whatever comes, every call ends, every codec answers, and nothing is left", () => {
  let trials: Trial[] = [];
  before(async () => {
    trials = await prepareTrials();
  });
  for (const [name, count] of Object.entries(counts)) {
    it(name, { timeout: 40_000 }, async () => {
      const trial = trials.find((one) => one.name === name);
      if (trial === undefined) throw new Error(`no trial ${name}`);
      await runTrials(trial, 1, (done) => done >= count);
    });
  }
});
