/** Looks for barriers in a page with axe-core. */
import axeCore from "axe-core";
import type { Page } from "playwright-core";

/**
 * Runs all of axe's rules on the page as it is, contrast included.
 *
 * @returns the serious and critical violations, a line each: the rule, what it asks for, and the elements
 */
export async function axe(page: Page): Promise<readonly string[]> {
  // By the debugger's protocol rather than a script element: a page's content security policy stays in force.
  await page.evaluate(axeCore.source);
  const results = await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axeCore };
    return inPage.run({ resultTypes: ["violations"] });
  });
  return results.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, help, nodes }) => {
      const where = nodes.map(({ target, html }) => `${target.join(" ")} ${html.slice(0, 160)}`);
      return `${id}: ${help}: ${where.join(" | ")}`;
    });
}

/** Whether the page is wider than its window: readers on a phone would have to scroll sideways. */
export function isWiderThanWindow(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
}
