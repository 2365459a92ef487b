import { ClientUnderBytes } from "./client-bytes.ts";
import { damagedJson, damagedMessage, damagedText } from "./codecs.ts";
import { damagedContract, damagedDescriptor, randomContract } from "./contracts.ts";
import { damagedAnswer } from "./plugins.ts";
import { Random } from "./random.ts";
import { record, scripts } from "./recordings.ts";
import { randomSchedule } from "./schedules.ts";
import { ServerUnderBytes } from "./server-bytes.ts";

/** One kind of trial: whatever the random numbers are, it must not throw. */
export interface Trial {
  readonly name: string;
  run(random: Random): Promise<void>;
}

/** All kinds, with recordings made anew. */
export async function prepareTrials(): Promise<Trial[]> {
  const plays = [];
  for (const script of scripts) plays.push([script, await record(script)] as const);
  const recordings = plays.map(([, recording]) => recording);
  const underServer = new ServerUnderBytes(recordings);
  const underClient = new ClientUnderBytes(plays);
  return [
    { name: "server bytes", run: (random) => underServer.mutated(random) },
    { name: "chunks", run: (random) => underServer.chunked(random) },
    { name: "client bytes", run: (random) => underClient.mutated(random) },
    { name: "schedules", run: randomSchedule },
    { name: "messages", run: damagedMessage },
    { name: "json", run: damagedJson },
    { name: "text", run: damagedText },
    { name: "contracts", run: randomContract },
    { name: "damaged contracts", run: damagedContract },
    { name: "descriptors", run: damagedDescriptor },
    { name: "plugin answers", run: damagedAnswer },
  ];
}

/** How many trials were made. A trial that fails is told with the seed that repeats it. */
export async function runTrials(
  trial: Trial,
  seed: number,
  isOver: (done: number) => boolean,
): Promise<number> {
  let done = 0;
  for (; !isOver(done); done++) {
    const own = (seed + done) | 0;
    try {
      await trial.run(new Random(own));
    } catch (error) {
      throw new Error(
        `${trial.name}, seed ${own}: ${error instanceof Error ? error.message : String(error)}`,
        {
          cause: error,
        },
      );
    }
  }
  return done;
}
