import { paint, paintParty } from "./colors.ts";
import type { EndEvent, MessageEvent, Party, PrintedMessage, ShopEvent } from "./events.ts";

/** Where the method's name begins, in characters. */
const METHOD_COLUMN = 30;

/** Where what is said of a message ends, on terminals that do not tell their width. */
const DEFAULT_WIDTH = 120;

/** Prints an event as a line: who calls whom, the method, the message as JSON, and facts about it. */
export function printEvent(event: ShopEvent): void {
  console.log(lineOf(event));
}

/** Prints what the lines mean. */
export function printLegend(): void {
  console.log(
    paint(
      "dim",
      "  ──▶ request   ◀── one of several responses   ◀─✓ the end: OK   ◀─✗ the end: not OK",
    ),
  );
  console.log(
    paint("dim", "  Messages are shown as JSON; B is their size as sent, in Protocol Buffers."),
  );
}

function lineOf(event: ShopEvent): string {
  switch (event.kind) {
    case "message":
      return `${route(event, event.direction === "request" ? "──▶" : "◀──")}${messageText(event)}`;
    case "end":
      return `${route(event, event.code === "OK" ? "◀─✓" : "◀─✗")}${endText(event)}`;
    case "log":
      return `  ${paintParty(event.by)}: ${paint("italic", event.text)}`;
    case "listening":
      return `  ${paintParty(event.by)} listens on ${event.address}`;
  }
}

function route(call: { from: Party; to: Party; method: string }, arrow: string): string {
  // What the storefront does for a caller stands below what it was asked for.
  const indent = call.from === "tour" ? "  " : "    ";
  const width = indent.length + call.from.length + arrow.length + call.to.length + 2;
  const padding = " ".repeat(Math.max(1, METHOD_COLUMN - width));
  const painted = `${paintParty(call.from)} ${paint("dim", arrow)} ${paintParty(call.to)}`;
  return `${indent}${painted}${padding}${paint("bold", call.method)} `;
}

function messageText({ method, message, timeoutMs }: MessageEvent): string {
  const deadline = timeoutMs === undefined ? "" : `deadline in ${timeoutMs.toFixed(0)} ms`;
  return withFacts(method, message, deadline);
}

function endText({ method, code, text, response, tookMs }: EndEvent): string {
  const after = `after ${tookMs.toFixed(1)} ms`;
  if (response !== undefined) return withFacts(method, response, `${code} ${after}`);
  const status = code === "OK" ? paint("green", code) : paint("red", `${code} ${text}`.trim());
  return `${status} ${paint("dim", after)}`;
}

/** A message, shortened to what the terminal has room for, with its size and other facts behind it. */
function withFacts(method: string, { json, bytes }: PrintedMessage, more: string): string {
  const facts = `  ${bytes} B${more === "" ? "" : `, ${more}`}`;
  const width = process.stdout.columns ?? DEFAULT_WIDTH;
  const room = Math.max(24, width - METHOD_COLUMN - method.length - 1 - facts.length);
  return `${json.length <= room ? json : `${json.slice(0, room - 1)}…`}${paint("dim", facts)}`;
}
