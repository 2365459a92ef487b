// The program `tram`.
import { runTram } from "./run-tram.ts";
import { nodeTerminal } from "./terminal/node-terminal.ts";

const terminal = nodeTerminal();
process.exitCode = await runTram(process.argv.slice(2), terminal);
terminal.close();
