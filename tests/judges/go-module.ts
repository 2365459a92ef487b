/** Sources of the Go modules that this folder's go.mod pins, for what they ship besides programs. */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const folder = path.dirname(fileURLToPath(import.meta.url));

/** The folder of a module, downloaded if need be; throws when there is none. */
export function goModule(name: string): string {
  const options = {
    cwd: folder,
    env: { ...process.env, GOFLAGS: "-mod=readonly" },
    encoding: "utf8",
  } as const;
  const downloaded = spawnSync("go", ["mod", "download", name], options);
  const listed = spawnSync("go", ["list", "-m", "-f", "{{.Dir}}", name], options);
  const source = listed.stdout?.trim() ?? "";
  if (downloaded.status === 0 && source !== "") return source;
  const reason = downloaded.error?.message ?? `${downloaded.stderr}${listed.stderr}`.trim();
  throw new Error(`there is no Go module ${name}: ${reason}`);
}
