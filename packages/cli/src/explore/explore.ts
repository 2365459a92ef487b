import { once } from "node:events";
import { type Explorer, startExplorer } from "@tramline/explorer";
import { ReflectedContract } from "@tramline/services";
import { parseDurationMs } from "../call/parse-duration.ts";
import { CommandError } from "../command-error.ts";
import type { CommandContext } from "../commands/command-context.ts";
import type { ConnectionFlags } from "../connect/connection-flags.ts";
import { openConnection } from "../connect/open-connection.ts";
import { contractOfFlags, namesFiles } from "../connect/with-contract.ts";
import { commandFlags } from "./command-flags.ts";
import { type ClosableContract, loadExplorerContract } from "./explorer-contract.ts";

/** The port that is taken when it is free: browsers keep a page's history by its address. */
const PREFERRED_PORT = 4770;

/** Flags of `tram explore`, as commander gives them. */
export interface ExploreFlags extends ConnectionFlags {
  readonly port?: string;
}

/**
 * Runs `tram explore`: serves the page until Ctrl-C.
 *
 * @throws CommandError for flags, files, and ports that cannot be used
 */
export async function explore(
  context: CommandContext,
  target: string,
  flags: ExploreFlags,
): Promise<void> {
  const { terminal, style } = context;
  const { timeout, ...connectionFlags } = flags;
  const port = flags.port === undefined ? undefined : parsePort(flags.port);
  const timeoutMs = timeout === undefined ? undefined : parseDurationMs("--timeout", timeout);
  const { channel, callOptions } = openConnection(target, connectionFlags, terminal);
  let explorer: Explorer | undefined;
  try {
    // Files with errors end the command at once; a server may come up later.
    const files = namesFiles(flags) ? await contractOfFlags(flags, context) : undefined;
    const load = (): Promise<ClosableContract> =>
      files === undefined
        ? Promise.resolve(new ReflectedContract(channel, callOptions))
        : contractOfFlags(flags, context);
    const { metadata, waitForReady } = callOptions;
    explorer = await serve(port, (chosen) =>
      startExplorer({
        target,
        channel,
        port: chosen,
        callOptions: { metadata, waitForReady, timeoutMs },
        commandFlags: commandFlags(flags),
        loadContract: async () => loadExplorerContract(await load()),
      }),
    );
    await terminal.stdout.write(
      `${style.bold(target)} is at ${style.cyan(explorer.url)}\nCtrl-C ends it.\n`,
    );
    if (!terminal.signal.aborted) await once(terminal.signal, "abort");
  } finally {
    await explorer?.close();
    await channel.close({ graceMs: 0 });
  }
}

async function serve(
  wanted: number | undefined,
  start: (port: number) => Promise<Explorer>,
): Promise<Explorer> {
  try {
    return await start(wanted ?? PREFERRED_PORT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    if (wanted === undefined) return start(0);
    throw new CommandError(
      "CLI_USAGE",
      `--port ${wanted}: the port is taken.`,
      "Name another one, or leave --port out.",
      { cause: error },
    );
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new CommandError(
    "CLI_USAGE",
    `invalid --port: expected a number from 0 to 65535, got ${text}.`,
    "0 takes any free port.",
  );
}
