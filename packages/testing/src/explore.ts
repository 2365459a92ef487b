import { checkFunction, checkInteger, checkOptions } from "./argument-check.ts";
import {
  createSimulation,
  SIMULATION_OPTIONS,
  type Simulation,
  type SimulationOptions,
} from "./simulation.ts";
import { SimulationError } from "./simulation-error.ts";

/** How many simulations `explore` runs, and how each is made. */
export interface ExploreOptions extends SimulationOptions {
  /** How many seeds to try: `seed`, `seed + 1`, and so on. Default 20. */
  readonly runs?: number | undefined;
}

const EXPLORE_OPTIONS = { ...SIMULATION_OPTIONS, runs: true } as const;

/** The number of trace lines in the error of a failed run. */
const TOLD_LINES = 20;

/**
 * Runs the same test under many seeds, one after another, each in a simulation of its own.
 *
 * @throws SimulationError for an invalid option; for the first seed that fails: it names the seed,
 * shows the last events, and has what the test threw as its `cause`
 */
export async function explore(
  options: ExploreOptions,
  test: (simulation: Simulation) => Promise<void>,
): Promise<void> {
  checkOptions("options", "", options, EXPLORE_OPTIONS);
  checkFunction("test", test);
  const { runs = 20, seed: first = 1, ...others } = options;
  checkInteger("runs", runs, 1);
  checkInteger("seed", first, Number.MIN_SAFE_INTEGER);
  for (let seed = first; seed < first + runs; seed++) {
    const simulation = createSimulation({ ...others, seed });
    try {
      await test(simulation);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const lines = simulation.trace().slice(-TOLD_LINES);
      throw new SimulationError(
        `failed with seed ${seed}: ${reason}\nthe last events:\n${lines.map((line) => `  ${line}`).join("\n")}`,
        { cause },
      );
    }
  }
}
