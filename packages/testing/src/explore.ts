import { createSimulation, type Simulation, type SimulationOptions } from "./simulation.ts";
import { SimulationError } from "./simulation-error.ts";

/** How many simulations `explore` runs, and how each is made. */
export interface ExploreOptions extends SimulationOptions {
  /** How many seeds to try: `seed`, `seed + 1`, and so on. Default 20. */
  readonly runs?: number | undefined;
}

/** The number of trace lines in the error of a failed run. */
const TOLD_LINES = 20;

/**
 * Runs the same test under many seeds, one after another, each in a simulation of its own.
 *
 * @throws SimulationError for the first seed that fails: it names the seed, shows the last events, and
 * has what the test threw as its `cause`
 */
export async function explore(
  options: ExploreOptions,
  test: (simulation: Simulation) => Promise<void>,
): Promise<void> {
  const first = options.seed ?? 1;
  for (let seed = first; seed < first + (options.runs ?? 20); seed++) {
    const simulation = createSimulation({ ...options, seed });
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
