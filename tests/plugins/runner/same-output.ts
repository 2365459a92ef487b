/** What plugins write when we ask them, beside what they write when protoc does: to be the same, byte for byte. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { root } from "../../../tools/root.mjs";
import { cache, emptyFolder, generate, step } from "./steps.ts";
import {
  debianPrograms,
  googleApis,
  goPlugins,
  javaLibraries,
  pythonEnvironment,
} from "./toolchains.ts";

/** Contracts that are generated in one run. */
export interface Contracts {
  readonly name: string;
  /** Folder that imports are relative to. */
  readonly folder: string;
  /** Names of the files. */
  readonly files: readonly string[];
}

/** A plugin, and how protoc runs it. */
export interface ComparedPlugin {
  /** As cases are named, each with a name of its own. */
  readonly label: string;
  /** As `--plugin` takes it. */
  readonly name: string;
  readonly part: string;
  /** Its program; undefined for a generator that is built into protoc. Installs it. */
  readonly program?: () => Promise<string>;
  /** The protoc that has it built in, if not npm's, and what comes before protoc's arguments. */
  readonly host?: () => Promise<Host>;
  readonly options?: (contracts: Contracts) => readonly string[];
  /** Contracts that it does not generate for, whoever asks: by name, with the reason. */
  readonly lacks?: Readonly<Record<string, string>>;
}

interface Host {
  readonly program: string;
  readonly args: readonly string[];
  /** What `--plugin` takes to run this protoc. */
  readonly plugin: string;
  readonly env?: Readonly<Record<string, string>>;
}

const npmPackage = path.dirname(createRequire(import.meta.url).resolve("protoc/package.json"));
const npmProtoc = path.join(npmPackage, "protoc.cjs");
/** The well-known files with their comments, which some plugins copy; ours are restated. */
const wellKnown = path.join(npmPackage, "include");

const grpcTools: () => Promise<Host> = async () => {
  const environment = await pythonEnvironment();
  return {
    program: path.join(environment, "bin/python"),
    args: ["-m", "grpc_tools.protoc"],
    plugin: "",
    env: { VIRTUAL_ENV: environment },
  };
};

const debianProtoc: () => Promise<Host> = async () => {
  const { "protobuf-compiler": program = "" } = await debianPrograms({
    "protobuf-compiler": "/usr/bin/protoc",
  });
  return { program, args: [], plugin: `=${program}` };
};

/** A program of this workspace's packages. */
const installed = (name: string) => () =>
  Promise.resolve(path.join(root, "node_modules/.bin", name));

const debian = (package_: string, program: string) => async () => {
  await debianPrograms({ [package_]: program });
  return program;
};

/** Go asks for a package of every file; ours, being nobody's Go, do not name one. */
function goPackages({ name, files }: Contracts): readonly string[] {
  if (name === "googleapis") return [];
  return files.map((file) => `M${file}=example.com/${path.posix.dirname(file)}`);
}

const everyKind = "every kind of declaration";
const noService = "the contracts have no service, so nothing is written";

/** Every plugin that is compared. */
export const comparedPlugins: readonly ComparedPlugin[] = [
  {
    ...{ label: "protoc-gen-es", name: "es", part: "npm", program: installed("protoc-gen-es") },
    options: () => ["target=ts"],
  },
  { label: "ts-proto", name: "ts_proto", part: "npm", program: installed("protoc-gen-ts_proto") },
  {
    ...{ label: "protoc's csharp", name: "csharp", part: "npm" },
    // Without, files of the same name in different packages would lie in one folder.
    options: ({ name }) => (name === "googleapis" ? ["base_namespace=Google"] : []),
  },
  {
    ...{ label: "protoc's php", name: "php", part: "npm" },
    lacks: { [everyKind]: "PHP's generator refuses required fields" },
  },
  ...["kotlin", "objc", "ruby"].map((name) => ({ label: `protoc's ${name}`, name, part: "npm" })),
  {
    ...{ label: "protoc-gen-go", name: "go", part: "go", options: goPackages },
    program: async () => (await goPlugins()).go,
  },
  {
    ...{ label: "protoc-gen-go-grpc", name: "go-grpc", part: "go", options: goPackages },
    program: async () => (await goPlugins()).grpc,
    lacks: { [everyKind]: noService },
  },
  ...["python", "pyi", "grpc_python"].map((name) => ({
    ...{ label: `grpcio-tools' ${name}`, name, part: "python", host: grpcTools },
  })),
  {
    ...{ label: "Debian's grpc_python_plugin", name: "grpc_python", part: "python" },
    program: debian("protobuf-compiler-grpc", "/usr/bin/grpc_python_plugin"),
  },
  { label: "protoc's java", name: "java", part: "java" },
  {
    ...{ label: "protoc-gen-grpc-java", name: "grpc-java", part: "java" },
    program: async () => (await javaLibraries()).plugin,
    lacks: { [everyKind]: noService },
  },
  { label: "protoc's cpp", name: "cpp", part: "cpp" },
  {
    ...{ label: "Debian's protoc's cpp", name: "cpp", part: "cpp", host: debianProtoc },
    // Custom options come in the order of the source from 3.21, by number from later ones and from us.
    lacks: { googleapis: "Debian's protoc is older than the order of options" },
  },
  {
    ...{ label: "Debian's grpc_cpp_plugin", name: "grpc_cpp", part: "cpp" },
    program: debian("protobuf-compiler-grpc", "/usr/bin/grpc_cpp_plugin"),
  },
];

