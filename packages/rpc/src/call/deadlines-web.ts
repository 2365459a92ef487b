import type { Deadlines } from "../deadline/deadline-entry.ts";
import { DeadlineTimers } from "../deadline/deadline-timers.ts";

/** What browsers get instead of deadlines.ts (package.json, `browser`). */
export const deadlines: Deadlines = new DeadlineTimers();
