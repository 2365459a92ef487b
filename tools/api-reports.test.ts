import assert from "node:assert/strict";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { root, run } from "./root.mjs";

const documented = `/** Where an order goes. */
export interface Place {
    /** The street. */
    readonly street: string;
}
/** Finds a place. */
export declare function find(name: string): Place;
`;

/** Runs the gate on a workspace with one package of these declarations. */
class Workspace {
  readonly folder: string;

  constructor(parent: string, name: string) {
    this.folder = path.join(parent, name);
    mkdirSync(path.join(this.folder, "packages/demo/dist"), { recursive: true });
    // The tools take the folder above them for the workspace's.
    for (const tool of ["api-reports", "packages", "root"]) {
      cpSync(path.join(root, `tools/${tool}.mjs`), path.join(this.folder, `tools/${tool}.mjs`));
    }
    symlinkSync(path.join(root, "node_modules"), path.join(this.folder, "node_modules"));
    this.write(
      "package.json",
      JSON.stringify({
        name: "demo",
        version: "1.0.0",
        type: "module",
        exports: { ".": { types: "./dist/index.d.ts" } },
      }),
    );
  }

  declare(text: string): this {
    this.write("dist/index.d.ts", text);
    return this;
  }

  async check(...flags: string[]): Promise<{ code: number; output: string }> {
    return run("node", ["tools/api-reports.mjs", ...flags], { cwd: this.folder, quiet: true });
  }

  private write(file: string, text: string): void {
    writeFileSync(path.join(this.folder, "packages/demo", file), text);
  }
}

describe("the gate of the public API", { concurrency: true }, () => {
  let folder = "";
  before(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), "tramline-api-")));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("passes reports of a documented API, and fails for one that has drifted or has no entry", async () => {
    const workspace = new Workspace(folder, "documented").declare(documented);
    const missing = await workspace.check();
    assert.equal(missing.code, 1);
    assert.match(missing.output, /docs\/api\/demo\.api\.md: is missing/);
    assert.equal((await workspace.check("--update")).code, 0);
    assert.deepEqual(await workspace.check(), {
      code: 0,
      output: "1 API reports are up to date\n",
      timedOut: false,
    });
    workspace.declare(documented.replace("name: string", "name: string, city?: string"));
    writeFileSync(path.join(workspace.folder, "docs/api/gone.api.md"), "");
    const drifted = await workspace.check();
    assert.equal(drifted.code, 1);
    assert.match(drifted.output, /docs\/api\/demo\.api\.md: differs from the sources/);
    assert.match(drifted.output, / {2}\+ export declare function find|\+ export function find/);
    assert.match(drifted.output, /docs\/api\/gone\.api\.md: no package has this entry any more/);
  });

  it("fails for a type that the API shows and does not export", async () => {
    const forgotten = documented.replace("export interface", "interface").concat("export {};\n");
    const workspace = new Workspace(folder, "forgotten").declare(forgotten);
    await workspace.check("--update");
    const { code, output } = await workspace.check();
    assert.equal(code, 1);
    assert.match(output, /symbol "Place" needs to be exported/);
    assert.doesNotMatch(output, /differs/);
  });

  it("fails for a member without documentation", async () => {
    const workspace = new Workspace(folder, "undocumented").declare(
      documented.replace("/** The street. */", ""),
    );
    await workspace.check("--update");
    const { code, output } = await workspace.check();
    assert.equal(code, 1);
    assert.match(output, /Missing documentation for "street"/);
    assert.doesNotMatch(output, /differs/);
  });
});
