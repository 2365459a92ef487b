// `npm run check:ranks`: keeps the packages apart. A package imports lower ranks only, `node:` only
// where its rule permits it, nothing by a path that leaves it, nothing that its package.json does not name; and
// no file imports itself through others.
import { readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { findCycles } from "./cycles.ts";
import { findImports } from "./imports.ts";
import { listFiles, root } from "./root.mjs";

interface PackageRule {
  readonly rank: number;
  /** Where `node:` may be imported: everywhere, nowhere, or in these folders of src. */
  readonly node: "everywhere" | "nowhere" | readonly string[];
  /** Whether packages of others may be needed at run time. */
  readonly thirdParty: boolean;
  /** Packages of the same rank that it may import nevertheless. */
  readonly siblings?: readonly string[];
  /** A folder of src that is built with all it imports: development dependencies will do there. */
  readonly bundled?: string;
}

/** The ranks, by folder under packages/. A package that is not listed here is an error. */
const rules: Readonly<Record<string, PackageRule>> = {
  protobuf: { rank: 0, node: "nowhere", thirdParty: false },
  http2: { rank: 0, node: ["net"], thirdParty: false },
  rpc: { rank: 1, node: "nowhere", thirdParty: false },
  compiler: { rank: 1, node: "nowhere", thirdParty: true },
  tramline: { rank: 2, node: "everywhere", thirdParty: true },
  web: { rank: 2, node: "nowhere", thirdParty: true },
  services: { rank: 2, node: "everywhere", thirdParty: true, siblings: ["tramline"] },
  testing: { rank: 2, node: "everywhere", thirdParty: true, siblings: ["tramline"] },
  gateway: { rank: 3, node: ["reference"], thirdParty: true },
  xds: { rank: 3, node: "everywhere", thirdParty: true },
  opentelemetry: { rank: 3, node: "everywhere", thirdParty: true },
  validate: { rank: 3, node: "nowhere", thirdParty: true },
  proxy: { rank: 3, node: "everywhere", thirdParty: true, siblings: ["gateway"] },
  explorer: { rank: 3, node: "everywhere", thirdParty: true, bundled: "page" },
  cli: { rank: 4, node: "everywhere", thirdParty: true },
};

/** What is read of a package.json. */
interface Manifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Everything that is judged: texts by path relative to the workspace's top. */
export interface Workspace {
  /** Modules under packages/, tests/, bench/, examples/ and tools/. */
  readonly modules: ReadonlyMap<string, string>;
  /** package.json of each package, by its folder under packages/. */
  readonly manifests: ReadonlyMap<string, Manifest>;
}

/** A wall that does not stand: where, what, and what to do. */
export interface Breach {
  /** `file:line`. */
  readonly at: string;
  readonly message: string;
}

/**
 * Judges a workspace.
 *
 * @returns the breaches, in the order of the files; empty when there is none
 */
export function judge(workspace: Workspace): Breach[] {
  const breaches: Breach[] = [];
  const folderOf = new Map<string, string>();
  for (const [folder, manifest] of workspace.manifests) {
    if (manifest.name !== undefined) folderOf.set(manifest.name, folder);
    breaches.push(...judgeManifest(folder, manifest));
  }

  const graph = new Map<string, string[]>();
  for (const [file, source] of workspace.modules) {
    const targets: string[] = [];
    graph.set(file, targets);
    for (const { specifier, line } of findImports(source)) {
      const report = (message: string): void => {
        breaches.push({ at: `${file}:${line}`, message });
      };
      if (/^\.{0,2}\//.test(specifier)) {
        const target = path.posix.join(path.posix.dirname(file), specifier);
        if (workspace.modules.has(target)) targets.push(target);
        judgeRelative(file, specifier, target, report);
      } else if (file.startsWith("packages/")) {
        judgePackageImport(file, specifier, workspace, folderOf, report);
      }
    }
  }

  for (const cycle of findCycles(graph)) {
    breaches.push({
      at: cycle[0] ?? "",
      message: `import cycle: ${[...cycle, cycle[0]].join(" → ")}. Move what both need into a file that imports neither.`,
    });
  }
  return breaches;
}

/** The room a file may not leave by a relative path: its package's sources, or its top folder. */
function roomOf(file: string): string {
  const parts = file.split("/");
  return parts[0] === "packages" ? parts.slice(0, 3).join("/") : (parts[0] ?? "");
}

function judgeRelative(
  file: string,
  specifier: string,
  target: string,
  report: (message: string) => void,
): void {
  if (specifier.startsWith("/")) {
    report(`"${specifier}" is an absolute path: import by package name or by a path from here.`);
    return;
  }
  const entersPackage = target.startsWith("packages/") && roomOf(target) !== roomOf(file);
  const leavesPackage = file.startsWith("packages/") && !target.startsWith(`${roomOf(file)}/`);
  if (entersPackage || leavesPackage) {
    report(
      `"${specifier}" leaves ${roomOf(file)}: import another package by its name, and only what its index exports.`,
    );
  } else if (file.startsWith("packages/") && !/\.(tsx?|json|css)$/.test(specifier)) {
    report(`"${specifier}" does not name a file: end relative imports in .ts.`);
  }
}

function judgePackageImport(
  file: string,
  specifier: string,
  workspace: Workspace,
  folderOf: ReadonlyMap<string, string>,
  report: (message: string) => void,
): void {
  const folder = file.split("/")[1] ?? "";
  const rule = rules[folder];
  // Reported once, with the package's manifest.
  if (rule === undefined) return;
  const isTest = /\.test(\.support)?\.ts$/.test(file);

  if (specifier.startsWith("node:")) {
    if (isTest || mayUseNode(file, rule)) return;
    const where =
      rule.node === "nowhere"
        ? `${folder} runs outside Node too and imports no node: module`
        : `${folder} imports node: in ${rule.node === "everywhere" ? "src" : rule.node.map((name) => `src/${name}/`).join(", ")} only`;
    report(`"${specifier}": ${where}. Take what it does as an argument or an interface.`);
    return;
  }

  const name = packageName(specifier);
  const targetFolder = folderOf.get(name);
  const manifest = workspace.manifests.get(folder) ?? {};
  if (targetFolder === folder) {
    report(`"${specifier}" is this package itself: import the file by a relative path.`);
    return;
  }
  if (targetFolder !== undefined) {
    const target = rules[targetFolder];
    if (target !== undefined && !mayImport(rule, target, targetFolder)) {
      report(
        `${folder} (rank ${rule.rank}) may not import ${targetFolder} (rank ${target.rank}): a package imports lower ranks only.`,
      );
      return;
    }
  } else if (isTest) {
    // A tool of the tests: the workspace's own devDependencies.
    return;
  } else if (!rule.thirdParty) {
    report(`"${specifier}": ${folder} needs no package of others at run time.`);
    return;
  }
  const isBundled = rule.bundled !== undefined && file.split("/")[3] === rule.bundled;
  if (isBundled && manifest.devDependencies?.[name] !== undefined) return;
  if (!isDeclared(name, manifest)) {
    report(`"${name}" is not among the dependencies in packages/${folder}/package.json.`);
  }
}

function judgeManifest(folder: string, manifest: Manifest): Breach[] {
  const at = `packages/${folder}/package.json:1`;
  const rule = rules[folder];
  if (rule === undefined) {
    return [{ at, message: `${folder} has no rank: give it one in tools/ranks.ts.` }];
  }
  const breaches: Breach[] = [];
  const names = [
    ...Object.keys(manifest.dependencies ?? {}),
    ...Object.keys(manifest.peerDependencies ?? {}),
    ...Object.keys(manifest.optionalDependencies ?? {}),
  ];
  for (const name of names) {
    const targetFolder = name === "tramline" ? name : /^@tramline\/(.+)$/.exec(name)?.[1];
    const target = targetFolder === undefined ? undefined : rules[targetFolder];
    if (target === undefined || targetFolder === undefined) {
      if (!rule.thirdParty) {
        breaches.push({
          at,
          message: `${folder} depends on ${name}: it may need no package of others.`,
        });
      }
    } else if (!mayImport(rule, target, targetFolder)) {
      breaches.push({
        at,
        message: `${folder} (rank ${rule.rank}) depends on ${targetFolder} (rank ${target.rank}): a package needs lower ranks only.`,
      });
    }
  }
  return breaches;
}

function mayImport(from: PackageRule, target: PackageRule, targetFolder: string): boolean {
  return target.rank < from.rank || (from.siblings?.includes(targetFolder) ?? false);
}

function mayUseNode(file: string, rule: PackageRule): boolean {
  if (typeof rule.node === "string") return rule.node === "everywhere";
  return rule.node.includes(file.split("/")[3] ?? "");
}

function packageName(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function isDeclared(name: string, manifest: Manifest): boolean {
  return [manifest.dependencies, manifest.peerDependencies, manifest.optionalDependencies].some(
    (group) => group !== undefined && Object.hasOwn(group, name),
  );
}

/** Reads the workspace on disk. */
function readWorkspace(): Workspace {
  const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
  const modules = new Map<string, string>();
  for (const folder of ["packages", "tests", "bench", "examples", "tools"]) {
    for (const file of listFiles(folder, (name) => /\.(tsx?|mjs)$/.test(name))) {
      if (!file.endsWith(".d.ts")) modules.set(file, read(file));
    }
  }
  const manifests = new Map<string, Manifest>();
  for (const file of listFiles("packages", (name) =>
    /^packages\/[^/]+\/package\.json$/.test(name),
  )) {
    manifests.set(file.split("/")[1] ?? "", JSON.parse(read(file)) as Manifest);
  }
  return { modules, manifests };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const workspace = readWorkspace();
  const breaches = judge(workspace);
  for (const { at, message } of breaches) console.error(`${at}\n  ${message}`);
  if (breaches.length > 0) process.exitCode = 1;
  console.log(
    `${workspace.modules.size} modules in ${workspace.manifests.size} packages and the programs: ${breaches.length} breaches`,
  );
}
