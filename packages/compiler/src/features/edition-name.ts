import { Edition } from "@tramline/protobuf/wkt";

/** Returns the name of an edition in a source: "2024", or "proto3". */
export function editionName(edition: number): string {
  const name = Object.entries(Edition).find(([, number]) => number === edition)?.[0];
  return name?.replace("EDITION_", "").toLowerCase() ?? String(edition);
}
