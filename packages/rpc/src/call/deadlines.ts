import { DeadlineWheel } from "../deadline/deadline-wheel.ts";

/** The process's one wheel of deadlines: all calls of all channels and servers wait in it. */
export const deadlines: DeadlineWheel = new DeadlineWheel();
