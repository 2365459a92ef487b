import assert from "node:assert/strict";
import {
  chmodSync,
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
import { afterEach, beforeEach, describe, test } from "node:test";
import { FileDescriptorSet } from "@tramline/protobuf/wkt";
import { type FakePlugin, installPlugin } from "../testdata/fake-plugin.ts";
import { type TramOptions, type TramResult, tram } from "../testdata/fake-terminal.ts";

let top = "";
let cwd = "";
beforeEach(() => {
  top = mkdtempSync(path.join(tmpdir(), "tram-plugins-"));
  cwd = path.join(top, "work");
  write("proto/shop/money.proto", money);
  write("proto/shop/order.proto", order);
});
afterEach(() => {
  rmSync(top, { recursive: true, force: true });
});

const money = `syntax = "proto3";
package shop;
message Money {
  int64 units = 1;
}
`;
const order = `syntax = "proto3";
package shop;
import "shop/money.proto";
// An order.
message Order {
  Money total = 1;
}
`;

function write(name: string, text: string): void {
  mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
  writeFileSync(path.join(cwd, name), text);
}

function read(name: string): string {
  return readFileSync(path.join(cwd, name), "utf8");
}

function files(folder: string): string[] {
  if (!existsSync(path.join(cwd, folder))) return [];
  return readdirSync(path.join(cwd, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(cwd, folder), path.join(entry.parentPath, entry.name)))
    .sort();
}

/** Runs `tram generate`; HOME is empty, and the PATH has only what a test installs. */
function run(args: readonly string[], options: TramOptions = {}): Promise<TramResult> {
  const env = { PATH: path.join(top, "path"), HOME: path.join(top, "home") };
  return tram(["generate", ...args], { cwd, env, ...options });
}

function onPath(name: string, answer?: Parameters<typeof installPlugin>[1]): FakePlugin {
  return installPlugin(path.join(top, "path", name), answer);
}

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

describe("a plugin that fails", () => {
  test("its error is shown at the place that it names", async () => {
    const error = "shop/order.proto:6:9: totals are out of fashion\nUse sums.\nand another thing";
    onPath("protoc-gen-x", { error, file: [{ name: "a" }] });
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.equal(status, 1);
    assert.equal(
      stderr,
      `error[PLUGIN]: totals are out of fashion
 --> proto/shop/order.proto:6:9
  |
6 |   Money total = 1;
  |         ^^^^^
  = note: Use sums.
  = note: and another thing

error: protoc-gen-x rejects the contract.
`,
    );
    assert.deepEqual(files("gen"), []);
  });

  test("a line without a column is marked whole; what names no line is told with the file", async () => {
    const error = "shop/order.proto:5: no\nshop/money.proto: no\nshop/money.proto:99: no";
    onPath("protoc-gen-x", { error });
    const { stderr } = await run(["--plugin", "x"]);
    assert.match(stderr, /order\.proto:5:1\n {2}\|\n5 \| message Order \{\n {2}\| \^{15}\n/);
    assert.equal(
      stderr.match(/error\[PLUGIN\]: no\n {2}--> proto\/shop\/money\.proto\n/g)?.length,
      2,
    );
  });

  test("an error without a place is told as it is", async () => {
    onPath("protoc-gen-x", { error: "unknown option\nfoo" });
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.deepEqual(
      { status, stderr },
      { status: 1, stderr: "error: protoc-gen-x: unknown option\nfoo\n" },
    );
  });

  test("by its exit status, with its words", async () => {
    onPath("protoc-gen-x", `console.error("I give up"); process.exitCode = 3;`);
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.deepEqual(
      { status, stderr },
      { status: 1, stderr: "I give up\nerror: protoc-gen-x ended with status 3.\n" },
    );
    onPath("protoc-gen-x", `process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);`);
    assert.match((await run(["--plugin", "x"])).stderr, /ended by SIGKILL/);
  });

  test("by taking too long, with all that it started", async () => {
    onPath(
      "protoc-gen-x",
      `const { spawn } = require("node:child_process");
       const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
       fs.writeFileSync("pid", String(child.pid));
       setInterval(() => {}, 1000);`,
    );
    const { status, stderr } = await run(["--plugin", "x", "--plugin-timeout", "3s"]);
    assert.equal(status, 1);
    assert.match(stderr, /error: protoc-gen-x did not end within 3 s\.\n {2}Give it more time/);
    const pid = Number(read("pid"));
    for (let tries = 0; ; tries++) {
      try {
        process.kill(pid, 0);
      } catch {
        break;
      }
      assert.ok(tries < 100, "what it started is still there");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  test("by being stopped", async () => {
    onPath("protoc-gen-x", `fs.writeFileSync("started", ""); setInterval(() => {}, 1000);`);
    const stop = new AbortController();
    const running = run(["--plugin", "x"], { signal: stop.signal });
    while (!existsSync(path.join(cwd, "started"))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    stop.abort();
    assert.match((await running).stderr, /protoc-gen-x was stopped/);
  });

  test("by answering nonsense, or by not being a program", async () => {
    onPath("protoc-gen-x", `process.stdout.write("Hello!")`);
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /error: The response of protoc-gen-x is not a CodeGeneratorResponse: .*\n {2}A plugin must write/,
    );
    writeFileSync(path.join(top, "path/protoc-gen-x"), "#!/no/such/interpreter\n");
    assert.match(
      (await run(["--plugin", "x"])).stderr,
      /protoc-gen-x cannot be started: .*\n {2}Is it built/,
    );
  });

  test("by not reading what it is asked is none", async () => {
    onPath("protoc-gen-x", "process.exit(0)");
    write("proto/large.proto", `syntax = "proto3";\n${"// much\n".repeat(100_000)}message A {}\n`);
    assert.equal((await run(["--plugin", "x"])).status, 0);
  });

  test("by not declaring what the contracts use", async () => {
    write("proto/shop/money.proto", money.replace("int64", "optional int64"));
    onPath("protoc-gen-x", { file: [{ name: "a" }] });
    const { status, stderr } = await run(["--plugin", "x"]);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /error: shop\/money\.proto has optional fields of proto3, which protoc-gen-x does not/,
    );
    assert.deepEqual(files("gen"), []);
  });
});

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

  /** Like a Python with grpcio-tools, which is asked whether it has them, and then run. */
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
