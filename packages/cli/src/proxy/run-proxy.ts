// `tram proxy`: serves until it is stopped.
import { once } from "node:events";
import {
  type ContractSource,
  createProxy,
  type Proxy,
  type ProxyContract,
  printJsonLine,
  printTextLine,
  type RequestRecord,
  reflectedContract,
} from "@tramline/proxy";
import { ReflectionError } from "@tramline/services";
import { StatusError } from "tramline";
import type { CommandContext } from "../commands/command-context.ts";
import { openConnection } from "../connect/open-connection.ts";
import { contractOfFlags, namesFiles, sourcesOfFlags } from "../connect/with-contract.ts";
import { isToolService } from "../contract/contract.ts";
import { watchFolders } from "../generate/watch-folders.ts";
import { harmless } from "../terminal/style.ts";
import { startMetricsListener } from "./metrics-listener.ts";
import { type ProxyFlags, readProxyFlags } from "./proxy-flags.ts";

/** How long after the last call's grace the process may take to end, in milliseconds. */
const END_MS = 2000;

/**
 * Serves until the terminal's signal is aborted, then lets the calls under way end.
 *
 * @throws CommandError for flags and .proto files; the socket's error for an address that cannot be listened on
 */
export async function runProxy(
  context: CommandContext,
  target: string,
  flags: ProxyFlags,
): Promise<void> {
  const { terminal } = context;
  const { listen, graceMs, reloadMs, metricsAddress, upstream, options } = readProxyFlags(
    flags,
    terminal.cwd,
  );
  const isOfFiles = namesFiles(flags);
  const { channel } = openConnection(target, flags, terminal, upstream);
  terminal.allowStopMs(graceMs + END_MS);
  const say = (text: string) => void terminal.stderr.write(`${harmless(text)}\n`);
  let isServing = false;
  const source = isOfFiles ? filesContract(context, flags) : reflectedContract(channel);
  const proxy = createProxy({
    ...options,
    channel,
    contract: flags.binaryOnly === true ? undefined : source,
    reloadOnReconnect: !isOfFiles,
    onRequest: accessLog(context, flags.accessLog),
    onReload: (error) => {
      if (error === undefined) say(described(proxy));
      // One that ends the command is printed by it.
      else if (isServing || isOfUpstream(error)) say(failureText(error));
    },
  });
  const stopping: (() => unknown)[] = [() => channel.close()];
  try {
    await proxy.reload().catch((error: unknown) => {
      // A server that is not there yet, or has no reflection, is served as far as it can be.
      if (!isOfUpstream(error)) throw error;
    });
    isServing = true;
    const addresses: string[] = [];
    for (const one of listen) addresses.push((await proxy.server.listen(one)).address);
    if (metricsAddress !== undefined) {
      const listener = await startMetricsListener(metricsAddress, () => proxy.metrics());
      stopping.push(() => listener.close());
      say(`Metrics: http://${listener.address}/metrics`);
    }
    const scheme = flags.listenCert === undefined ? "http" : "https";
    say(`${target} is served at ${addresses.map((one) => `${scheme}://${one}`).join(", ")}`);
    const reload = () => void proxy.reload().catch(() => {});
    stopping.push(
      terminal.onHangup(() => {
        reload();
        proxy.server.reloadTls().catch((error: unknown) => {
          say(`warning: the certificate was not read: ${textOf(error)}`);
        });
      }),
    );
    if (reloadMs !== undefined) {
      const timer = setInterval(reload, reloadMs);
      stopping.push(() => clearInterval(timer));
    }
    if (flags.watch === true) {
      const { importFolders } = sourcesOfFlags(flags, context);
      await watchFolders(importFolders, terminal.signal, () => proxy.reload().catch(() => {}));
    } else if (!terminal.signal.aborted) {
      await once(terminal.signal, "abort");
    }
    say(`Stopping: ${proxy.server.openCalls} calls under way.`);
  } finally {
    await proxy.close({ graceMs });
    for (const stop of stopping.reverse()) await stop();
  }
}

/** The contract of .proto files. Errors in them are printed with their places. */
function filesContract(context: CommandContext, flags: ProxyFlags): ContractSource {
  return async (): Promise<ProxyContract> => {
    const contract = await contractOfFlags(flags, context);
    const { registry } = contract;
    const services = (await contract.services()).flatMap((name) => registry.getService(name) ?? []);
    return { services, registry };
  };
}

function accessLog({ terminal }: CommandContext, form: ProxyFlags["accessLog"]) {
  if (form === undefined) return undefined;
  const print = form === "json" ? printJsonLine : printTextLine;
  let lines = "";
  // The lines of one turn leave in one write.
  const flush = (): void => {
    const text = lines;
    lines = "";
    void terminal.stdout.write(text);
  };
  return (record: RequestRecord): void => {
    if (lines === "") setImmediate(flush);
    lines += `${print(record)}\n`;
  };
}

function described(proxy: Proxy): string {
  const { services } = proxy;
  const shown = services.filter((name) => !isToolService(name));
  if (shown.length === 0)
    return "The contract has no services: only Protocol Buffers pass, no JSON.";
  const names = shown.slice(0, 5).join(", ");
  return `Contract: ${names}${shown.length > 5 ? `, and ${shown.length - 5} more` : ""}`;
}

/** Whether the contract is missing because of the upstream, and not because of a mistake in files or rules. */
function isOfUpstream(error: unknown): boolean {
  return error instanceof StatusError || error instanceof ReflectionError;
}

function failureText(error: unknown): string {
  return `warning: the contract was not read: ${textOf(error)}`;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
