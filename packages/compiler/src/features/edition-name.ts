import { Edition } from "@tramline/protobuf/wkt";

/** What an edition is called in a source: "2024", or "proto3". */
export function editionName(edition: number): string {
  const name = Object.entries(Edition).find(([, number]) => number === edition)?.[0];
  return name?.replace("EDITION_", "").toLowerCase() ?? String(edition);
}
