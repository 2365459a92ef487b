import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { given } from "@tramline/protobuf/internal";
import { checkFunctions, isRecord } from "../argument-check.ts";
import { ConfigurationError, type ConfigurationErrorCode } from "../configuration-error.ts";
import { positiveOption } from "../option-check.ts";
import { checkTlsMaterial } from "./check-tls.ts";
import type { MaterialNames, TlsMaterial } from "./loaded-tls.ts";

/** Where certificates and keys come from: given as they are, from files, or from a function. */
export interface TlsSourceOptions extends TlsMaterial {
  /** The file with `cert`, read again every `reloadIntervalMs`. Goes with `keyFile`. */
  readonly certFile?: string | undefined;
  /** The file with `key`, read again every `reloadIntervalMs`. */
  readonly keyFile?: string | undefined;
  /** The file with `ca`, read again every `reloadIntervalMs`. */
  readonly caFile?: string | undefined;
  /**
   * Returns all of it, from wherever it is kept; called again every `reloadIntervalMs`. Fails when it
   * throws, or has not settled after 30 seconds.
   */
  readonly load?: (() => TlsMaterial | Promise<TlsMaterial>) | undefined;
  /**
   * Time between two looks at the files, or calls of `load`, in milliseconds. Default 60,000; Infinity
   * never looks again. A server looks on a timer, a channel before it makes a connection. New
   * certificates hold for new connections; those under way live on. When something is wrong with them,
   * the former ones stay in use and the error is reported.
   */
  readonly reloadIntervalMs?: number | undefined;
}

export const TLS_SOURCE_OPTIONS = {
  cert: true,
  key: true,
  passphrase: true,
  ca: true,
  certFile: true,
  keyFile: true,
  caFile: true,
  load: true,
  reloadIntervalMs: true,
} as const;

const FILES = ["certFile", "keyFile", "caFile"] as const;
const DEFAULT_RELOAD_INTERVAL_MS = 60_000;
const LOAD_TIMEOUT_MS = 30_000;

/** Reads certificates and keys from where the options say that they are. */
export interface TlsSource {
  /** How errors call the parts. */
  readonly names: MaterialNames;
  /** Time after which to read again; Infinity when nothing can change. */
  readonly reloadIntervalMs: number;
  /** Reads at once; undefined when it takes a call of `load`. */
  readonly readNow: (() => TlsMaterial) | undefined;
  readonly read: () => Promise<TlsMaterial>;
}

/**
 * Checks the options, and returns how to read what they name.
 *
 * @throws ConfigurationError with `code`
 */
export function tlsSource(code: ConfigurationErrorCode, options: TlsSourceOptions): TlsSource {
  const { certFile, keyFile, caFile, load } = options;
  const files = { certFile, keyFile, caFile };
  const fixed = {
    cert: options.cert,
    key: options.key,
    passphrase: options.passphrase,
    ca: options.ca,
  };
  for (const name of FILES) {
    const value: unknown = files[name];
    if (value === undefined || (typeof value === "string" && value !== "")) continue;
    throw new ConfigurationError(
      code,
      `invalid option tls.${name}: expected the name of a file, got ${value === "" ? given(value) : typeof value}`,
    );
  }
  checkFunctions(code, "tls.load", load);
  const hasFiles = certFile !== undefined || keyFile !== undefined || caFile !== undefined;
  checkSingleSource(code, options);
  const canChange = load !== undefined || hasFiles;
  if (!canChange && options.reloadIntervalMs !== undefined) {
    throw new ConfigurationError(
      code,
      "invalid option tls.reloadIntervalMs: expected tls.load, tls.certFile, or tls.caFile with it, got none of them; leave it out",
    );
  }
  const names: MaterialNames = {
    cert: certFile === undefined ? "tls.cert" : `tls.certFile (${certFile})`,
    key: keyFile === undefined ? "tls.key" : `tls.keyFile (${keyFile})`,
    ca: caFile === undefined ? "tls.ca" : `tls.caFile (${caFile})`,
  };
  const reloadIntervalMs = positiveOption(
    code,
    "tls.reloadIntervalMs",
    options.reloadIntervalMs,
    DEFAULT_RELOAD_INTERVAL_MS,
  );
  if (load !== undefined) {
    const loaded = { cert: "cert of tls.load", key: "key of tls.load", ca: "ca of tls.load" };
    return {
      names: loaded,
      reloadIntervalMs,
      readNow: undefined,
      read: async () => checked(code, await callLoad(code, load), loaded),
    };
  }
  if (!hasFiles) {
    const readFixed = () => checked(code, fixed, names);
    return { names, reloadIntervalMs: Infinity, readNow: readFixed, read: async () => readFixed() };
  }
  const readNow = () => checked(code, { ...fixed, ...readFiles(code, files) }, names);
  return {
    names,
    reloadIntervalMs,
    readNow,
    read: async () => checked(code, { ...fixed, ...(await readFilesLater(code, files)) }, names),
  };
}

