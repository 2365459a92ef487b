/** The plugins whose output is compared, and how each is run. */
import path from "node:path";
import { root } from "../../../tools/root.mjs";
import { debianPrograms } from "../../judges/debian-programs.ts";
import {
  type Contracts,
  edition2023,
  edition2024,
  everyKind,
  messageSet,
  optional,
  proto2,
} from "./contracts.ts";
import { peers } from "./steps.ts";
import { goPlugins, javaLibraries, pythonEnvironment } from "./toolchains.ts";

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
  /** Contracts that are refused for it, whoever asks: by name, with what we are to say then. */
  readonly refuses?: Readonly<Record<string, RegExp>>;
  /** The only contracts that it is run on, by name. */
  readonly only?: readonly string[];
  /** Plugins that are run after it in the same run, into the same folder. */
  readonly then?: readonly FollowingPlugin[];
}

/** A plugin that may add to what those before it have written. */
export interface FollowingPlugin {
  readonly name: string;
  readonly program?: () => Promise<string>;
  readonly options: readonly string[];
}

/** A protoc that runs plugins. */
export interface Host {
  readonly program: string;
  readonly args: readonly string[];
  /** What `--plugin` takes to run this protoc. */
  readonly plugin: string;
  readonly env?: Readonly<Record<string, string>>;
}

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

/** A program of this suite, for what no published plugin does. */
const own = (name: string) => () => Promise.resolve(path.join(peers, "npm", `${name}.mjs`));

const debian = (package_: string, program: string) => async () => {
  await debianPrograms({ [package_]: program });
  return program;
};

/** Go asks for a package of every file; ours, being nobody's Go, do not name one. */
function goPackages({ name, files }: Contracts): readonly string[] {
  if (name === "googleapis") return [];
  return files.map((file) => `M${file}=example.com/${path.posix.dirname(file)}`);
}

const noService = "the contracts have no service, so nothing is written";

/** What gRPC's plugins of Debian's release say. */
const noEditions = { [edition2023]: /syntax: editions/, [edition2024]: /syntax: editions/ };

/** A plugin that declares something, and the contracts for which that is too little. */
function declaring(declared: string, refused: readonly string[]): ComparedPlugin {
  return {
    ...{ label: `a plugin that declares ${declared}`, name: "declaring", part: "npm" },
    ...{ program: own("protoc-gen-declaring"), options: () => declared.split(",") },
    only: [optional, edition2023, edition2024],
    refuses: Object.fromEntries(
      refused.map((name) => [name, /which protoc-gen-declaring|and protoc-gen-declaring/]),
    ),
  };
}

/** A plugin that adds to the output of those before it at some points, FILE@POINT each. */
function adding(...points: readonly string[]): FollowingPlugin {
  return { name: "inserting", program: own("protoc-gen-inserting"), options: points };
}

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
    refuses: {
      [everyKind]: /required field/,
      [proto2]: /group field/,
      [edition2023]: /required field/,
    },
  },
  ...["kotlin", "objc", "ruby"].map((name) => ({ label: `protoc's ${name}`, name, part: "npm" })),
  {
    ...{ label: "protoc-gen-go", name: "go", part: "go", options: goPackages },
    program: async () => (await goPlugins()).go,
    refuses: { [messageSet]: /is a MessageSet/ },
  },
  {
    ...{ label: "protoc-gen-go-grpc", name: "go-grpc", part: "go", options: goPackages },
    program: async () => (await goPlugins()).grpc,
    lacks: { [everyKind]: noService },
    refuses: { [messageSet]: /is a MessageSet/ },
  },
  ...["python", "pyi", "grpc_python"].map((name) => ({
    ...{ label: `grpcio-tools' ${name}`, name, part: "python", host: grpcTools },
  })),
  {
    ...{ label: "Debian's grpc_python_plugin", name: "grpc_python", part: "python" },
    program: debian("protobuf-compiler-grpc", "/usr/bin/grpc_python_plugin"),
    refuses: noEditions,
  },
  { label: "protoc's java", name: "java", part: "java" },
  {
    ...{ label: "protoc-gen-grpc-java", name: "grpc-java", part: "java" },
    program: async () => (await javaLibraries()).plugin,
    lacks: { [everyKind]: noService, [messageSet]: noService },
  },
  { label: "protoc's cpp", name: "cpp", part: "cpp" },
  {
    ...{ label: "Debian's protoc's cpp", name: "cpp", part: "cpp", host: debianProtoc },
    // Custom options come in the order of the source from 3.21, by number from later ones and from us.
    lacks: {
      googleapis: "Debian's protoc is older than the order of options",
      [proto2]: "Debian's protoc is older than the syntax of these options",
    },
    refuses: noEditions,
  },
  {
    ...{ label: "Debian's grpc_cpp_plugin", name: "grpc_cpp", part: "cpp" },
    program: debian("protobuf-compiler-grpc", "/usr/bin/grpc_cpp_plugin"),
    refuses: noEditions,
  },
  ...[
    declaring("features=0", [optional, edition2023, edition2024]),
    declaring("features=1", [edition2023, edition2024]),
    declaring("features=2", [optional, edition2023, edition2024]),
    declaring("features=3,minimum=1000,maximum=1000", [edition2024]),
    declaring("features=3,minimum=1001,maximum=1001", [edition2023]),
    declaring("features=3,minimum=1001,maximum=1000", [edition2023, edition2024]),
    declaring("features=3,minimum=998,maximum=1001", []),
  ],
  {
    ...{ label: "protoc's java, and a plugin that adds to it", name: "java", part: "npm" },
    ...{ options: () => ["annotate_code"], only: ["parcels"] },
    then: [
      adding(
        ...["message_implements", "builder_implements", "builder_scope", "class_scope"].map(
          (point) => `parcels/v1/Place.java@${point}:parcels.v1.Place`,
        ),
        "parcels/v1/Parcel.java@enum_scope:parcels.v1.Parcel.Kind",
        "parcels/v1/Parcels.java@outer_class_scope",
        "parcels/v1/Place.java@message_implements:parcels.v1.Place",
      ),
    ],
  },
  {
    ...{
      label: "protoc's cpp and python, and a plugin that adds to both",
      name: "cpp",
      part: "npm",
    },
    ...{ options: () => ["annotate_headers"], only: ["parcels"] },
    then: [
      { name: "python", options: [] },
      adding(
        "parcels/v1/place.pb.h@includes",
        "parcels/v1/place.pb.h@class_definition:parcels.v1.Place",
        "parcels/v1/place.pb.h@field_set:parcels.v1.Place.number",
        "parcels/v1/place.pb.h@class_scope:parcels.v1.Place",
        "parcels/v1/place.pb.cc@includes",
        "parcels/v1/place_pb2.py@module_scope",
      ),
    ],
  },
  {
    ...{ label: "a plugin with annotations in text, and one that adds to it", name: "declaring" },
    ...{ part: "npm", program: own("protoc-gen-declaring"), only: ["optional fields"] },
    options: () => ["features=1"],
    then: [
      adding(
        ...["first", "inner", "last", "first", "inline", "inner"].map(
          (point) => `optional/optional.proto.txt@${point}`,
        ),
      ),
    ],
  },
  {
    ...{ label: "three plugins at once", name: "es", part: "npm" },
    ...{ program: installed("protoc-gen-es"), options: () => ["target=js+dts"] },
    only: ["parcels", everyKind, edition2024],
    then: [
      { name: "ts_proto", program: installed("protoc-gen-ts_proto"), options: ["onlyTypes=true"] },
      { name: "java", options: [] },
    ],
  },
];
