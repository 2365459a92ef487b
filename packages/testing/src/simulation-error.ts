/** An error of a simulation itself: it is used in a wrong way, or cannot go on. */
export class SimulationError extends Error {
  /** Always `"SimulationError"`. */
  override readonly name: string = "SimulationError";
}
