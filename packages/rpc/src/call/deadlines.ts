import type { Deadlines } from "../deadline/deadline-entry.ts";
import { DeadlineWheel } from "../deadline/deadline-wheel.ts";

/**
 * The process's one wheel of deadlines: all calls of all channels and servers wait in it. Browsers get
 * deadlines-web.ts instead.
 */
export const deadlines: Deadlines = new DeadlineWheel();
