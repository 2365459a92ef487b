import assert from "node:assert/strict";
import {
  clone,
  createRegistry,
  type DynamicMessage,
  decodeDelimited,
  descriptorOf,
  dynamicType,
  encodeDelimited,
  equals,
  fromJson,
  fromJsonString,
  isInitialized,
  JsonError,
  type JsonType,
  type MessageType,
  merge,
  type PrintJsonOptions,
  type PrintTextOptions,
  parseText,
  printText,
  type Registry,
  toJson,
  toJsonString,
} from "@tramline/protobuf";
import { plainForm } from "./plain-form.ts";

/** What generated code has for a message. */
export interface GeneratedCodecs {
  readonly binary: MessageType<object>;
  readonly json: JsonType<object>;
}

const jsonOptions: readonly PrintJsonOptions[] = [
  {},
  { alwaysEmitImplicit: true },
  { enumAsInteger: true, useProtoFieldName: true },
];

const textOptions: readonly PrintTextOptions[] = [
  {},
  { indent: 0, printUnknownFields: true },
  { indent: 4, escapeNonAscii: true },
];

/**
 * Checks what holds of every message: that it comes back the same from each form, that generated code
 * and the interpreter do the same, and what `equals` and its like say of it.
 *
 * @param generated undefined to check the interpreter alone
 * @param registry has its extensions, and what its Anys hold
 */
export function checkMessage(
  generated: GeneratedCodecs | undefined,
  interpreted: MessageType<object>,
  init: object,
  registry: Registry = createRegistry(descriptorOf(interpreted)),
): void {
  const message = interpreted.create(init);
  checkBinary(generated?.binary, interpreted, init, message);
  checkJson(generated?.json, interpreted, message, registry);
  checkText(interpreted, message, registry);
}

function checkBinary(
  generated: MessageType<object> | undefined,
  interpreted: MessageType<object>,
  init: object,
  message: object,
): void {
  const bytes = interpreted.encode(message);
  for (const type of generated === undefined ? [interpreted] : [generated, interpreted]) {
    assert.deepEqual(type.create(init), message);
    assert.deepEqual(type.encode(init), bytes);
    assert.deepEqual(type.encode(message), bytes);
    const decoded = type.decode(bytes);
    assert.deepEqual(decoded, message);
    assert.deepEqual([...decodeDelimited(type, encodeDelimited(type, message))], [message]);
    assert.equal(isInitialized(type, message), true);
    assert.equal(equals(type, message, decoded), true);
    const copy = clone(type, message);
    assert.deepEqual(copy, message);
    assert.deepEqual(merge(type, copy, message), type.decode(joined(bytes, bytes)));
    assert.deepEqual(type.decode(type.encode(merge(type, type.create(), message))), message);
  }
}

/** By descriptor and by generated code, as values and as text: all say the same. */
function checkJson(
  generated: JsonType<object> | undefined,
  type: MessageType<object>,
  message: object,
  registry: Registry,
): void {
  const descriptor = descriptorOf(type);
  const plain = plainForm(descriptor, message as DynamicMessage, registry);
  const comesBack = (parsed: object) =>
    assert.deepEqual(plainForm(descriptor, parsed as DynamicMessage, registry), plain);
  for (const settings of jsonOptions) {
    const options = { ...settings, registry };
    const json = toJson(type, message, options);
    const text = toJsonString(type, message, options);
    comesBack(fromJson(type, json, options));
    comesBack(fromJsonString(type, text, options));
    if (generated === undefined) continue;
    assert.deepEqual(generated.toJson(message, options), json);
    const generatedText = generated.print(message, options);
    // Objects have keys that look like integers first; generated code prints maps in their own order.
    assert.deepEqual(JSON.parse(generatedText), JSON.parse(text));
    assert.equal(generatedText.length, text.length);
    const indented = { ...options, indent: 2 };
    assert.equal(generated.print(message, indented), toJsonString(type, message, indented));
    assert.deepEqual(generated.fromJson(json, options), fromJson(type, json, options));
    assert.deepEqual(generated.parse(text, options), fromJsonString(type, text, options));
  }
  if (generated === undefined) return;
  // Without a registry there are no extensions, and an Any that holds something is refused.
  const printed = jsonOutcome(() => toJson(type, message));
  assert.deepEqual(
    jsonOutcome(() => JSON.parse(generated.print(message)) as unknown),
    printed,
  );
  assert.deepEqual(
    jsonOutcome(() => generated.toJson(message)),
    printed,
  );
}

/** What came of a way from or to JSON: a value, or all that an error says. */
export function jsonOutcome<T>(run: () => T): T | { code: string; path: string; message: string } {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    const { code, path, message } = error;
    return { code, path, message };
  }
}

/** With a registry everything comes back, without one all but extensions. */
function checkText(type: MessageType<object>, message: object, registry: Registry): void {
  const descriptor = descriptorOf(type);
  for (const known of [registry, undefined]) {
    const plain = plainForm(descriptor, message as DynamicMessage, known);
    for (const settings of textOptions) {
      const options = { ...settings, registry: known };
      const text = printText(type, message, options);
      assert.equal(text.includes("\n"), settings.indent !== 0 && text !== "", text);
      // They are printed by number, and skipped.
      const ignoreUnknownFields = settings.printUnknownFields === true;
      const parsed = parseText(type, text, { registry: known, ignoreUnknownFields });
      assert.deepEqual(plainForm(descriptor, parsed as DynamicMessage, known), plain, text);
      assert.equal(
        printText(type, parsed, { ...settings, registry: known, printUnknownFields: false }),
        printText(type, message, { ...settings, registry: known, printUnknownFields: false }),
      );
    }
  }
}

/** The interpreter's type for a generated one. */
export function interpretedType(type: MessageType<object>): MessageType<object> {
  return dynamicType(descriptorOf(type));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  return Uint8Array.from([...a, ...b]);
}
