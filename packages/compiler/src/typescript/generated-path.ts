// Where generated files lie, and how they find each other.

/**
 * "shop/v1/orders.ts" for "shop/v1/orders.proto".
 * @throws Error for a path that leads out of the folder that it is relative to
 */
export function generatedPath(protoPath: string): string {
  const parts = protoPath.split("/");
  if (parts.includes("..") || parts.includes("") || /[\\\0:]/.test(protoPath)) {
    throw new Error(
      `no file can be generated for ${JSON.stringify(protoPath)}: paths are relative, with slashes, and without ".."`,
    );
  }
  return `${protoPath.replace(/\.proto$/, "")}.ts`;
}

/** The specifier by which one generated file imports another: "../common/money.ts". */
export function importSpecifier(fromPath: string, toPath: string, extension: string): string {
  const from = fromPath.split("/").slice(0, -1);
  const to = toPath.split("/");
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = "../".repeat(from.length - shared);
  return `${up === "" ? "./" : up}${to.slice(shared).join("/").replace(/\.ts$/, extension)}`;
}
