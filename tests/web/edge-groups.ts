/** All clients against our server: each group is one client, one version of HTTP, and one place in the browser. */
import type { ClientKind } from "./pages/caller.ts";
import type { Place } from "./pages/case-call.ts";
import { edgeCases } from "./pages/edge-cases.ts";
import { retryCases } from "./pages/retry-cases.ts";
import { collectCases, socketCases } from "./pages/socket-cases.ts";
import type { HttpVersion, WebServers } from "./servers.ts";
import { runGroup, type SuiteRun } from "./suite-run.ts";

const kinds: readonly ClientKind[] = [
  "tramline connect",
  "tramline connect get",
  "tramline connect json",
  "tramline grpc-web",
  "tramline grpc-web json",
  "tramline grpc-web text",
  "tramline sockets",
  "connect-web connect",
  "connect-web connect json",
  "connect-web grpc-web",
  "connect-web grpc-web json",
  "grpc-web binary",
  "grpc-web text",
];

/** Cases that a client cannot pass against any server, with the reason. */
const notApplicable: readonly { client: RegExp; name: RegExp; reason: string }[] = [
  {
    client: /^connect-web/,
    name: /^leaving the loop/,
    reason: "the library does not end the request when a loop over its messages is left",
  },
  {
    client: /^grpc-web binary/,
    name: /^(a stream: a message is there before|abort of a stream|leaving the loop)/,
    reason: "the library reads whole bodies in binary mode; its streams need text mode",
  },
  {
    client: /^grpc-web/,
    name: /^a slow reader/,
    reason: "XMLHttpRequest reads ahead without a bound",
  },
];

const workerKinds: readonly ClientKind[] = ["tramline connect", "tramline grpc-web text"];
const workerPlaces: readonly Place[] = ["worker", "shared worker", "service worker"];

/** The names of the cases that a client makes. */
function namesFor(client: ClientKind, { results, only }: SuiteRun): string[] {
  return Object.keys(edgeCases).filter((name) => {
    // A hundred megabytes: JSON has nothing of its own there, but takes ten times as long.
    if (/ (json|get)$/.test(client) && name.startsWith("a slow reader")) return false;
    const reason = notApplicable.find(
      (one) => one.client.test(client) && one.name.test(name),
    )?.reason;
    if (reason !== undefined && only === "") results.skip(`${client}: ${name}`, reason);
    return reason === undefined;
  });
}

const versions: readonly HttpVersion[] = ["HTTP/1.1", "HTTP/2"];

/** Runs the groups of calls over fetch. */
export async function edgeGroups(run: SuiteRun, { urls }: WebServers): Promise<void> {
  for (const client of kinds) {
    const names = namesFor(client, run);
    for (const version of versions) {
      const title = `${client}, ${version}, page`;
      await runGroup(run, { title, client, place: "page", url: urls[version], names });
    }
    if (!workerKinds.includes(client)) continue;
    for (const place of workerPlaces) {
      const title = `${client}, HTTP/1.1, ${place}`;
      await runGroup(run, { title, client, place, url: urls["HTTP/1.1"], names });
    }
  }
}

/** Runs the groups of retries. */
export async function retryGroups(run: SuiteRun, { urls }: WebServers): Promise<void> {
  const names = Object.keys(retryCases);
  for (const client of ["retries connect", "retries grpc-web"]) {
    for (const version of versions) {
      const title = `${client}, ${version}, page`;
      await runGroup(run, { title, client, place: "page", url: urls[version], names });
    }
  }
}

/** Runs the groups of streams of requests. */
export async function streamGroups(run: SuiteRun, { urls }: WebServers): Promise<void> {
  for (const client of ["sockets connect", "sockets grpc-web"]) {
    const names = Object.keys(socketCases);
    for (const version of versions) {
      const title = `streams, ${client}, ${version === "HTTP/2" ? "TLS" : "cleartext"}, page`;
      await runGroup(run, { title, client, place: "page", url: urls[version], names });
    }
    for (const place of workerPlaces) {
      const title = `streams, ${client}, cleartext, ${place}`;
      await runGroup(run, { title, client, place, url: urls["HTTP/1.1"], names });
    }
  }
  for (const client of ["fetch connect", "fetch grpc-web"]) {
    const title = `streams, ${client}, HTTP/2, page`;
    const names = Object.keys(collectCases);
    await runGroup(run, { title, client, place: "page", url: urls["HTTP/2"], names });
  }
}