function checkSingleSource(code: ConfigurationErrorCode, options: TlsSourceOptions): void {
  if (options.load !== undefined) {
    for (const name of [
      "cert",
      "key",
      "passphrase",
      "ca",
      "certFile",
      "keyFile",
      "caFile",
    ] as const) {
      if (options[name] === undefined) continue;
      throw new ConfigurationError(
        code,
        `invalid option tls.${name}: expected tls.load alone, got both; return cert, key, passphrase, and ca from load`,
      );
    }
    return;
  }
  for (const part of ["cert", "key", "ca"] as const) {
    if (options[part] === undefined || options[`${part}File`] === undefined) continue;
    throw new ConfigurationError(
      code,
      `invalid option tls.${part}: expected it or tls.${part}File, got both; leave one out`,
    );
  }
  if ((options.certFile === undefined) !== (options.keyFile === undefined)) {
    const [one, other] =
      options.certFile === undefined ? ["keyFile", "certFile"] : ["certFile", "keyFile"];
    throw new ConfigurationError(
      code,
      `invalid option tls.${one}: expected tls.${other} with it, got none`,
    );
  }
}

function checked(
  code: ConfigurationErrorCode,
  material: TlsMaterial,
  names: MaterialNames,
): TlsMaterial {
  checkTlsMaterial(code, material, names);
  return material;
}

async function callLoad(
  code: ConfigurationErrorCode,
  load: () => TlsMaterial | Promise<TlsMaterial>,
): Promise<TlsMaterial> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`tls.load has not settled within ${LOAD_TIMEOUT_MS} ms`));
    }, LOAD_TIMEOUT_MS);
    timer.unref();
  });
  try {
    const material: unknown = await Promise.race([load(), late]);
    if (isRecord(material)) return material;
    throw new ConfigurationError(
      code,
      `invalid result of tls.load: expected an object with cert and key, got ${given(material)}`,
    );
  } finally {
    clearTimeout(timer);
  }
}

type Files = Pick<TlsSourceOptions, "certFile" | "keyFile" | "caFile">;

function readFiles(code: ConfigurationErrorCode, files: Files): TlsMaterial {
  const read = (option: keyof Files) => {
    const name = files[option];
    if (name === undefined) return undefined;
    try {
      return readFileSync(name);
    } catch (error) {
      throw unreadable(code, option, name, error);
    }
  };
  return present({ cert: read("certFile"), key: read("keyFile"), ca: read("caFile") });
}

async function readFilesLater(code: ConfigurationErrorCode, files: Files): Promise<TlsMaterial> {
  const read = async (option: keyof Files) => {
    const name = files[option];
    if (name === undefined) return undefined;
    try {
      return await readFile(name);
    } catch (error) {
      throw unreadable(code, option, name, error);
    }
  };
  const [cert, key, ca] = await Promise.all([read("certFile"), read("keyFile"), read("caFile")]);
  return present({ cert, key, ca });
}

function present(material: TlsMaterial): TlsMaterial {
  return Object.fromEntries(Object.entries(material).filter(([, value]) => value !== undefined));
}

function unreadable(
  code: ConfigurationErrorCode,
  option: string,
  name: string,
  error: unknown,
): ConfigurationError {
  const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return new ConfigurationError(
    code,
    `invalid option tls.${option}: cannot read the file ${name} (${reason})`,
  );
}
