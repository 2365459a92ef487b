export { ExitStatus, exitStatusOfCode } from "./exit-status.ts";
export { runTram } from "./run-tram.ts";
export type { Terminal, TextInput, TextOutput } from "./terminal/terminal.ts";
