// Reports of the public API, one for each entry of each package, committed under docs/api so that a
// change of the API is seen in review. Needs a build.
// usage: node tools/api-reports.mjs [--update]
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { readPackages } from "./packages.mjs";
import { listFiles, root } from "./root.mjs";

const update = process.argv.includes("--update");
const reportFolder = path.join(root, "docs/api");
const workFolder = path.join(root, ".cache/api");
mkdirSync(reportFolder, { recursive: true });

/**
 * Generated modules are exempt: the comments of their members are the contract's, and google's contracts (and
 * users' own) leave many fields without one. Whether the generator takes comments over is tested with it. A
 * constant beside a generated message, such as its declared defaults, is named by the message's property.
 */
const isGenerated = (/** @type {string | undefined} */ file) => file?.includes("/gen/") ?? false;

/** @type {string[]} */
const problems = [];
/** @type {Set<string>} */
const expected = new Set();

for (const { folder, name, entries } of readPackages()) {
  /** Names that the package's main entry exports, which comes first: other entries need not repeat them. */
  let exported = new Set();
  for (const { subpath, types } of entries) {
    // Parts of ./wkt, whose report has them all.
    if (subpath.startsWith("./wkt/")) continue;
    const packageFolder = path.join(root, "packages", folder);
    const entryPoint = path.join(packageFolder, types);
    const report = `${[folder, ...subpath.split("/").slice(1)].join(".")}.api.md`;
    expected.add(report);
    if (!existsSync(entryPoint)) {
      problems.push(
        `${report}: ${path.relative(root, entryPoint)} is missing: run \`npm run build\` first`,
      );
      continue;
    }
    const title = `${name}${subpath.slice(1)}`;
    const fresh = extract({ packageFolder, entryPoint, report, title, exported });
    if (fresh === undefined) continue;
    if (subpath === ".") exported = exportsOf(fresh);
    const file = path.join(reportFolder, report);
    const committed = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    if (committed === fresh) continue;
    if (update) {
      writeFileSync(file, fresh);
      console.log(`wrote docs/api/${report}`);
    } else {
      problems.push(
        `docs/api/${report}: ${committed === undefined ? "is missing" : `differs from the sources:\n${firstDifference(committed, fresh)}`}`,
      );
    }
  }
}

for (const file of listFiles("docs/api", (name) => name.endsWith(".api.md"))) {
  if (expected.has(path.basename(file))) continue;
  if (update) rmSync(path.join(root, file));
  else problems.push(`${file}: no package has this entry any more`);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  if (!update)
    console.error("If the change of the API is meant, run `npm run api` and commit docs/api.");
  process.exitCode = 1;
} else {
  console.log(`${expected.size} API reports are up to date`);
}

/**
 * Lets API Extractor write one report into the cache.
 *
 * @param {{ packageFolder: string, entryPoint: string, report: string, title: string,
 *   exported: ReadonlySet<string> }} entry `entryPoint` is its .d.ts, `report` a file name, `title` is for
 *   problems, and `exported` are the names that users import from the package's main entry
 * @returns {string | undefined} the report's text; undefined when it could not be made
 */
function extract({ packageFolder, entryPoint, report, title, exported }) {
  const configObject = {
    projectFolder: packageFolder,
    mainEntryPointFilePath: entryPoint,
    newlineKind: /** @type {const} */ ("lf"),
    // API Extractor brings its own compiler, which reads our declarations but is older than the one that
    // wrote them: it gets only the options that resolving them needs.
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          target: "ES2022",
          lib: ["ES2023", "ES2024.String", "ESNext.Disposable"],
          module: "NodeNext",
          moduleResolution: "NodeNext",
          allowImportingTsExtensions: true,
          noEmit: true,
          strict: true,
          skipLibCheck: true,
          types: ["node"],
        },
        files: [entryPoint],
      },
    },
    apiReport: {
      enabled: true,
      reportFileName: report,
      reportFolder: workFolder,
      reportTempFolder: path.join(workFolder, "temp"),
    },
    docModel: { enabled: false },
    dtsRollup: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      extractorMessageReporting: {
        default: { logLevel: ExtractorLogLevel.Error },
        // Releases are told apart by version, not by tags on each symbol.
        "ae-missing-release-tag": { logLevel: ExtractorLogLevel.None },
        "ae-undocumented": { logLevel: ExtractorLogLevel.Warning },
        "ae-unresolved-link": { logLevel: ExtractorLogLevel.None },
        // Not added to the report: what is added is not passed to the callback below.
        "ae-forgotten-export": { logLevel: ExtractorLogLevel.Warning },
      },
      tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
    },
  };
  try {
    const result = Extractor.invoke(
      ExtractorConfig.prepare({
        configObject,
        configObjectFullPath: undefined,
        packageJsonFullPath: path.join(packageFolder, "package.json"),
        ignoreMissingEntryPoint: false,
      }),
      {
        localBuild: true,
        messageCallback: (message) => {
          message.handled = true;
          const isGap =
            message.messageId === "ae-undocumented" ||
            (message.messageId === "ae-forgotten-export" && !isExported(message.text, exported));
          // Entries for the packages of this workspace alone have no users to read about them.
          const isForUsers = !report.includes(".internal.");
          if (
            message.logLevel === ExtractorLogLevel.Error ||
            (isGap && isForUsers && !isGenerated(message.sourceFilePath))
          ) {
            problems.push(
              `${title}: ${message.sourceFilePath ?? ""}:${message.sourceFileLine ?? 0} ${message.text}`,
            );
          }
        },
      },
    );
    if (result.errorCount > 0) return undefined;
    return readFileSync(path.join(workFolder, report), "utf8");
  } catch (error) {
    problems.push(`${title}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/**
 * @param {string} report
 * @returns {Set<string>} the names that the entry exports
 */
function exportsOf(report) {
  const declared =
    /^export (?:declare )?(?:abstract )?(?:class|const|function|interface|type) (\w+)/gm;
  return new Set([...report.matchAll(declared)].map(([, name = ""]) => name));
}

/**
 * @param {string} text of the message `ae-forgotten-export`
 * @param {ReadonlySet<string>} exported
 * @returns {boolean} whether the type that it is about is one of `exported`
 */
function isExported(text, exported) {
  const [, name = ""] = /The symbol "(\w+)"/.exec(text) ?? [];
  // API Extractor numbers names that occur twice.
  return exported.has(name) || exported.has(name.replace(/_\d+$/, ""));
}

/**
 * @param {string} before
 * @param {string} after
 * @returns {string} the first lines that differ, of both
 */
function firstDifference(before, after) {
  const old = before.split("\n");
  const now = after.split("\n");
  const at = old.findIndex((line, index) => line !== now[index]);
  const from = at < 0 ? old.length : at;
  return [
    ...old.slice(from, from + 3).map((line) => `  - ${line}`),
    ...now.slice(from, from + 3).map((line) => `  + ${line}`),
  ].join("\n");
}
