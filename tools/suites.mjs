// The suites that judge Tramline by programs of others, or at length: `npm run test:NAME` each. They are
// found in package.json; this list says what each needs and how it may run beside others.
import { accessSync, constants, readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./root.mjs";

/**
 * @typedef {{ name: string, needs: readonly string[], parts: Readonly<Record<string, readonly string[]>>,
 *   args: readonly string[], alone: boolean, timeoutMs: number }} Suite
 *   `needs` are programs on the PATH besides Node and npm; `parts` are what `--only` of the suite takes,
 *   with what each needs; `.ci/run` adds `args`; a suite with `alone` measures time and runs with
 *   nothing beside it; after `timeoutMs` it counts as not run
 */

/** @type {Readonly<Record<string, Partial<Omit<Suite, "name">>>>} */
const known = {
  interop: {
    parts: {
      go: ["go"],
      python: ["python3"],
      java: ["java", "jar", "mvn", "tar"],
      "grpc-js": [],
      cpp: ["apt-get"],
      tonic: ["cargo"],
      grpclib: ["python3"],
    },
  },
  plugins: {
    needs: ["apt-get"],
    parts: {
      go: ["go"],
      python: ["python3"],
      java: ["java", "javac", "mvn"],
      cpp: [],
      npm: [],
    },
  },
  attack: { args: ["--short"], alone: true, timeoutMs: 14 * 60_000 },
  // Ten servers and a client; shares of calls are measured over time.
  balancing: { needs: ["go"], args: ["--short"], alone: true },
  h2spec: { needs: ["go"] },
  h2specd: { needs: ["go"] },
  connectconformance: { needs: ["go", "apt-get"] },
  // On each Node the tests that depend on it most; the whole of `npm test` on each is for a release.
  runtimes: { args: ["--short"], alone: true },
  // Some cases measure delays.
  retries: {
    alone: true,
    parts: { cases: [], envoy: ["python3"], nginx: ["apt-get"], haproxy: ["apt-get"] },
  },
  // Most of it is simulated; what runs over real sockets measures time.
  faults: { args: ["--calls", "30000"] },
  // A million calls by hand, fewer here.
  soak: { args: ["--short"], alone: true },
  telemetry: { needs: ["go"] },
  rest: { parts: { gateway: ["go"], schemathesis: ["python3"] } },
  // In Debian's Chromium, which the suites install.
  storefront: { needs: ["apt-get"] },
  explore: { needs: ["apt-get"] },
  web: { needs: ["apt-get", "go", "python3"] },
  proxy: { needs: ["go"] },
  workers: { parts: { "grpc-js": [], web: [], "grpc-go": ["go"] } },
  validate: { needs: ["go"] },
  // The end-to-end tests without sockets: about a minute.
  "in-process": { timeoutMs: 5 * 60_000 },
  // Its judge comes with npm; gcc helps it along where the C library is older than 2.38.
  protobuf: {},
  descriptors: {
    parts: {
      "well-known": [],
      bundled: [],
      conformance: [],
      xds: ["go"],
      googleapis: [],
      "go-protobuf": ["go"],
      protocompile: ["go"],
      rejected: [],
      accepted: [],
      warned: [],
    },
  },
};

/** What a suite may take unless the list says otherwise. */
const defaultTimeoutMs = 15 * 60_000;

/** @returns {Suite[]} in the order in which they are to begin: every suite listed or in package.json */
export function findSuites() {
  const manifest = /** @type {{ scripts: Record<string, string> }} */ (
    JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"))
  );
  const names = new Set(Object.keys(known));
  for (const script of Object.keys(manifest.scripts)) {
    if (script.startsWith("test:")) names.add(script.slice("test:".length));
  }
  return [...names].map((name) => ({
    name,
    needs: known[name]?.needs ?? [],
    parts: known[name]?.parts ?? {},
    args: known[name]?.args ?? [],
    alone: known[name]?.alone ?? false,
    timeoutMs: known[name]?.timeoutMs ?? defaultTimeoutMs,
  }));
}

/**
 * @param {readonly string[]} programs
 * @returns {string[]} those that are not on the PATH
 */
export function missingPrograms(programs) {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter);
  return programs.filter(
    (program) =>
      !folders.some((folder) => {
        try {
          accessSync(path.join(folder, program), constants.X_OK);
          return true;
        } catch {
          return false;
        }
      }),
  );
}
