import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "node:test";
import { type FakePlugin, installPlugin } from "../testdata/fake-plugin.ts";
import { type TramOptions, type TramResult, tram } from "../testdata/fake-terminal.ts";

export let top = "";

export let cwd = "";

beforeEach(() => {
  top = mkdtempSync(path.join(tmpdir(), "tram-plugins-"));
  cwd = path.join(top, "work");
  write("proto/shop/money.proto", money);
  write("proto/shop/order.proto", order);
});

afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

export const money = `syntax = "proto3";
package shop;
message Money {
  int64 units = 1;
}
`;

export const order = `syntax = "proto3";
package shop;
import "shop/money.proto";
// An order.
message Order {
  Money total = 1;
}
`;

export function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
  writeFileSync(path.join(cwd, name), text);
}

export function read(name: string): string {
  return readFileSync(path.join(cwd, name), "utf8");
}

export function files(folder: string): string[] {
  if (!existsSync(path.join(cwd, folder))) return [];
  return readdirSync(path.join(cwd, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(cwd, folder), path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Runs `tram generate`; HOME is empty, and the PATH has only what a test installs. */
export function run(args: readonly string[], options: TramOptions = {}): Promise<TramResult> {
  const env = { PATH: path.join(top, "path"), HOME: path.join(top, "home") };
  return tram(["generate", ...args], { cwd, env, ...options });
}

export function onPath(name: string, answer?: Parameters<typeof installPlugin>[1]): FakePlugin {
  return installPlugin(path.join(top, "path", name), answer);
}
