import assert from "node:assert/strict";
import { dynamicType } from "../dynamic/dynamic-type.ts";
import type { DynamicMessage } from "../dynamic/message-template.ts";
import { ourRegistry, ours } from "../dynamic/testdata/everything.ts";
import { fromJson } from "./from-json.ts";
import { JsonError, type JsonErrorCode } from "./json-error.ts";
import type { JsonValue } from "./json-value.ts";
import type { ParseJsonOptions } from "./parse-message.ts";
import type { PrintJsonOptions } from "./print-message.ts";
import { toJson } from "./to-json.ts";

export const Everything = dynamicType(ours("test.Everything"));

export const registry = ourRegistry;

/** Parses into Everything and prints again. */
export function echo(
  json: JsonValue,
  parse?: ParseJsonOptions,
  print?: PrintJsonOptions,
): JsonValue {
  return toJson(Everything, fromJson(Everything, json, { registry, ...parse }), {
    registry,
    ...print,
  });
}

export function parse(json: JsonValue): DynamicMessage {
  return fromJson(Everything, json, { registry });
}

export function refuses(code: JsonErrorCode, path: string, json: JsonValue): void {
  assert.throws(
    () => parse(json),
    (error) => {
      assert.ok(error instanceof JsonError, String(error));
      assert.deepEqual([error.code, error.path], [code, path], error.message);
      return true;
    },
    JSON.stringify(json),
  );
}
