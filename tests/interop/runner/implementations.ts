import path from "node:path";
import { fileURLToPath } from "node:url";
import { root, sourceFlags } from "../../../tools/root.mjs";
import { grpcJsCases } from "../peers/grpc-js/cases.ts";
import { interopCases } from "../src/cases/index.ts";
import { testCertificate, testServerName } from "../src/certificates.ts";
import {
  type GrpclibPrograms,
  type NativePrograms,
  prepareCpp,
  prepareGrpclib,
  prepareTonic,
} from "./peer-toolchains.ts";
import type { Command } from "./processes.ts";
import type { Prepared } from "./steps.ts";
import {
  bundleTramline,
  type GoPrograms,
  type JavaPrograms,
  type PythonPrograms,
  prepareGo,
  prepareJava,
  preparePython,
} from "./toolchains.ts";

/** Certificates of one run over TLS: files in PEM. */
export interface Certificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** A gRPC implementation with an interop client and server, ready to run. */
export interface Implementation {
  readonly name: string;
  /** The cases that its client has, by their official names. */
  readonly clientCases: readonly string[];
  /** Certificates that its programs insist on; undefined: any. */
  readonly certificates?: Certificates | undefined;
  client(testCase: string, port: number, tls: Certificates | undefined): Command;
  server(port: number, tls: Certificates | undefined): Command;
  /** Finds the port in what its server prints. */
  readonly listening: RegExp;
  /** Its server cannot choose a port itself and say which. */
  readonly needsPort: boolean;
  /** The same client on another transport, to be run with our server as well. */
  readonly otherClient?: Implementation | undefined;
}

/** The cases that every client has: the base of doc/interop-test-descriptions.md. */
const baseCases = [
  ...["empty_unary", "large_unary", "client_streaming", "server_streaming", "ping_pong"],
  ...["empty_stream", "cancel_after_begin", "cancel_after_first_response"],
  ...["timeout_on_sleeping_server", "custom_metadata", "status_code_and_message"],
  ...["special_status_message", "unimplemented_method", "unimplemented_service"],
];
const orcaCases = ["orca_per_rpc", "orca_oob"];
const soakCases = ["pick_first_unary", "rpc_soak", "channel_soak"];

const listening = /listening on \S*:(\d+)/;

const ownCertificates: Certificates = {
  ca: fileURLToPath(testCertificate("ca.pem")),
  cert: fileURLToPath(testCertificate("server1.pem")),
  key: fileURLToPath(testCertificate("server1.key")),
};

/** The certificates for a pair; Java's programs have theirs built in. */
export function certificatesFor(client: Implementation, server: Implementation): Certificates {
  return client.certificates ?? server.certificates ?? ownCertificates;
}

function clientFlags(testCase: string, port: number, tls: Certificates | undefined): string[] {
  const where = ["--server_host=127.0.0.1", `--server_port=${port}`, `--test_case=${testCase}`];
  // The official runner's word for the cases that look at load reports.
  if (orcaCases.includes(testCase)) {
    where.push(
      '--service_config_json={"loadBalancingConfig":[{"test_backend_metrics_load_balancer":{}}]}',
    );
  }
  const override = `--server_host_override=${testServerName}`;
  return tls === undefined ? where : [...where, "--use_tls=true", override];
}

function serverFlags(port: number, tls: Certificates | undefined): string[] {
  return tls === undefined
    ? [`--port=${port}`]
    : [
        ...[`--port=${port}`, "--use_tls=true"],
        ...[`--tls_cert_file=${tls.cert}`, `--tls_key_file=${tls.key}`],
      ];
}

/** A client that takes the certificate to trust from a flag. */
function caFlags(tls: Certificates | undefined): string[] {
  return tls === undefined ? [] : [`--ca_file=${tls.ca}`];
}

/** Programs that Node runs, with these arguments ahead of the flags. */
function nodeImplementation(
  name: string,
  clientCases: readonly string[],
  client: readonly string[],
  server: readonly string[],
): Implementation {
  return {
    name,
    clientCases,
    client: (testCase, port, tls) => ({
      program: process.execPath,
      args: [...client, ...clientFlags(testCase, port, tls), ...caFlags(tls)],
    }),
    server: (port, tls) => ({
      program: process.execPath,
      args: [...server, ...serverFlags(port, tls)],
    }),
    listening,
    needsPort: false,
  };
}

/** The cases that our client has. */
export const tramlineCases = Object.keys(interopCases);

/** Our own client and server. */
export async function prepareTramline(): Promise<Implementation> {
  const { client, server } = await bundleTramline();
  return nodeImplementation("tramline", tramlineCases, [client], [server]);
}

function grpcJsImplementation(): Implementation {
  const cases = Object.keys(grpcJsCases);
  const program = (url: URL) => [...sourceFlags, fileURLToPath(url)];
  return nodeImplementation(
    "grpc-js",
    cases,
    program(new URL("../peers/grpc-js/client.ts", import.meta.url)),
    program(new URL("../peers/grpc-js/server.ts", import.meta.url)),
  );
}

function goImplementation({ client, server }: GoPrograms): Implementation {
  return {
    name: "go",
    clientCases: [...baseCases, ...soakCases, ...orcaCases],
    client: (testCase, port, tls) => ({
      program: client,
      args: [
        ...clientFlags(testCase, port, tls),
        ...(tls === undefined ? [] : ["--use_test_ca=true", ...caFlags(tls)]),
      ],
    }),
    server: (port, tls) => ({
      program: server,
      args: serverFlags(port, tls),
      // It tells its port on this level only.
      env: { GRPC_GO_LOG_SEVERITY_LEVEL: "info" },
    }),
    listening,
    needsPort: false,
  };
}

