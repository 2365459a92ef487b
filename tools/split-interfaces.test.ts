import assert from "node:assert/strict";
import { test } from "node:test";
import { splitInterfaces } from "./split-interfaces.ts";

const generated = `// Generated.

import { type MessageType, messageType } from "../codegen/v1.ts";

/** How loud. */
export const Volume = {
  LOW: 0,
} as const;
export type Volume = (typeof Volume)[keyof typeof Volume];

/** A bell. */
export interface Bell {
  volume: Volume;
  owner?: Owner | undefined;
}

/** Codec of Bell. */
export const Bell: MessageType<Bell> = /*@__PURE__*/ messageType<Bell>(
  "Bell",
);

const defaults: {
  readonly volume: 0;
} = {
  volume: 0,
};

export interface Owner {
  name: string;
}
`;

test("extracts enums and interfaces with their comments, and no codecs", () => {
  assert.equal(
    splitInterfaces(generated),
    `/** How loud. */
export const Volume = {
  LOW: 0,
} as const;
export type Volume = (typeof Volume)[keyof typeof Volume];

/** A bell. */
export interface Bell {
  volume: Volume;
  owner?: Owner | undefined;
}

export interface Owner {
  name: string;
}
`,
  );
});

test("throws for a text without interfaces", () => {
  assert.throws(() => splitInterfaces("export const a = 1;\n"), /expected interfaces, got none/);
});
