/** An error of a simulation itself: it is used in a wrong way, or cannot go on. */
export class SimulationError extends Error {
  override readonly name: string = "SimulationError";
}