function pythonImplementation(
  name: "python" | "grpclib",
  { python, generated }: PythonPrograms | GrpclibPrograms,
  clientCases: readonly string[],
): Implementation {
  const script = (file: string) => path.join(root, "tests/interop/peers", name, file);
  const env = { INTEROP_GENERATED: generated, PYTHONDONTWRITEBYTECODE: "1" };
  return {
    name,
    clientCases,
    client: (testCase, port, tls) => ({
      program: python,
      args: [script("client.py"), ...clientFlags(testCase, port, tls), ...caFlags(tls)],
      env,
    }),
    server: (port, tls) => ({
      program: python,
      args: [script("server.py"), ...serverFlags(port, tls)],
      env,
    }),
    listening,
    needsPort: false,
  };
}

/** Cases of grpcio's client beside the base. */
const pythonCases = ["client_compressed_unary", "very_large_request", ...soakCases];

/** A cancelled call of these ends without a status that a case could look at. */
const cancelCases = ["cancel_after_begin", "cancel_after_first_response"];

const grpclibCases = [
  ...baseCases.filter((name) => !cancelCases.includes(name)),
  ...["very_large_request", ...soakCases],
];

/** tonic's own end of a call whose time is up is CANCELLED. */
const tonicCases = [
  ...baseCases.filter((name) => ![...cancelCases, "timeout_on_sleeping_server"].includes(name)),
  ...["client_compressed_unary", "client_compressed_unary_noprobe"],
  ...["very_large_request", ...soakCases],
];

const cppCases = [
  ...[...baseCases, "client_compressed_unary", "client_compressed_unary_noprobe"],
  ...["client_compressed_streaming", "client_compressed_streaming_noprobe"],
  ...["very_large_request", ...soakCases],
];

/** Programs of their own that take our flags. */
function nativeImplementation(
  name: "cpp" | "tonic",
  { client, server }: NativePrograms,
  clientCases: readonly string[],
): Implementation {
  return {
    name,
    clientCases,
    client: (testCase, port, tls) => ({
      program: client,
      args: [...clientFlags(testCase, port, tls), ...caFlags(tls)],
    }),
    server: (port, tls) => ({ program: server, args: serverFlags(port, tls) }),
    listening,
    needsPort: false,
  };
}

/**
 * The first call of a Java process loads its classes: on a busy machine with two cores that alone was
 * seen to take more than the official second.
 */
const javaSoakFlags = ["--soak_per_iteration_max_acceptable_latency_ms=3000"];

function javaImplementation({ classPath, certificates }: JavaPrograms): Implementation {
  const program = (main: string, flags: readonly string[]): Command => ({
    program: "java",
    // Each case is a process of its own: what counts is how soon it begins.
    args: [
      ...["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xmx512m"],
      ...["-cp", classPath, `io.grpc.testing.integration.${main}`, ...flags],
    ],
  });
  const create = (name: string, transportFlags: readonly string[]): Implementation => ({
    name,
    clientCases: [
      ...baseCases,
      ...["client_compressed_unary", "client_compressed_unary_noprobe", "server_compressed_unary"],
      ...["client_compressed_streaming", "client_compressed_streaming_noprobe"],
      ...["server_compressed_streaming", "very_large_request", ...soakCases, ...orcaCases],
    ],
    certificates: {
      ca: path.join(certificates, "ca.pem"),
      cert: path.join(certificates, "server1.pem"),
      key: path.join(certificates, "server1.key"),
    },
    client: (testCase, port, tls) =>
      program("TestServiceClient", [
        ...clientFlags(testCase, port, tls),
        ...(tls === undefined ? ["--use_tls=false"] : ["--use_test_ca=true"]),
        ...transportFlags,
        ...(testCase.endsWith("_soak") ? javaSoakFlags : []),
      ]),
    server: (port, tls) =>
      program("TestServiceServer", [`--port=${port}`, `--use_tls=${tls !== undefined}`]),
    listening: /Server started on port/,
    needsPort: true,
  });
  return { ...create("java", []), otherClient: create("okhttp", ["--use_okhttp=true"]) };
}

/** The foreign implementations, by the names that `--only` takes. */
export const foreignNames = [
  ...(["go", "python", "grpc-js", "java"] as const),
  ...(["cpp", "tonic", "grpclib"] as const),
] as const;
export type ForeignName = (typeof foreignNames)[number];

/** Installs and builds a foreign implementation, if that has not been done. */
export async function prepare(name: ForeignName): Promise<Prepared<Implementation>> {
  const mapped = <T>(prepared: Prepared<T>, create: (programs: T) => Implementation) =>
    prepared.notRun === undefined ? { ready: create(prepared.ready) } : prepared;
  switch (name) {
    case "go":
      return mapped(prepareGo(), goImplementation);
    case "python":
      return mapped(await preparePython(), (programs) =>
        pythonImplementation("python", programs, [...baseCases, ...pythonCases]),
      );
    case "grpclib":
      return mapped(await prepareGrpclib(), (programs) =>
        pythonImplementation("grpclib", programs, grpclibCases),
      );
    case "cpp":
      return mapped(await prepareCpp(), (it) => nativeImplementation("cpp", it, cppCases));
    case "tonic":
      return mapped(await prepareTonic(), (it) => nativeImplementation("tonic", it, tonicCases));
    case "java":
      return mapped(await prepareJava(), javaImplementation);
    case "grpc-js":
      return { ready: grpcJsImplementation() };
  }
}
