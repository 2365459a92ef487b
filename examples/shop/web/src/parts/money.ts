// Prices and times as people read them.

const euros = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** An amount in cents as "€12.75". */
export function money(cents: bigint): string {
  return euros.format(Number(cents) / 100);
}

const times = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** A time as "14:05". */
export function timeOfDay(date: Date): string {
  return times.format(date);
}

/** A day as "3 March 2027". */
export function dayOf(date: Date): string {
  return days.format(date);
}
