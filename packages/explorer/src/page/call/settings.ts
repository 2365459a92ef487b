/** The settings of calls: metadata, credentials, a deadline. */
import type { MetadataEntry } from "../../page-protocol.ts";
import { toBase64 } from "../json/base64.ts";

/** Credentials of calls, kept in memory only. */
export interface Auth {
  readonly kind: "none" | "bearer" | "basic" | "header";
  readonly token: string;
  readonly user: string;
  readonly password: string;
  readonly headerName: string;
  readonly headerValue: string;
}

/** The settings of calls. */
export interface CallSettings {
  /** Rows as typed; those without a name are not sent. */
  readonly metadata: readonly MetadataEntry[];
  readonly auth: Auth;
  /** As typed: "5s"; "" for none. */
  readonly deadline: string;
}

/** Settings of which nothing is sent. */
export const NO_SETTINGS: CallSettings = {
  metadata: [],
  auth: {
    kind: "none",
    token: "",
    user: "",
    password: "",
    headerName: "x-api-key",
    headerValue: "",
  },
  deadline: "",
};

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Parses "500ms", "5s", "2m" to milliseconds; undefined for a text that is something else. */
export function parseDeadlineMs(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/.exec(text.trim()) ?? [];
  const ms = Number(number) * (UNIT_MS[unit ?? ""] ?? Number.NaN);
  return ms > 0 && ms < 2 ** 31 ? ms : undefined;
}

/** The metadata that credentials are sent as. */
export function authMetadata(auth: Auth): readonly MetadataEntry[] {
  switch (auth.kind) {
    case "none":
      return [];
    case "bearer":
      return auth.token === "" ? [] : [["authorization", `Bearer ${auth.token}`]];
    case "basic": {
      const bytes = new TextEncoder().encode(`${auth.user}:${auth.password}`);
      return [["authorization", `Basic ${toBase64(bytes)}`]];
    }
    case "header":
      return auth.headerName === "" ? [] : [[auth.headerName, auth.headerValue]];
  }
}

/** The rows of metadata that are sent. */
export function ownMetadata({ metadata }: CallSettings): readonly MetadataEntry[] {
  return metadata
    .filter(([name]) => name.trim() !== "")
    .map(([name, value]) => [name.trim(), value]);
}
