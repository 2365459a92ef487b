import { styleText } from "node:util";
import type { Party } from "./events.ts";

type Format = Parameters<typeof styleText>[0];

const isColoured =
  (process.stdout.isTTY || process.env["FORCE_COLOR"] !== undefined) &&
  process.env["NO_COLOR"] === undefined;

/** Colors a text, if the terminal has colors. */
export function paint(format: Format, text: string): string {
  return isColoured ? styleText(format, text) : text;
}

const formats: Readonly<Record<Party, Format>> = {
  tour: "white",
  storefront: "magenta",
  users: "cyan",
  orders: "yellow",
  payments: "blue",
  support: "green",
};

/** A party's name in its color. */
export function paintParty(party: Party): string {
  return paint(formats[party], party);
}
