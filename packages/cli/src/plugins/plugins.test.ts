import assert from "node:assert/strict";
import { chmodSync, existsSync, rmSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { installPlugin } from "../testdata/fake-plugin.ts";
import { cwd, files, onPath, order, read, run, top, write } from "./plugins.test.support.ts";

describe("finding a plugin", () => {
  const places = {
    "in node_modules/.bin": "work/node_modules/.bin/protoc-gen-x",
    "in node_modules/.bin of a folder above": "node_modules/.bin/protoc-gen-x",
    "on the PATH": "path/protoc-gen-x",
  };
  for (const [where, place] of Object.entries(places)) {
    test(where, async () => {
      const plugin = installPlugin(path.join(top, place), { file: [{ name: "a", content: "x" }] });
      const { status, stdout, stderr } = await run(["--plugin", "x"]);
      assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
      assert.match(stdout, /^✓ 2 contracts → gen \(x\): 1 new in \d+ ms\n$/);
      assert.equal(read("gen/a"), "x");
      assert.ok(plugin.request());
    });
  }

  test("what npm installed comes before what the PATH has", async () => {
    const local = installPlugin(path.join(cwd, "node_modules/.bin/protoc-gen-x"));
    const global = onPath("protoc-gen-x");
    assert.equal((await run(["--plugin", "protoc-gen-x"])).status, 0);
    assert.ok(local.request());
    assert.equal(global.request(), undefined);
  });

  test("by its path, and by a program's name", async () => {
    const plugin = installPlugin(path.join(cwd, "tools/own"), { file: [{ name: "a" }] });
    assert.equal((await run(["--plugin", "x=tools/own"])).status, 0);
    assert.ok(plugin.request());
    const named = onPath("some_plugin");
    assert.equal((await run(["--plugin", "y=some_plugin"])).status, 0);
    assert.ok(named.request());
  });

  test("by the name of its repository, where that differs", async () => {
    const plugin = onPath("grpc_cpp_plugin");
    assert.equal((await run(["--plugin", "grpc-cpp"])).status, 0);
    assert.ok(plugin.request());
    const go = onPath("protoc-gen-go-grpc");
    assert.equal((await run(["--plugin", "go_grpc"])).status, 0);
    assert.ok(go.request());
  });

  const missing: Readonly<Record<string, RegExp>> = {
    go: /no protoc-gen-go: not in node_modules\/\.bin, and not on the PATH\.\n {2}Install it: go install google\.golang\.org\/protobuf\/cmd\/protoc-gen-go@latest\n/,
    "go-grpc": /Install it: go install google\.golang\.org\/grpc\/cmd\/protoc-gen-go-grpc@latest\n/,
    es: /Install it: npm install --save-dev @bufbuild\/protoc-gen-es\n/,
    python: /no grpcio-tools in Python\.\n {2}Install it: pip install grpcio-tools\n/,
    grpc_python:
      /or grpc_python_plugin, and no grpcio-tools in Python\.\n {2}Install it: pip install/,
    java: /no protoc to generate java with: .*\n {2}Install it: npm install --save-dev protoc\n/,
    "grpc-java": /Install it: mvn dependency:copy -Dartifact=io\.grpc:protoc-gen-grpc-java:/,
    cpp: /no protoc to generate cpp with/,
    grpc_cpp: /no protoc-gen-grpc_cpp: .*\n {2}Install it: (apt-get|brew|vcpkg) install /,
    "go-grcp": /Did you mean go-grpc\?\n {2}Install it so that .*--plugin go-grcp=PATH/,
  };
  for (const [name, message] of Object.entries(missing)) {
    test(`a missing ${name} is told with what to do`, async () => {
      const { status, stderr } = await run(["--plugin", name]);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.ok(stderr.startsWith("error: There is no "), stderr);
    });
  }

  test("one that is installed where no PATH leads is told with its place", async () => {
    const { file } = installPlugin(path.join(top, "home/go/bin/protoc-gen-go"));
    const { stderr } = await run(["--plugin", "go"]);
    assert.ok(stderr.includes(`It is in ${path.dirname(file)}: `), stderr);
    assert.ok(stderr.includes(`--plugin go=${file}`), stderr);
  });

  test("a path that is none, and a file that is no program", async () => {
    assert.match(
      (await run(["--plugin", "x=./none"])).stderr,
      /There is no file none for --plugin x/,
    );
    assert.match(
      (await run(["--plugin", "x=none"])).stderr,
      /There is no none for --plugin x: not here/,
    );
    const { file } = installPlugin(path.join(cwd, "own"));
    chmodSync(file, 0o644);
    assert.match(
      (await run(["--plugin", "x=./own"])).stderr,
      /is not an executable program.*\n {2}.*chmod \+x own\n/,
    );
  });

  test("of two that are missing both are told", async () => {
    const { status, stderr } = await run(["--plugin", "go", "--plugin", "es"]);
    assert.equal(status, 1);
    assert.match(stderr, /protoc-gen-go@latest[\s\S]*protoc-gen-es\n/);
  });
});

describe("asking a plugin", () => {
  test("it is given the files, their imports and its options", async () => {
    const x = onPath("protoc-gen-x");
    const y = onPath("protoc-gen-y");
    const { status, stderr } = await run([
      ...["proto/shop/order.proto", "--plugin", "x", "--plugin", "y"],
      ...[
        "--plugin-opt",
        "x:paths=source_relative",
        "--plugin-opt",
        "all",
        "--plugin-opt",
        "y:M=a:b",
      ],
    ]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    const request = x.request();
    assert.deepEqual(request?.fileToGenerate, ["shop/order.proto"]);
    assert.equal(request?.parameter, "paths=source_relative,all");
    assert.equal(y.request()?.parameter, "all,M=a:b");
    assert.deepEqual(
      request?.protoFile.map(({ name }) => name),
      ["shop/money.proto", "shop/order.proto"],
    );
    const comments = request?.protoFile[1]?.sourceCodeInfo?.location.map(
      (one) => one.leadingComments,
    );
    assert.ok(comments?.includes(" An order.\n"));
  });

  test("with --imports it is to generate for imported files too, but not the well-known ones", async () => {
    write(
      "proto/shop/order.proto",
      `${order}import "google/protobuf/any.proto";\nmessage A { google.protobuf.Any a = 1; }\n`,
    );
    const x = onPath("protoc-gen-x");
    await run(["proto/shop/order.proto", "--plugin", "x", "--imports"]);
    assert.deepEqual(x.request()?.fileToGenerate, ["shop/money.proto", "shop/order.proto"]);
  });

  test("its environment and folder are ours", async () => {
    onPath("protoc-gen-x", `fs.writeFileSync("seen", process.env.TEST_WORD)`);
    const env = { PATH: path.join(top, "path"), TEST_WORD: "word" };
    await run(["--plugin", "x"], { env });
    assert.equal(read("seen"), "word");
  });

  test("what it says on stderr is passed on, without what would steer a terminal", async () => {
    onPath("protoc-gen-x", `console.error("careful \\u001b[2J")`);
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "careful \\u001b[2J\n" });
  });
});

