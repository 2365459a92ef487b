// Field masks as trees: what several paths say together.

import { WellKnownError } from "../well-known-error.ts";

/** The fields under a field; empty where the whole of it is meant. */
export type MaskTree = Map<string, MaskTree>;

/** Messages do not lie deeper in one another than this, so no path needs more names. */
const maxNames = 100;

/**
 * The tree of a mask. A path that another one covers leaves no trace.
 *
 * @throws WellKnownError for a path of more than 100 names
 */
export function maskTree(paths: readonly string[]): MaskTree {
  const root: MaskTree = new Map();
  for (const path of paths) {
    const names = path.split(".");
    if (names.length > maxNames) {
      throw new WellKnownError(
        "WKT_FIELD_MASK_DEPTH",
        `a field mask has a path of ${names.length} names, which is more than ${maxNames}`,
      );
    }
    addPath(root, names);
  }
  return root;
}

function addPath(root: MaskTree, names: readonly string[]): void {
  let node = root;
  let isNew = false;
  for (const name of names) {
    let next = node.get(name);
    if (next === undefined) {
      next = new Map();
      node.set(name, next);
      isNew = true;
    } else if (next.size === 0) {
      // The whole of it is meant already.
      return;
    }
    node = next;
  }
  if (!isNew) node.clear();
}

/** The paths of a tree, sorted. */
export function treePaths(tree: MaskTree, prefix = ""): string[] {
  const paths: string[] = [];
  for (const name of [...tree.keys()].sort()) {
    const path = prefix + name;
    const below = tree.get(name);
    if (below === undefined || below.size === 0) paths.push(path);
    else for (const deeper of treePaths(below, `${path}.`)) paths.push(deeper);
  }
  return paths;
}

/** Returns the paths that both trees cover. */
export function intersectTrees(a: MaskTree, b: MaskTree): MaskTree {
  const both: MaskTree = new Map();
  for (const [name, x] of a) {
    const y = b.get(name);
    if (y === undefined) continue;
    if (x.size === 0) both.set(name, y);
    else if (y.size === 0) both.set(name, x);
    else {
      const below = intersectTrees(x, y);
      if (below.size > 0) both.set(name, below);
    }
  }
  return both;
}
