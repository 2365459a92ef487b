import { ConfigurationError } from "../configuration-error.ts";
import type { PreparedTarget, ResolverFactory } from "./resolver.ts";
import { staticTarget } from "./static-resolver.ts";
import { refuseAuthority, type Target } from "./target.ts";

/** A socket has no host name; every implementation sends this one. */
const UNIX_AUTHORITY = "localhost";

/** `unix:relative/path`, `unix:/absolute/path` or `unix:///absolute/path`. */
export const unixResolver: ResolverFactory = {
  scheme: "unix",
  prepare: (target) => prepareSocket(target, ""),
};

/** `unix-abstract:name`: a socket without a file, on Linux only. */
export const unixAbstractResolver: ResolverFactory = {
  scheme: "unix-abstract",
  prepare(target) {
    if (process.platform !== "linux") {
      throw new ConfigurationError(
        "TARGET_UNSUPPORTED_HERE",
        `invalid target "${target.text}": abstract sockets need Linux, got ${process.platform}; use unix:PATH`,
      );
    }
    return prepareSocket(target, "\0");
  },
};

function prepareSocket(target: Target, prefix: string): PreparedTarget {
  refuseAuthority(target);
  if (target.path === "" || target.path.includes("\0")) {
    throw new ConfigurationError(
      "TARGET_PATH_INVALID",
      `invalid target "${target.text}": expected the name of a socket, got ${target.path === "" ? "none" : "one with a NUL"}`,
    );
  }
  return staticTarget(UNIX_AUTHORITY, [{ kind: "unix", path: prefix + target.path }]);
}
