/** Copies of calls, run as they are: the command in a shell, the program after a type check. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { root, sourceFlags } from "../../tools/root.mjs";
import { type Case, choose, fillJson, messageText, send, sendOk, statusOf } from "./case.ts";
import { protoFolder } from "./pantry.ts";
import { tramProgram } from "./tram.ts";

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
}

const contract = path.join(protoFolder, "pantry/v1/pantry.proto");
/** Files have the names that `tram generate` knows: the reflection of grpc-js invents some. */
const contractFlags = ["--proto", contract, "-I", protoFolder];

/** Runs a program without blocking the servers of this process. */
function run(command: string, args: readonly string[], cwd: string, env = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.on("error", reject).on("close", (status) => resolve({ status, stdout }));
  });
}

/** A folder with `tram` on the path and the code of the contract in `gen`, inside of the workspace. */
async function workFolder(after: (run: () => unknown) => void): Promise<string> {
  const parent = path.join(root, ".cache/explore");
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(path.join(parent, "copies-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const words = [process.execPath, ...tramProgram].map((word) => `'${word}'`).join(" ");
  writeFileSync(path.join(folder, "tram"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
  const compilerOptions = { noEmit: true, composite: false, types: ["node"] };
  const config = { extends: path.join(root, "tsconfig.base.json"), compilerOptions };
  writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }');
  const args = [...tramProgram, "generate", contract, "-I", protoFolder, "-q"];
  assert.equal((await run(process.execPath, args, folder)).status, 0);
  return folder;
}

async function copied(page: Page, title: string): Promise<string> {
  const panel = page.locator("details.copies");
  if ((await panel.getAttribute("open")) === null) await panel.locator("summary").click();
  await page.getByRole("button", { name: `Copy as ${title}` }).click();
  await panel.getByText("Copied").waitFor();
  await panel.getByText("Copied").waitFor({ state: "hidden" });
  return page.evaluate("navigator.clipboard.readText()");
}

function runCommand(text: string, folder: string): Promise<Ended> {
  return run("sh", ["-c", text], folder, { PATH: `${folder}:${process.env["PATH"] ?? ""}` });
}

async function runProgram(text: string, folder: string): Promise<Ended> {
  const file = path.join(folder, "program.ts");
  writeFileSync(file, text);
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const checked = await run(process.execPath, [compiler, "-p", folder], folder);
  assert.equal(checked.status, 0, `${checked.stdout}\nof\n${text}`);
  return run(process.execPath, [...sourceFlags, file], folder);
}

/** Everything that a shell or a program could take for its own. */
const TEXT = "it's \"so\" \\ $HOME `id` !! #1 %s ~ *\nline two\t\u2028 süß 🍓 ${x} '; exit 1; '";

/** The cases. */
export const copyCases: readonly Case[] = [
  {
    name: "the copied command and the copied program make the same call",
    async run({ open, pantry, explore, after }) {
      const { target, calls } = await pantry();
      const fixed = ["-H", "x-fixed: it's", "--authority", "pantry.example"];
      const url = await explore(target, ...contractFlags, ...fixed);
      const { page } = await open({ url, clipboard: true });
      await choose(page, "Keep");
      await fillJson(page, {
        aString: TEXT,
        aUint64: "18446744073709551615",
        aDouble: "NaN",
        byWord: { "it's": "1", '"': "2" },
        aBytes: "AP8=",
        any: { "@type": "type.googleapis.com/pantry.v1.Jar.Label", text: TEXT },
        inner: { any: { "@type": "type.googleapis.com/google.protobuf.Duration", value: "2s" } },
        notes: { deep: [null, { "a b": 'c"d' }] },
      });
      await page.getByText("Metadata, credentials, deadline").click();
      await page.getByRole("button", { name: "Add metadata" }).click();
      await page.getByLabel("Metadata name 0").fill("x-table");
      await page.getByLabel("Metadata value 0").fill("it's $HOME");
      await page.getByRole("button", { name: "Add metadata" }).click();
      await page.getByLabel("Metadata name 1").fill("trace-bin");
      await page.getByLabel("Metadata value 1").fill("AAEC");
      await page.getByLabel("Deadline").fill("30s");
      await page.getByLabel("Credentials").selectOption("bearer");
      await page.getByLabel("token", { exact: true }).fill("t'k");
      await sendOk(page);
      const byPage = calls.at(-1);
      assert.equal(byPage?.request["a_string"], TEXT);
      for (const [name, value] of Object.entries({
        "x-fixed": "it's",
        "x-table": "it's $HOME",
        "trace-bin": Buffer.from([0, 1, 2]),
        authorization: "Bearer t'k",
      })) {
        assert.deepEqual(byPage.metadata[name], value);
      }
      const response: unknown = JSON.parse(await messageText(page, "response"));
      const folder = await workFolder(after);
      const shell = await runCommand(await copied(page, "tram call"), folder);
      assert.equal(shell.status, 0);
      assert.deepEqual(JSON.parse(shell.stdout), response);
      assert.deepEqual(calls.at(-1), byPage);
      const program = await runProgram(await copied(page, "TypeScript"), folder);
      assert.equal(program.status, 0);
      assert.match(program.stdout, /18446744073709551615n/);
      assert.deepEqual(calls.at(-1), byPage);
      assert.equal(calls.length, 3);
    },
  },
  {
    name: "the copies of a bidirectional call send all of its messages",
    async run({ open, pantry, explore, after }) {
      const { target, calls } = await pantry();
      const url = await explore(target, ...contractFlags);
      const { page } = await open({ url, clipboard: true });
      await choose(page, "Swap");
      for (const [index, text] of ["it's", '"two"'].entries()) {
        await fillJson(page, { aString: text });
        await send(page);
        await page.getByText(`→ sent ${index + 1}`).waitFor();
      }
      await page.getByRole("button", { name: "End requests" }).click();
      assert.equal(await statusOf(page), "OK");
      const byPage = calls.splice(0).map(({ request }) => request);
      assert.equal(byPage.length, 2);
      const folder = await workFolder(after);
      const shell = await runCommand(await copied(page, "tram call"), folder);
      assert.equal(shell.status, 0);
      assert.deepEqual(
        calls.splice(0).map(({ request }) => request),
        byPage,
      );
      assert.match(shell.stdout, /it's[^]*"\\"two\\""/);
      const program = await runProgram(await copied(page, "TypeScript"), folder);
      assert.equal(program.status, 0);
      assert.deepEqual(
        calls.map(({ request }) => request),
        byPage,
      );
      assert.match(program.stdout, /it's[^]*"two"/);
    },
  },
];
