/**
 * The value of `grpc-timeout`: at most eight digits and a unit
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, Timeout).
 */

const maxDigits = 8;
const maxAmount = 99_999_999;

function unitMs(unit: number): number {
  switch (unit) {
    case 0x48: // H
      return 3_600_000;
    case 0x4d: // M
      return 60_000;
    case 0x53: // S
      return 1000;
    case 0x6d: // m
      return 1;
    case 0x75: // u
      return 0.001;
    case 0x6e: // n
      return 0.000_001;
    default:
      return 0;
  }
}

/** Milliseconds of a `grpc-timeout` value. Undefined for a value that does not have the form. */
export function parseTimeout(text: string): number | undefined {
  const digits = text.length - 1;
  if (digits < 1 || digits > maxDigits) return undefined;
  let amount = 0;
  for (let i = 0; i < digits; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    amount = amount * 10 + digit;
  }
  const unit = unitMs(text.charCodeAt(digits));
  if (unit === 0) return undefined;
  // Dividing keeps decimal amounts exact where multiplying by 0.001 would not.
  return unit < 1 ? amount / Math.round(1 / unit) : amount * unit;
}

let lastMs = -1;
let lastText = "";

/**
 * The `grpc-timeout` value for a timeout: exact for whole milliseconds below 10⁸ (`"5000m"`), else
 * rounded up to the finest unit that fits eight digits, so that no peer receives less time than there
 * is, nor 0 while there is some. No time left gives `"1n"`; more than 99,999,999 hours, that.
 *
 * @param timeoutMs milliseconds, fractions allowed, finite or Infinity
 */
export function formatTimeout(timeoutMs: number): string {
  if (timeoutMs === lastMs) return lastText;
  lastText = format(timeoutMs);
  lastMs = timeoutMs;
  return lastText;
}

/** Rounded timeouts differ by no less than this share of a power of two. */
const TIMEOUT_STEPS = 1024;

/**
 * Rounds the rest of a timeout up, by less than a thousandth. Calls that leave a moment after they began would
 * otherwise have a timeout of their own each, and with it a header block that neither side has seen
 * before. The caller's own deadline is exact; the server only learns of it a little late.
 */
export function roundUpTimeout(timeoutMs: number): number {
  if (!(timeoutMs >= 1)) return timeoutMs;
  const step = 2 ** Math.floor(Math.log2(timeoutMs)) / TIMEOUT_STEPS;
  return Math.ceil(timeoutMs / step) * step;
}

function format(timeoutMs: number): string {
  if (!(timeoutMs > 0)) return "1n";
  if (Number.isInteger(timeoutMs) && timeoutMs <= maxAmount) return `${timeoutMs}m`;
  const micros = Math.ceil(timeoutMs * 1000);
  if (micros <= maxAmount) return `${micros}u`;
  const millis = Math.ceil(timeoutMs);
  if (millis <= maxAmount) return `${millis}m`;
  const seconds = Math.ceil(timeoutMs / 1000);
  if (seconds <= maxAmount) return `${seconds}S`;
  const minutes = Math.ceil(timeoutMs / 60_000);
  if (minutes <= maxAmount) return `${minutes}M`;
  return `${Math.min(Math.ceil(timeoutMs / 3_600_000), maxAmount)}H`;
}
