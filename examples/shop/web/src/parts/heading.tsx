// The heading of a view: it names the page, and takes the focus when the view changes, as a new page would.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

let isFirstView = true;

/** The heading of a view. */
export function ViewHeading({ title }: { title: string }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Tea Line`;
  }, [title]);
  useEffect(() => {
    if (!isFirstView) heading.current?.focus({ preventScroll: true });
    isFirstView = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {title}
    </h1>
  );
}
