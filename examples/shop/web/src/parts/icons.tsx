// The icons of the page: drawn in the color of the text around them, and silent for screen readers.
import type { JSX } from "preact";

const paths = {
  cart: "M3 4h2l2.200 10.500a1.500 1.500 0 0 0 1.500 1.200h7.900a1.500 1.500 0 0 0 1.500-1.100L20 8H6.200M9.500 20h.01M16.500 20h.01",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4",
  close: "M6 6l12 12M18 6L6 18",
  plus: "M12 6v12M6 12h12",
  minus: "M6 12h12",
  chat: "M4 5h16v11H9l-5 4z",
  send: "M4 12l16-7-5 15-4-6zM11 14l9-9",
  check: "M5 12.500l4.500 4.500L19 7.500",
  alert: "M12 8v5M12 16.500h.01M12 3.500l9 16H3z",
  offline:
    "M3 3l18 18M5 12a10 10 0 0 1 3.500-2.300M12 8.500A10 10 0 0 1 19 12M8.500 15.500a5 5 0 0 1 7 0M12 19h.01",
  back: "M19 12H5M11 6l-6 6 6 6",
} as const;

/** The name of an icon. */
export type IconName = keyof typeof paths;

/** An icon. */
export function Icon({ name, size = 20 }: { name: IconName; size?: number }): JSX.Element {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  );
}
