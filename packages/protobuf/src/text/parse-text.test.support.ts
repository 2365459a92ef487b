import assert from "node:assert/strict";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { ourRegistry, ours } from "../dynamic/testdata/everything.ts";
import type { ParseTextOptions } from "./parse-message.ts";
import { parseText } from "./parse-text.ts";
import { registry, settings } from "./testdata/settings.ts";
import { TextError, type TextErrorCode } from "./text-error.ts";

export const Everything = dynamicType(ours("test.Everything"));

export const Settings = dynamicType(settings("Settings"));

export function parse(text: string, options?: ParseTextOptions): DynamicMessage {
  return parseText(Everything, text, { registry: ourRegistry, ...options });
}

export function parseSettings(text: string, options?: ParseTextOptions): DynamicMessage {
  return parseText(Settings, text, { registry, ...options });
}

/** Asserts code and place, `line:column`. */
export function refuses(code: TextErrorCode, place: string, text: string, run = parse): void {
  assert.throws(
    () => run(text),
    (error) => {
      assert.ok(error instanceof TextError, String(error));
      assert.deepEqual([error.code, `${error.line}:${error.column}`], [code, place], error.message);
      assert.ok(error.message.startsWith(`${place}: `), error.message);
      return true;
    },
    text,
  );
}
