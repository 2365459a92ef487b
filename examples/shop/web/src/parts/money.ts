// Prices and times as people read them.

const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** An amount in cents as "€12.75". */
export function money(cents: bigint): string {
  return euros.format(Number(cents) / 100);
}

const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** A day as "3 March 2027". */
export function dayOf(date: Date): string {
  return days.format(date);
}
