/** Requests filled in by the form, as a server of another implementation has decoded them. */
import assert from "node:assert/strict";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import {
  type Case,
  choose,
  field,
  fillJson,
  form,
  requestJson,
  sendOk,
  statusOf,
  waitFor,
  waitForValue,
} from "./case.ts";
import { protoFolder, type Received, type ReceivedCall } from "./pantry.ts";

/** The group of a field that has controls inside: a message, a list, a map, a oneof. */
function group(scope: Locator, name: string): Locator {
  return scope.getByRole("group", { name: new RegExp(`^${name}\\b`) }).first();
}

/** Types into a control. */
async function type(scope: Locator, label: string, text: string): Promise<void> {
  await scope.getByLabel(label, { exact: true }).first().fill(text);
}

async function select(scope: Locator, label: string, option: string): Promise<void> {
  await scope.getByLabel(label, { exact: true }).first().selectOption(option);
}

async function press(scope: Locator, label: string): Promise<void> {
  await scope.getByRole("button", { name: label, exact: true }).first().click();
}

async function check(scope: Locator, label: string): Promise<void> {
  await scope.getByRole("checkbox", { name: label, exact: true }).first().check();
}

/** Sends, and returns what the server has decoded, without what protobufjs adds. */
async function received(page: Page, calls: readonly ReceivedCall[]): Promise<Received> {
  const before = calls.length;
  await sendOk(page);
  assert.equal(calls.length, before + 1);
  return plain(calls.at(-1)?.request) as Received;
}

