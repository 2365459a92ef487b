import assert from "node:assert/strict";
import { test } from "node:test";
import { type Complaint, parseComplaints } from "./parse-complaints.ts";

const isFile = (path: string): boolean => path === "shop/v1/a.proto" || path === "b.proto";
const complaint = (message: string, file?: string, line = 0, column = 0): Complaint => ({
  message,
  file,
  line,
  column,
});

test("a place is found however much of it there is", () => {
  assert.deepEqual(
    parseComplaints("shop/v1/a.proto:12:5: no\nb.proto:3: not so\nb.proto: not at all", isFile),
    [
      complaint("no", "shop/v1/a.proto", 12, 5),
      complaint("not so", "b.proto", 3),
      complaint("not at all", "b.proto"),
    ],
  );
});

test("words in front of it do not hide it", () => {
  assert.deepEqual(parseComplaints("--go_out: b.proto:7:1: no", isFile), [
    complaint("no", "b.proto", 7, 1),
  ]);
  assert.deepEqual(parseComplaints('error: "b.proto:7": no', isFile), [
    complaint("no", "b.proto", 7),
  ]);
});

test("lines without a place belong to the one before", () => {
  assert.deepEqual(parseComplaints("there is\r\ntrouble\nb.proto:1: no\n  because\n\n", isFile), [
    complaint("there is\ntrouble"),
    complaint("no\n  because", "b.proto", 1),
  ]);
});

test("files that are none of the contracts are words like any other", () => {
  assert.deepEqual(parseComplaints("c.proto:1:1: no", isFile), [complaint("c.proto:1:1: no")]);
  assert.deepEqual(parseComplaints("  \n", isFile), []);
});

test("long texts are read in a time that grows with their length", { timeout: 20_000 }, () => {
  const text = `${"x".repeat(200_000)}\n${"a.proto:".repeat(20_000)}\n${"b.proto:1: y\n".repeat(5000)}`;
  assert.ok(parseComplaints(text, isFile).length <= 1002);
});
