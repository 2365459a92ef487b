/** The contracts for which plugins generate when what they write is compared. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { root } from "../../../tools/root.mjs";
import { googleApis } from "./toolchains.ts";

/** Contracts that are generated in one run. */
export interface Contracts {
  readonly name: string;
  /** Folder that imports are relative to. */
  readonly folder: string;
  /** Names of the files. */
  readonly files: readonly string[];
}

/** Names of sets that some plugins have nothing to write for, or refuse. */
export const everyKind = "every kind of declaration";
export const proto2 = "groups, extensions and options";
export const messageSet = "a message set";
export const optional = "optional fields";
export const edition2023 = "edition 2023";
export const edition2024 = "edition 2024";

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
    ownSet(proto2, "proto2"),
    ownSet(messageSet, "messageset"),
    ownSet(optional, "optional"),
    ownSet(edition2023, "edition2023"),
    ownSet(edition2024, "edition2024"),
    {
      name: "googleapis",
      folder: apis,
      files: names.flatMap((name) => protosIn(apis, `google/${name}`)),
    },
  ];
}

function ownSet(name: string, below: string): Contracts {
  const folder = path.join(root, "tests/plugins/contracts");
  return { name, folder, files: protosIn(folder, below) };
}

function protosIn(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".proto"))
    .map((name) => path.posix.join(folder, name.split(path.sep).join("/")))
    .sort();
}
