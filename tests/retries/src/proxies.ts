// The proxies of others between client and servers: how they are installed, configured, and run.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "../../../tools/free-port.ts";
import { endWithUs, run } from "../../../tools/root.mjs";
import { missingPrograms } from "../../../tools/suites.mjs";
import { envoyProgram } from "../../judges/envoy-program.ts";

/** A kind of proxy. */
export interface ProxyKind {
  readonly name: string;
  /** Finds the program, or installs it. Throws with the reason when that is not possible. */
  prepare(): Promise<string>;
  /** Writes the configuration into a folder; returns the arguments of the program. */
  configure(folder: string, port: number, backends: readonly number[]): string[];
}

async function install(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args, { quiet: true, timeoutMs: 600_000 });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${output.trim().slice(-500)}`);
}

async function debianProgram(name: string): Promise<string> {
  const program = `/usr/sbin/${name}`;
  if (existsSync(program)) return program;
  if (missingPrograms(["apt-get"]).length > 0 || process.getuid?.() !== 0) {
    throw new Error(`needs ${name}: apt-get install ${name}, as root`);
  }
  await install("apt-get", ["update", "-q"]);
  const quiet = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
  await install("apt-get", ["install", ...quiet, name]);
  return program;
}

const envoy: ProxyKind = {
  name: "envoy",
  prepare: envoyProgram,
  configure(folder, port, backends) {
    const file = path.join(folder, "envoy.json");
    const http2 = { explicit_http_config: { http2_protocol_options: {} } };
    const extensions = "type.googleapis.com/envoy.extensions";
    const address = (port_value: number) => ({
      socket_address: { address: "127.0.0.1", port_value },
    });
    const manager = {
      "@type": `${extensions}.filters.network.http_connection_manager.v3.HttpConnectionManager`,
      stat_prefix: "calls",
      codec_type: "HTTP2",
      route_config: {
        virtual_hosts: [
          {
            name: "all",
            domains: ["*"],
            routes: [{ match: { prefix: "/" }, route: { cluster: "backends", timeout: "0s" } }],
          },
        ],
      },
      http_filters: [
        {
          name: "router",
          typed_config: { "@type": `${extensions}.filters.http.router.v3.Router` },
        },
      ],
    };
    const config = {
      static_resources: {
        listeners: [
          {
            address: address(port),
            filter_chains: [{ filters: [{ name: "calls", typed_config: manager }] }],
          },
        ],
        clusters: [
          {
            name: "backends",
            connect_timeout: "1s",
            type: "STATIC",
            lb_policy: "ROUND_ROBIN",
            typed_extension_protocol_options: {
              "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
                "@type": `${extensions}.upstreams.http.v3.HttpProtocolOptions`,
                ...http2,
              },
            },
            load_assignment: {
              cluster_name: "backends",
              endpoints: [
                { lb_endpoints: backends.map((one) => ({ endpoint: { address: address(one) } })) },
              ],
            },
          },
        ],
      },
    };
    writeFileSync(file, JSON.stringify(config));
    return ["-c", file, "--disable-hot-restart", "--concurrency", "1", "-l", "error"];
  },
};

const nginx: ProxyKind = {
  name: "nginx",
  prepare: () => debianProgram("nginx"),
  configure(folder, port, backends) {
    const file = path.join(folder, "nginx.conf");
    const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join(" ");
    writeFileSync(
      file,
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log crit;
events { worker_connections 1024; }
http {
  access_log off; ${temporary}
  upstream backends { ${backends.map((one) => `server 127.0.0.1:${one} max_fails=0;`).join(" ")} }
  server {
    listen 127.0.0.1:${port} http2;
    location / { grpc_pass grpc://backends; grpc_connect_timeout 1s; grpc_next_upstream off; }
  }
}
`,
    );
    return ["-c", file, "-p", folder, "-e", path.join(folder, "start.log")];
  },
};

const haproxy: ProxyKind = {
  name: "haproxy",
  prepare: () => debianProgram("haproxy"),
  configure(folder, port, backends) {
    const file = path.join(folder, "haproxy.cfg");
    const servers = backends.map((one, i) => `  server s${i} 127.0.0.1:${one} proto h2`);
    writeFileSync(
      file,
      `defaults
  mode http
  retries 0
  timeout connect 1s
  timeout client 60s
  timeout server 60s
frontend calls
  bind 127.0.0.1:${port} proto h2
  default_backend servers
backend servers
  balance roundrobin
${servers.join("\n")}
`,
    );
    return ["-f", file, "-db", "-q"];
  },
};

export const proxyKinds: readonly ProxyKind[] = [envoy, nginx, haproxy];

/** A proxy that runs. */
export interface RunningProxy {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts a proxy in front of servers, and waits until it listens. */
export async function startProxy(
  kind: ProxyKind,
  program: string,
  backends: readonly number[],
): Promise<RunningProxy> {
  const folder = mkdtempSync(path.join(tmpdir(), `tramline-${kind.name}-`));
  const port = await freePort();
  const child = spawn(program, kind.configure(folder, port, backends), {
    stdio: ["ignore", "ignore", "pipe"],
    detached: true,
  });
  endWithUs(child);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2000);
  });
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await untilListening(port, child, () => said);
  } catch (error) {
    await close();
    throw error;
  }
  return { port, close };
}

async function untilListening(
  port: number,
  child: ChildProcess,
  said: () => string,
): Promise<void> {
  const endMs = performance.now() + 30_000;
  while (performance.now() < endMs) {
    if (child.exitCode !== null) throw new Error(`the proxy ended: ${said()}`);
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (isThere) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
  throw new Error(`the proxy does not listen: ${said()}`);
}
