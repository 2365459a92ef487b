import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** What one bundle weighs. */
export interface SizeRow {
  readonly case: string;
  readonly implementation: string;
  readonly version: string;
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
}

/** The size of a file with all that it imports, as a browser would be sent it. */
export interface BundleSize {
  readonly minifiedBytes: number;
  readonly gzipBytes: number;
}

/**
 * Bundles a file for browsers: minified, what is not used left out.
 * @param conditions of `exports` in package.json, beside those of a bundler
 */
export async function bundleSize(
  entry: string,
  conditions: readonly string[] = [],
): Promise<BundleSize> {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: [...conditions],
    legalComments: "none",
    logLevel: "warning",
    write: false,
  });
  const bytes = outputFiles[0]?.contents;
  if (bytes === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return {
    minifiedBytes: bytes.length,
    gzipBytes: gzipSync(bytes, { level: 9 }).length,
  };
}
