// Plugins that people ask for, and how each is had. The names are those that protoc's --NAME_out takes.

/** A plugin that is known by name. */
export interface KnownPlugin {
  /** Programs that are it, besides `protoc-gen-NAME`. */
  readonly programs?: readonly string[];
  /**
   * Set for what is built into another program: protoc, or the protoc of Python's grpcio-tools. With
   * "grpcio-tools" only the latter has it.
   */
  readonly host?: "protoc" | "grpcio-tools";
  /** The one command that installs it; undefined where that depends on too much. */
  readonly install: string | ((platform: NodeJS.Platform, arch: string) => string);
  /** The step after the installation. */
  readonly then?: string;
}

const go = (path: string): KnownPlugin => ({ install: `go install ${path}@latest` });
const npm = (name: string, ...programs: readonly string[]): KnownPlugin => ({
  programs,
  install: `npm install --save-dev ${name}`,
});
const pip = (name: string): KnownPlugin => ({ install: `pip install ${name}` });
const cargo = (name: string): KnownPlugin => ({ install: `cargo install ${name}` });
const brew = (name: string): KnownPlugin => ({ install: `brew install ${name}` });

/** A generator of protoc's own. Where Python's packages have it they fit what runs the code there. */
const builtIn: KnownPlugin = { host: "protoc", install: "npm install --save-dev protoc" };
const builtInForPython: KnownPlugin = { host: "protoc", install: "pip install grpcio-tools" };

/** A plugin of the gRPC C++ repository. */
const grpc = (program: string): KnownPlugin => ({
  programs: [program],
  install: (platform) =>
    platform === "linux"
      ? "apt-get install protobuf-compiler-grpc"
      : platform === "darwin"
        ? "brew install grpc"
        : "vcpkg install grpc",
});

const grpcJavaVersion = "1.81.0";

/** By the name that `--plugin` takes; of `-` and `_` either is understood. */
export const knownPlugins: Readonly<Record<string, KnownPlugin>> = {
  go: go("google.golang.org/protobuf/cmd/protoc-gen-go"),
  "go-grpc": go("google.golang.org/grpc/cmd/protoc-gen-go-grpc"),
  "connect-go": go("connectrpc.com/connect/cmd/protoc-gen-connect-go"),
  "go-vtproto": go("github.com/planetscale/vtprotobuf/cmd/protoc-gen-go-vtproto"),
  "grpc-gateway": go("github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway"),
  openapiv2: go("github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-openapiv2"),
  validate: go("github.com/envoyproxy/protoc-gen-validate"),
  doc: go("github.com/pseudomuto/protoc-gen-doc/cmd/protoc-gen-doc"),

  es: npm("@bufbuild/protoc-gen-es"),
  "connect-es": npm("@connectrpc/protoc-gen-connect-es"),
  "connect-query": npm("@connectrpc/protoc-gen-connect-query"),
  ts_proto: npm("ts-proto"),
  ts: npm("@protobuf-ts/plugin"),
  js: npm("protoc-gen-js"),
  "grpc-web": npm("protoc-gen-grpc-web"),
  grpc_node: npm("grpc-tools", "grpc_tools_node_protoc_plugin", "grpc_node_plugin"),

  python: builtInForPython,
  pyi: builtInForPython,
  grpc_python: {
    programs: ["grpc_python_plugin"],
    host: "grpcio-tools",
    install: "pip install grpcio-tools",
  },
  mypy: pip("mypy-protobuf"),
  mypy_grpc: pip("mypy-protobuf"),
  python_betterproto: pip('"betterproto[compiler]"'),
  grpclib_python: pip("grpclib"),

  java: builtIn,
  kotlin: builtIn,
  "grpc-java": {
    programs: ["grpc_java_plugin"],
    install: (platform, arch) => grpcJavaCommand(platform, arch),
    then: "Then name the file: --plugin grpc-java=bin/protoc-gen-grpc-java.exe",
  },

  cpp: builtIn,
  grpc_cpp: grpc("grpc_cpp_plugin"),
  csharp: builtIn,
  grpc_csharp: grpc("grpc_csharp_plugin"),
  objc: builtIn,
  grpc_objective_c: grpc("grpc_objective_c_plugin"),
  php: builtIn,
  grpc_php: grpc("grpc_php_plugin"),
  ruby: builtIn,
  grpc_ruby: grpc("grpc_ruby_plugin"),
  rust: builtIn,
  prost: cargo("protoc-gen-prost"),
  tonic: cargo("protoc-gen-tonic"),
  swift: brew("swift-protobuf"),
  "grpc-swift": brew("protoc-gen-grpc-swift"),
  dart: { install: "dart pub global activate protoc_plugin" },
};

/** Finds a known plugin, however the words of its name are joined. */
export function findKnownPlugin(name: string): KnownPlugin | undefined {
  if (Object.hasOwn(knownPlugins, name)) return knownPlugins[name];
  const same = (known: string): boolean => known.replaceAll("_", "-") === name.replaceAll("_", "-");
  const found = Object.keys(knownPlugins).find(same);
  return found === undefined ? undefined : knownPlugins[found];
}

/** Maven Central has the program for each platform, and marks none of them as executable. */
function grpcJavaCommand(platform: NodeJS.Platform, arch: string): string {
  const system = platform === "darwin" ? "osx" : platform === "win32" ? "windows" : "linux";
  const machine = arch === "arm64" ? "aarch_64" : "x86_64";
  const artifact = `io.grpc:protoc-gen-grpc-java:${grpcJavaVersion}:exe:${system}-${machine}`;
  const copy = `mvn dependency:copy -Dartifact=${artifact} -DoutputDirectory=bin -Dmdep.stripVersion -Dmdep.stripClassifier`;
  return platform === "win32" ? copy : `${copy} && chmod +x bin/protoc-gen-grpc-java.exe`;
}
