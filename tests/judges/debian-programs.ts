import { existsSync } from "node:fs";
import { root, run } from "../../tools/root.mjs";
import { missingPrograms } from "../../tools/suites.mjs";

const APT_TIMEOUT_MS = 600_000;

/** Programs that a Debian package brings; the package is installed if they are not there. */
export async function debianPrograms(
  needed: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const isThere = (file: string): boolean => existsSync(file);
  const missing = Object.entries(needed).filter(([, file]) => !isThere(file));
  const packages = [...new Set(missing.map(([name]) => name))];
  if (packages.length > 0) await aptGet(packages);
  for (const file of Object.values(needed)) {
    if (!isThere(file)) throw new Error(`${file} is not there, though its package is installed`);
  }
  return needed;
}

let updated: Promise<void> | undefined;

async function aptGet(packages: readonly string[]): Promise<void> {
  const command = `apt-get install ${packages.join(" ")}`;
  if (missingPrograms(["apt-get"]).length > 0 || process.getuid?.() !== 0) {
    throw new Error(`needs programs of Debian's, as root: ${command}`);
  }
  updated ??= apt(["update", "-q"]);
  await updated;
  const wait = ["-o", "DPkg::Lock::Timeout=300"];
  await apt(["install", "-y", "-q", "--no-install-recommends", ...wait, ...packages]);
}

async function apt(args: readonly string[]): Promise<void> {
  const { code, output } = await run("apt-get", args, {
    quiet: true,
    timeoutMs: APT_TIMEOUT_MS,
    cwd: root,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (code === 0) return;
  throw new Error(`apt-get ${args[0]}: ${output.trim().split("\n").slice(-8).join("\n")}`);
}
