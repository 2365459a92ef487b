import { readFileSync } from "node:fs";
import path from "node:path";

/** The workspace. */
export const rootFolder: string = path.join(import.meta.dirname, "../../..");

/** This bench. */
export const benchFolder: string = path.join(import.meta.dirname, "..");

/** Where the code of the peers lies. */
export const peersFolder: string = path.join(benchFolder, ".cache/peers");

/** All of googleapis as an encoded FileDescriptorSet. */
export const descriptorSetFile: string = path.join(peersFolder, "googleapis.binpb");

/** Version of an installed package. */
export function versionOf(name: string): string {
  const manifest = path.join(rootFolder, "node_modules", name, "package.json");
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  return version;
}
