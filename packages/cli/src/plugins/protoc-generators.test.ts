import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";
import { installPlugin } from "../testdata/fake-plugin.ts";
import { cwd, files, onPath, read, run } from "./plugins.test.support.ts";

describe("generators that are built into protoc", () => {
  /** Like protoc: reads its arguments from a file, keeps the descriptors, writes a file. */
  const protoc = `
    const at = process.argv.findIndex((word) => word.startsWith("@"));
    const args = fs.readFileSync(process.argv[at].slice(1), "utf8").trimEnd().split("\\n");
    const value = (name) => args.find((arg) => arg.startsWith(name + "=")).slice(name.length + 1);
    fs.writeFileSync("args.json", JSON.stringify(args.filter((arg) => !arg.includes("/tram-protoc-"))));
    fs.copyFileSync(value("--descriptor_set_in"), "set");
    const out = value("--java_out");
    fs.mkdirSync(out + "/shop");
    fs.writeFileSync(out + "/shop/Order.java", "class Order {}");`;

  test("are run on our descriptors", async () => {
    onPath("protoc", protoc);
    const args = ["proto/shop/order.proto", "--plugin", "java", "--plugin-opt", "lite"];
    const { status, stderr, stdout } = await run(args);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.match(stdout, /→ gen \(java\): 1 new/);
    assert.equal(read("gen/shop/Order.java"), "class Order {}");
    assert.deepEqual(JSON.parse(read("args.json")), ["--java_opt=lite", "shop/order.proto"]);
    const set = FileDescriptorSet.decode(readFileSync(path.join(cwd, "set")));
    assert.deepEqual(
      set.file.map(({ name }) => name),
      ["shop/money.proto", "shop/order.proto"],
    );
    assert.equal(set.file[1]?.messageType[0]?.field[0]?.jsonName, undefined);
    assert.ok((set.file[1]?.sourceCodeInfo?.location.length ?? 0) > 5);
  });

  test("by the path of a protoc", async () => {
    installPlugin(path.join(cwd, "tools/protoc"), protoc);
    assert.equal((await run(["--plugin", "java=tools/protoc"])).status, 0);
    assert.deepEqual(files("gen"), ["shop/Order.java"]);
  });

  test("a plugin of the same name comes first", async () => {
    onPath("protoc", protoc);
    const plugin = onPath("protoc-gen-java");
    assert.equal((await run(["--plugin", "java"])).status, 0);
    assert.ok(plugin.request());
    assert.equal(existsSync(path.join(cwd, "args.json")), false);
  });

  /** Acts as a Python with grpcio-tools: reports that it has them, then runs them. */
  const python = `
    if (process.argv[3].includes("find_spec")) process.exit(0);
    fs.writeFileSync("python.json", JSON.stringify(process.argv.slice(2, 4)));
    process.argv.splice(2, 2);
    ${protoc.replaceAll("java", "grpc_python")}`;

  test("those of grpcio-tools come before a plugin that goes with other libraries", async () => {
    installPlugin(path.join(cwd, ".venv/bin/python"), python);
    const other = onPath("grpc_python_plugin");
    const { status, stderr } = await run(["--plugin", "grpc-python"]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.equal(other.request(), undefined);
    assert.match(read("python.json"), /^\["-c","import sys; from grpc_tools import protoc/);
    assert.deepEqual(files("gen"), ["shop/Order.grpc_python"]);
    rmSync(path.join(cwd, ".venv"), { recursive: true });
    assert.equal((await run(["--plugin", "grpc-python"])).status, 0);
    assert.ok(other.request());
  });

  test("what protoc has against a contract is shown at its place", async () => {
    onPath("protoc", `console.error("shop/order.proto:6:3: no totals"); process.exitCode = 1;`);
    const { status, stderr } = await run(["--plugin", "java"]);
    assert.equal(status, 1);
    assert.match(stderr, /error\[PLUGIN\]: no totals\n --> proto\/shop\/order\.proto:6:3\n/);
    assert.match(stderr, /error: java of .*\/protoc rejects the contract\.\n$/);
  });
});