describe("what plugins write", () => {
  test("goes to a folder for each, later ones adding to what earlier ones wrote", async () => {
    onPath("protoc-gen-a", {
      file: [{ name: "sub/a", content: "a\n// @@protoc_insertion_point(p)\n" }],
    });
    onPath("protoc-gen-b", { file: [{ name: "sub/a", insertionPoint: "p", content: "b" }] });
    onPath("protoc-gen-c", { file: [{ name: "sub/a", content: "c" }] });
    const plugins = ["--plugin", "a", "--plugin", "b", "--plugin", "c"];
    const { stdout, stderr, status } = await run([
      ...plugins,
      "--out",
      "one",
      "--plugin-out",
      "c:two",
    ]);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.match(
      stdout,
      /^✓ 2 contracts → one \(a, b\): 1 new\n✓ 2 contracts → two \(c\): 1 new in /,
    );
    assert.equal(read("one/sub/a"), "a\nb\n// @@protoc_insertion_point(p)\n");
    assert.equal(read("two/sub/a"), "c");
  });

  test("is left alone where it is right, and compared with --check", async () => {
    onPath("protoc-gen-a", {
      file: [
        { name: "a", content: "1" },
        { name: "b", content: "2" },
      ],
    });
    await run(["--plugin", "a"]);
    assert.equal((await run(["--plugin", "a", "--check"])).status, 0);
    write("gen/b", "3");
    rmSync(path.join(cwd, "gen/a"));
    const checked = await run(["--plugin", "a", "--check"]);
    assert.equal(checked.status, 1);
    assert.match(
      checked.stderr,
      /new {6}gen\/a\n {2}changed {2}gen\/b\nerror: 2 files in gen would change/,
    );
    assert.equal(existsSync(path.join(cwd, "gen/a")), false);
    assert.match((await run(["--plugin", "a"])).stdout, /: 1 new, 1 changed in/);
    assert.match((await run(["--plugin", "a"])).stdout, /: 2 unchanged in/);
  });

  test("stands beside our own TypeScript when that is asked for too", async () => {
    onPath("protoc-gen-a", { file: [{ name: "a", content: "1" }] });
    const args = ["--plugin", "tramline", "--plugin", "a", "--plugin-out", "tramline:src/gen"];
    const { stdout, status } = await run([...args, "--out", "out"]);
    assert.equal(status, 0);
    assert.match(stdout, /^✓ 2 contracts → src\/gen: 2 new\n✓ 2 contracts → out \(a\): 1 new in /);
    assert.deepEqual(files("src/gen"), ["shop/money.ts", "shop/order.ts"]);
  });

  test("is refused where it leaves the folder, and nothing is written then", async () => {
    onPath("protoc-gen-a", {
      file: [
        { name: "good", content: "1" },
        { name: "../bad", content: "2" },
      ],
    });
    const { status, stderr } = await run(["--plugin", "a"]);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /error: a writes to "\.\.\/bad", which is not a path below the output folder/,
    );
    assert.deepEqual(files("gen"), []);
    assert.equal(existsSync(path.join(cwd, "bad")), false);
  });

  test("is refused where two write one file, also by way of folders in each other", async () => {
    onPath("protoc-gen-a", { file: [{ name: "sub/x", content: "1" }] });
    onPath("protoc-gen-b", { file: [{ name: "x", content: "2" }] });
    onPath("protoc-gen-c", { file: [{ name: "sub/x", content: "2" }] });
    const same = await run(["--plugin", "a", "--plugin", "c"]);
    assert.match(same.stderr, /error: a and c both write sub\/x\.\n {2}Give each an output folder/);
    const nested = await run(["--plugin", "a", "--plugin", "b", "--plugin-out", "b:gen/sub"]);
    assert.match(nested.stderr, /error: a and b both write .*gen\/sub\/x\./);
    assert.equal(nested.status, 1);
    assert.deepEqual(files("gen"), []);
  });
});