/** Every set of contracts. */
export async function findContracts(): Promise<Contracts[]> {
  const all = (name: string, folder: string): Contracts => {
    const full = path.join(root, folder);
    return { name, folder: full, files: protosIn(full, "") };
  };
  const apis = await googleApis();
  const names = [
    "api",
    "iam/v1",
    "logging/v2",
    "longrunning",
    "pubsub/v1",
    "rpc",
    "spanner/v1",
    "type",
  ];
  return [
    all("parcels", "tests/plugins/proto"),
    all("interop", "tests/interop/proto"),
    all("conformance", "tests/connectconformance/proto"),
    {
      name: everyKind,
      folder: path.join(root, "packages/compiler/src/typescript/testdata"),
      files: ["everything.proto", "more.proto", "old.proto", "other.proto"],
    },
    {
      name: "googleapis",
      folder: apis,
      files: names.flatMap((name) => protosIn(apis, `google/${name}`)),
    },
  ];
}

function protosIn(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".proto"))
    .map((name) => path.posix.join(folder, name.split(path.sep).join("/")))
    .sort();
}

/**
 * Has one plugin generate twice.
 *
 * @throws Error that names the first difference
 */
export async function compareOutput(plugin: ComparedPlugin, contracts: Contracts): Promise<number> {
  const slug = (text: string): string => text.replaceAll(/\W+/g, "-");
  const top = path.join(cache, "same", slug(plugin.label), slug(contracts.name));
  const protocFolder = path.join(top, "protoc");
  const tramFolder = path.join(top, "tram");
  emptyFolder(protocFolder);
  emptyFolder(tramFolder);
  const program = await plugin.program?.();
  const host = (await plugin.host?.()) ?? { program: npmProtoc, args: [], plugin: "", env: {} };
  const options = plugin.options?.(contracts) ?? [];
  const protoc = step(host.program, [
    ...[...host.args, `-I${contracts.folder}`, `-I${wellKnown}`],
    ...(program === undefined ? [] : [`--plugin=protoc-gen-${plugin.name}=${program}`]),
    `--${plugin.name}_out=${protocFolder}`,
    ...options.map((option) => `--${plugin.name}_opt=${option}`),
    ...contracts.files,
  ]);
  const tram = generate(
    [
      ...["-I", contracts.folder, "-I", wellKnown, "--out", tramFolder],
      ...["--plugin", `${plugin.name}${program === undefined ? host.plugin : `=${program}`}`],
      ...options.flatMap((option) => ["--plugin-opt", `${plugin.name}:${option}`]),
      ...contracts.files.map((file) => path.join(contracts.folder, file)),
    ],
    host.env,
  );
  const [byProtoc, byTram] = await Promise.allSettled([protoc, tram]);
  if (byProtoc.status === "rejected") throw byProtoc.reason;
  if (byTram.status === "rejected") throw byTram.reason;
  return compareFolders(protocFolder, tramFolder);
}

/** Compares two folders; returns how many files are in each. */
function compareFolders(wanted: string, got: string): number {
  const names = filesIn(wanted);
  const others = new Set(filesIn(got));
  const lacking = names.filter((name) => !others.delete(name));
  if (lacking.length > 0) throw new Error(`not written: ${lacking.slice(0, 5).join(", ")}`);
  if (others.size > 0)
    throw new Error(`written by ours only: ${[...others].slice(0, 5).join(", ")}`);
  if (names.length === 0) throw new Error("nothing was written, by either");
  for (const name of names) {
    const left = readFileSync(path.join(wanted, name));
    const right = readFileSync(path.join(got, name));
    if (left.equals(right)) continue;
    const lines = left.toString("latin1").split("\n");
    const ours = right.toString("latin1").split("\n");
    const at = lines.findIndex((line, index) => line !== ours[index]);
    const cut = (line: string | undefined): string => (line ?? "(end)").slice(0, 300);
    throw new Error(`${name}:${at + 1}:\n  protoc: ${cut(lines[at])}\n  ours:   ${cut(ours[at])}`);
  }
  return names.length;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}
