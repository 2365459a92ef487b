// npm run fuzz -- [--seconds 60] [--seed N] [--only "server bytes"]
// Feeds our server, client, codecs and compiler with bytes, texts and schedules drawn from a seed, until time
// is up or something fails; says the seed of the trial that did, to be given as --seed.
import { parseArgs } from "node:util";
import { prepareTrials, runTrials } from "./src/campaign.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    seed: { type: "string", default: String(Date.now() % 1_000_000_000) },
    only: { type: "string" },
  },
});
const seed = Number(values.seed);
const trials = (await prepareTrials()).filter(({ name }) => name === (values.only ?? name));
if (trials.length === 0) throw new Error(`no trial is named ${values.only}`);
let current = "";
let seedNow = seed;
const die = (error: unknown) => {
  console.error(`${current}, about seed ${seedNow}: not caught by anybody`);
  console.error(error);
  process.exit(1);
};
process.on("uncaughtException", die);
process.on("unhandledRejection", die);

const eachMs = (Number(values.seconds) * 1000) / trials.length;
for (const trial of trials) {
  current = trial.name;
  const endMs = performance.now() + eachMs;
  const done = await runTrials(trial, seed, (count) => {
    seedNow = seed + count;
    return count > 0 && performance.now() > endMs;
  });
  const heapMiB = Math.round(process.memoryUsage().heapUsed / 2 ** 20);
  console.log(`${trial.name.padEnd(17)} ${done} trials from seed ${seed}, heap ${heapMiB} MiB`);
}
