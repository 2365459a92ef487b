// Cycles in a graph of files.

/**
 * Finds the cycles of a directed graph: for each group of nodes that reach one another, one shortest way
 * around.
 *
 * @param graph the nodes that each node points to
 * @returns each cycle as its nodes in order, beginning with the first in the alphabet; the way back to it
 *   is left out
 */
export function findCycles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  return components(graph)
    .map((component) => shortestCycle(graph, component))
    .filter((cycle) => cycle !== undefined)
    .sort((left, right) => ((left[0] ?? "") < (right[0] ?? "") ? -1 : 1));
}

/** Groups of nodes that reach one another (Tarjan 1972). */
function components(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];

  const visit = (node: string): void => {
    const own = index.size;
    index.set(node, own);
    low.set(node, own);
    stack.push(node);
    onStack.add(node);
    for (const target of graph.get(node) ?? []) {
      if (!index.has(target)) {
        visit(target);
        low.set(node, Math.min(low.get(node) ?? own, low.get(target) ?? own));
      } else if (onStack.has(target)) {
        low.set(node, Math.min(low.get(node) ?? own, index.get(target) ?? own));
      }
    }
    if (low.get(node) !== own) return;
    const component = stack.splice(stack.lastIndexOf(node));
    for (const member of component) onStack.delete(member);
    found.push(component);
  };

  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

/** A shortest way from the component's first node back to itself, or undefined when there is none. */
function shortestCycle(
  graph: ReadonlyMap<string, readonly string[]>,
  component: readonly string[],
): string[] | undefined {
  const members = new Set(component);
  const [first] = component.toSorted();
  if (first === undefined) return undefined;
  let ways = [[first]];
  const seen = new Set<string>();
  while (ways.length > 0) {
    const longer: string[][] = [];
    for (const way of ways) {
      for (const target of graph.get(way.at(-1) ?? first) ?? []) {
        if (target === first) return way;
        if (!members.has(target) || seen.has(target)) continue;
        seen.add(target);
        longer.push([...way, target]);
      }
    }
    ways = longer;
  }
  return undefined;
}