/** A value of protobufjs without virtual members for oneofs, bytes as hex. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).filter((name) => !/^(_.*|lid|kind)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, plain(value[name as keyof typeof value])]));
}

const SCALARS: Readonly<Record<string, readonly [typed: string, expected: unknown]>> = {
  a_double: ["-0.1", -0.1],
  a_float: ["1.5", 1.5],
  an_int32: ["-2147483648", -2147483648],
  an_int64: ["-9223372036854775808", "-9223372036854775808"],
  a_uint32: ["4294967295", 4294967295],
  a_uint64: ["18446744073709551615", "18446744073709551615"],
  a_sint32: ["-7", -7],
  a_sint64: ["-9007199254740993", "-9007199254740993"],
  a_fixed32: ["4000000000", 4000000000],
  a_fixed64: ["9007199254740993", "9007199254740993"],
  an_sfixed32: ["-2", -2],
  an_sfixed64: ["9223372036854775807", "9223372036854775807"],
  a_string: ["jam, “süß” 🍓\nand\ttabs", "jam, “süß” 🍓\nand\ttabs"],
  a_bytes: ["AP8Q", "00ff10"],
};

/** The cases. */
export const formCases: readonly Case[] = [
  {
    name: "the form fills every scalar, and grpc-js receives it",
    async run({ open, pantry, explore }) {
      const { target, calls } = await pantry();
      const { page } = await open({ url: await explore(target) });
      await choose(page, "Keep");
      const root = form(page);
      for (const [name, [text]] of Object.entries(SCALARS)) await type(root, name, text);
      await select(root, "a_bool", "true");
      await select(root, "material", "MATERIAL_CLAY");
      assert.deepEqual(await received(page, calls), {
        ...Object.fromEntries(Object.entries(SCALARS).map(([name, [, value]]) => [name, value])),
        a_bool: true,
        material: "MATERIAL_CLAY",
      });
      // Out of range, and not a number: marked, with the reason.
      for (const [name, text, wrong] of [
        ["an_int32", "2147483648", /int32 is from -2147483648 to 2147483647/],
        ["a_uint64", "-1", /uint64 is from 0 to 18446744073709551615/],
        ["an_int64", "1.5", /whole number/],
        ["a_double", "one", /number, such as 1\.5/],
        ["a_bytes", "%", /not base64/],
      ] as const) {
        await type(root, name, text);
        await root.getByText(wrong).waitFor();
        assert.equal(await field(page, name).getAttribute("aria-invalid"), "true");
        await type(root, name, "");
      }
      await type(root, "a_double", "-Infinity");
      await select(root, "a_bytes: written as", "hex");
      await type(root, "a_bytes", "de AD");
      await type(root, "an_int64", "5");
      const second = await received(page, calls);
      assert.equal(second["a_double"], -Infinity);
      assert.equal(second["a_bytes"], "dead");
      await select(root, "a_bytes: written as", "text");
      await type(root, "a_bytes", "é");
      assert.equal((await received(page, calls))["a_bytes"], "c3a9");
      await root
        .getByLabel("a_bytes: content of a file")
        .setInputFiles({ name: "x", mimeType: "x/y", buffer: Buffer.from([0, 1, 254]) });
      await waitFor(async () => ((await requestJson(page)) as Received)["aBytes"], "AAH+");
      assert.equal((await received(page, calls))["a_bytes"], "0001fe");
    },
  },
  {
    name: "the form tells absent from default where a field has presence",
    async run({ open, pantry, explore }) {
      const { target, calls } = await pantry();
      // By the file: protobufjs does not say in its descriptors which fields are optional.
      const contract = path.join(protoFolder, "pantry/v1/pantry.proto");
      const { page } = await open({ url: await explore(target, "--proto", contract) });
      await choose(page, "Keep");
      const root = form(page);
      assert.deepEqual(await received(page, calls), {});
      await type(root, "maybe_int32", "0");
      await check(root, "set maybe_string");
      await select(root, "maybe_bool", "false");
      await check(root, "set maybe_bytes");
      await select(root, "maybe_material", "MATERIAL_UNSPECIFIED");
      await check(root, "set w_string");
      await check(root, "set w_bytes");
      await select(root, "w_bool", "false");
      await type(root, "w_int64", "0");
      await press(root, "Set label");
      await press(root, "Set empty");
      assert.deepEqual(await received(page, calls), {
        maybe_int32: 0,
        maybe_string: "",
        maybe_bool: false,
        maybe_bytes: "",
        maybe_material: "MATERIAL_UNSPECIFIED",
        w_string: {},
        w_bytes: {},
        w_bool: {},
        w_int64: {},
        label: {},
        empty: {},
      });
      await root.getByRole("checkbox", { name: "set maybe_string" }).uncheck();
      await root.getByRole("checkbox", { name: "set w_string" }).uncheck();
      await type(root, "maybe_int32", "");
      await press(root, "Clear label");
      const second = await received(page, calls);
      for (const name of ["maybe_string", "maybe_int32", "w_string", "label"]) {
        assert.ok(!(name in second), `${name} is set: ${JSON.stringify(second)}`);
      }
    },
  },
  {
    name: "the form fills messages, lists, maps, oneofs, and a jar in a jar in a jar",
    async run({ open, pantry, explore }) {
      const { target, calls } = await pantry();
      const opened = await open({ url: await explore(target) });
      const { page } = opened;
      await choose(page, "Keep");
      const root = form(page);
      await press(root, "Set label");
      await type(group(root, "label"), "text", "plum");
      await press(root, "Add labels");
      await press(root, "Add labels");
      await type(group(root, "labels").locator(".element").nth(1), "size", "2");
      for (const [index, number] of ["1", "-9007199254740993", "3"].entries()) {
        await press(root, "Add numbers");
        await type(root, `numbers ${index}`, number);
      }
      await press(root, "Remove numbers 0");
      await press(root, "Add words");
      await press(root, "Add chunks");
      await type(root, "chunks 0", "AQ");
      await press(root, "Add materials");
      await select(root, "materials 0", "MATERIAL_GLASS");
      await press(root, "Add switches");
      await select(root, "switches 0", "true");
      await press(root, "Add by_word");
      await type(root, "by_word key 0", "it's");
      await type(root, "by_word value 0", "9007199254740993");
      await press(root, "Add by_number");
      await type(root, "by_number key 0", "-5");
      await type(group(root, "by_number"), "text", "five");
      await press(root, "Add by_switch");
      await type(root, "by_switch value 0", "on");
      await press(root, "Add by_big");
      await type(root, "by_big key 0", "18446744073709551615");
      await select(root, "by_big value 0", "MATERIAL_CLAY");
      await root.getByLabel(/^lid/).first().selectOption("sticker");
      await type(group(root, "sticker"), "text", "top");
      await press(root, "Set inner");
      const inner = group(root, "inner");
      await type(inner, "a_string", "second");
      await press(inner, "Set inner");
      await type(group(inner, "inner"), "a_string", "third");
      assert.deepEqual(await received(page, calls), {
        label: { text: "plum" },
        labels: [{}, { size: 2 }],
        numbers: ["-9007199254740993", "3"],
        words: [""],
        chunks: ["01"],
        materials: ["MATERIAL_GLASS"],
        switches: [true],
        by_word: { "it's": "9007199254740993" },
        by_number: { "-5": { text: "five" } },
        by_switch: { true: "on" },
        // protobufjs keeps 64-bit keys as their eight bytes.
        by_big: { [Buffer.alloc(8, 0xff).toString("latin1")]: "MATERIAL_CLAY" },
        sticker: { text: "top" },
        inner: { a_string: "second", inner: { a_string: "third" } },
      });
      await opened.screenshot("form");
      // Another member of the oneof takes its place, and none leaves it out.
      await root.getByLabel(/^lid/).first().selectOption("screw");
      const second = await received(page, calls);
      assert.equal(second["screw"], 0);
      assert.ok(!("sticker" in second));
      await root.getByLabel(/^lid/).first().selectOption("open");
      assert.equal((await received(page, calls))["open"], "NULL_VALUE");
      await root.getByLabel(/^lid/).first().selectOption("");
      assert.ok(!("open" in (await received(page, calls))));
    },
  },
  {
    name: "the form fills every well-known type",
    async run({ open, pantry, explore }) {
      const { target, calls } = await pantry();
      const { page } = await open({ url: await explore(target) });
      await choose(page, "Keep");
      const root = form(page);
      await type(root, "filled", "yesterday");
      await root.getByText("Write date, time, and zone").waitFor();
      await type(root, "filled", "2026-02-03T04:05:06.789+02:00");
      await type(root, "lasts", "90");
      await root.getByText("Write seconds: 90s").waitFor();
      await type(root, "lasts", "-1.5s");
      await type(root, "mask", "aString,label.text");
      await type(root, "notes", '{"a": [1, null, {"b": true}]}');
      await type(root, "anything", "null");
      await type(root, "list", '["x", 2]');
      await press(root, "Add values");
      await type(root, "values 0", "null");
      await press(root, "Add values");
      await type(root, "values 1", '{"deep": []}');
      await press(root, "Add times");
      await type(root, "times 0", "1970-01-01T00:00:01Z");
      await type(root, "w_double", "0.5");
      await type(root, "w_float", "-2");
      await type(root, "w_int64", "-9223372036854775808");
      await type(root, "w_uint64", "18446744073709551615");
      await type(root, "w_int32", "-1");
      await type(root, "w_uint32", "4294967295");
      await select(root, "w_bool", "true");
      await check(root, "set w_string");
      await type(root, "w_string", "s");
      await check(root, "set w_bytes");
      await type(root, "w_bytes", "_-8=");
      await press(root, "Set any");
      const type1 = root.getByLabel("any: type", { exact: true });
      await type1.fill("pantry.v1.Jar.Label");
      await type1.press("Tab");
      await type(group(root, "any"), "text", "inside");
      assert.deepEqual(await received(page, calls), {
        filled: { seconds: "1770084306", nanos: 789000000 },
        lasts: { seconds: "-1", nanos: -500000000 },
        mask: { paths: ["a_string", "label.text"] },
        notes: {
          fields: {
            a: {
              listValue: {
                values: [
                  { numberValue: 1 },
                  { nullValue: "NULL_VALUE" },
                  { structValue: { fields: { b: { boolValue: true } } } },
                ],
              },
            },
          },
        },
        anything: { nullValue: "NULL_VALUE" },
        list: { values: [{ stringValue: "x" }, { numberValue: 2 }] },
        values: [
          { nullValue: "NULL_VALUE" },
          { structValue: { fields: { deep: { listValue: {} } } } },
        ],
        times: [{ seconds: "1" }],
        w_double: { value: 0.5 },
        w_float: { value: -2 },
        w_int64: { value: "-9223372036854775808" },
        w_uint64: { value: "18446744073709551615" },
        w_int32: { value: -1 },
        w_uint32: { value: 4294967295 },
        w_bool: { value: true },
        w_string: { value: "s" },
        w_bytes: { value: "ffef" },
        any: { type_url: "type.googleapis.com/pantry.v1.Jar.Label", value: "0a06696e73696465" },
      });
      // An Any of a well-known type has that type's control.
      await type1.fill("google.protobuf.Duration");
      await type1.press("Tab");
      await type(root, "any: value", "2s");
      assert.deepEqual((await received(page, calls))["any"], {
        type_url: "type.googleapis.com/google.protobuf.Duration",
        value: "0802",
      });
      await press(root, "filled: now");
      const { filled } = (await received(page, calls)) as { filled: { seconds: string } };
      assert.ok(Math.abs(Number(filled.seconds) - Date.now() / 1000) < 60);
    },
  },
  {
    name: "JSON and form follow each other; wrong JSON says where",
    expected: /status of 400/,
    async run({ open, pantry, explore }) {
      const { target, calls } = await pantry();
      const opened = await open({ url: await explore(target) });
      const { page } = opened;
      await choose(page, "Keep");
      const root = form(page);
      // Names of the .proto file are understood, and controls show what is written.
      const json = {
        a_string: "x",
        numbers: ["1", "2"],
        byWord: { b: "1", a: "2" },
        screw: 7,
        material: 2,
        label: { text: "t" },
        values: [null],
        wString: "",
      };
      await fillJson(page, json);
      await waitForValue(field(page, "a_string"), "x");
      await waitForValue(field(page, "numbers 1"), "2");
      await waitForValue(field(page, "by_word key 1"), "a");
      await waitForValue(root.getByLabel(/^lid/).first(), "screw");
      await waitForValue(field(page, "screw"), "7");
      await waitForValue(field(page, "material"), "MATERIAL_CLAY");
      await waitForValue(group(root, "label").getByLabel("text", { exact: true }), "t");
      await waitForValue(field(page, "values 0"), "null");
      await type(root, "numbers 0", "10");
      const { a_string: _old, ...rest } = json;
      await type(root, "a_string", "y");
      await waitFor(() => requestJson(page), { ...rest, aString: "y", numbers: ["10", "2"] });
      const first = await received(page, calls);
      assert.equal(first["a_string"], "y");
      assert.deepEqual(first["numbers"], ["10", "2"]);
      // Not JSON: the line and the column, and nothing is sent.
      await fillJson(page, '{\n  "aString": "x",\n  "numbers": [1,, 2]\n}');
      await page.getByText(/This is not JSON: .*line 3, column 17/i).waitFor();
      const before = calls.length;
      await page.keyboard.press("Control+Enter");
      // JSON of something else: the field, in words and at its control.
      await fillJson(page, { labels: [{ text: "a" }, { size: "many" }] });
      await page.keyboard.press("Control+Enter");
      const alert = page.getByRole("alert");
      assert.match(await alert.innerText(), /labels\[1\]\.size/);
      await group(root, "labels").locator(".element").nth(1).locator(".wrong").waitFor();
      assert.equal(calls.length, before);
      await fillJson(page, { nothing: 1 });
      await page.getByText("Set in the JSON only: nothing").waitFor();
      await page.keyboard.press("Control+Enter");
      await alert.getByText(/nothing/).waitFor();
      await opened.screenshot("wrong-json");
      await fillJson(page, "");
      await sendOk(page);
      assert.equal(await statusOf(page), "OK");
    },
  },
];
