/** Keeps the focus of the keyboard in the page: when the element that has it goes away, a neighbor gets it. */

const FOCUSABLE =
  "a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex='0']";

/** Where the focus was last. */
interface Place {
  readonly element: Element;
  /** The elements around it, from the inside out. */
  readonly around: readonly Element[];
  /** All elements that could be focused then, in the order of the page. */
  readonly order: readonly Element[];
}

/**
 * Watches an element for the life of the page. A button that goes away with the click on it leaves the focus to
 * what came behind it in the same part of the page, or else to what came before it.
 */
export function keepFocus(root: Element): void {
  let place: Place | undefined;
  root.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element) place = placeOf(target, root);
  });
  const check = (): void => {
    const active = document.activeElement;
    if (place === undefined || (active !== null && active !== document.body)) return;
    // Still there: a click beside it has taken the focus, as it should.
    if (isThere(place.element)) return;
    neighborOf(place)?.focus({ preventScroll: true });
  };
  const observer = new MutationObserver(() => requestAnimationFrame(check));
  const attributeFilter = ["class", "disabled", "open"];
  observer.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter });
}

function placeOf(element: Element, root: Element): Place {
  const around: Element[] = [];
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    around.push(at);
    if (at === root) break;
  }
  return { element, around, order: [...root.querySelectorAll(FOCUSABLE)] };
}

function neighborOf({ element, around, order }: Place): HTMLElement | undefined {
  const index = order.indexOf(element);
  const nearest = [...order.slice(index + 1), ...order.slice(0, Math.max(index, 0)).reverse()];
  for (const part of around) {
    if (!part.isConnected) continue;
    const inside = [...part.querySelectorAll(FOCUSABLE)].filter(isThere);
    const neighbor = nearest.find((one) => inside.includes(one)) ?? inside[0];
    if (neighbor instanceof HTMLElement) return neighbor;
  }
  return undefined;
}

function isThere(element: Element): boolean {
  return element.isConnected && element.matches(FOCUSABLE) && element.checkVisibility();
}