describe("flags", () => {
  const usage: readonly (readonly [readonly string[], RegExp])[] = [
    [["--plugin-opt", "a"], /--plugin-opt goes with --plugin/],
    [["--plugin-out", "a"], /--plugin-out goes with --plugin/],
    [["--plugin", "a", "--plugin", "a"], /--plugin a is given twice/],
    [["--plugin", "a="], /invalid --plugin: expected a name or NAME=PATH, got a=\./],
    [["--plugin", "../a"], /invalid --plugin: expected a name or NAME=PATH, got \.\.\/a\./],
    [["--plugin", "go", "--plugin-opt", "og:x"], /there is no --plugin og\.\n/],
    [
      ["--plugin", "go-grpc", "--plugin-out", "go-grcp:x"],
      /no --plugin go-grcp\.\n {2}Did you mean go-grpc\?/,
    ],
    [["--plugin", "a", "--clean"], /--clean knows Tramline's own files/],
    [["--plugin", "tramline", "--plugin-opt", "x"], /takes no path and no --plugin-opt/],
    [["--plugin", "tramline=x"], /--plugin tramline is built in/],
    [
      ["--plugin", "a", "--plugin-timeout", "soon"],
      /invalid --plugin-timeout: expected a duration, got soon/,
    ],
  ];
  for (const [args, message] of usage) {
    test(`${args.join(" ")} is a usage error`, async () => {
      const { status, stderr } = await run(args);
      assert.equal(status, 2);
      assert.match(stderr, message);
    });
  }
});
