import { freePort } from "../../../tools/free-port.ts";
import { certificatesFor, type Implementation } from "./implementations.ts";
import { failsOnServer } from "./not-applicable.ts";
import { lastLines, runToEnd, startServer } from "./processes.ts";

/** A client and a server over one transport. */
export interface Column {
  readonly client: Implementation;
  readonly server: Implementation;
  readonly isTls: boolean;
}

export type Outcome =
  | { readonly kind: "passed" }
  | { readonly kind: "failed"; readonly message: string }
  /** Failed, as it must with this server. */
  | { readonly kind: "foreign"; readonly reason: string };

/** Longest time for one case; the soak cases give themselves 10 seconds. */
const caseTimeoutMs = 30_000;

/** Such as `"go → tramline, TLS"`. */
export function columnName({ client, server, isTls }: Column): string {
  return `${client.name} → ${server.name}, ${isTls ? "TLS" : "cleartext"}`;
}

/** Runs the cases of one column one after another; `onOutcome` hears of each. */
export async function runColumn(
  column: Column,
  cases: readonly string[],
  onOutcome: (name: string, outcome: Outcome) => void,
): Promise<void> {
  const { client, server } = column;
  const tls = column.isTls ? certificatesFor(client, server) : undefined;
  const port = server.needsPort ? await freePort() : 0;
  const running = await startServer(server.server(port, tls), server.listening, port).catch(
    (error: unknown) => String(error),
  );
  if (typeof running === "string") {
    for (const name of cases) onOutcome(name, { kind: "failed", message: running });
    return;
  }
  for (const name of cases) {
    const message = await runToEnd(client.client(name, running.port, tls), caseTimeoutMs);
    onOutcome(name, judge(column, name, message));
  }
  if (!(await running.stop())) {
    const said = lastLines(running.output());
    onOutcome("end of the server", {
      kind: "failed",
      message: `it did not end within 5 s of SIGTERM: ${said}`,
    });
  }
}

function judge(column: Column, name: string, message: string | undefined): Outcome {
  const foreign = failsOnServer[column.server.name]?.[name];
  if (foreign === undefined) {
    return message === undefined ? { kind: "passed" } : { kind: "failed", message };
  }
  if (message === undefined) {
    return {
      kind: "failed",
      message: `passes, but is listed as impossible: ${foreign.reason}`,
    };
  }
  // Other clients say it in other words.
  const isExpected = column.client.name !== "tramline" || foreign.message.test(message);
  return isExpected
    ? { kind: "foreign", reason: foreign.reason }
    : { kind: "failed", message: `not for the reason listed (${foreign.reason}): ${message}` };
}
