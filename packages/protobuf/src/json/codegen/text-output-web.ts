// What browsers get instead of text-output.ts (package.json, `browser`): strings that are joined.

import { printBase64 } from "../base64.ts";
import { printNumber } from "../print-json-text.ts";

/** See text-output.ts. */
export class TextOutput {
  private text: string;

  constructor() {
    this.text = "";
  }

  finish(): string {
    return this.text;
  }

  discard(): void {}

  char(code: number): void {
    this.text += String.fromCharCode(code);
  }

  raw(text: string): void {
    this.text += text;
  }

  string(text: string): void {
    this.text += JSON.stringify(text.toWellFormed());
  }

  plainString(text: string): void {
    this.text += `"${text}"`;
  }

  quotedInteger(value: number): void {
    this.text += `"${value}"`;
  }

  number(value: number): void {
    this.text += printNumber(value);
  }

  base64(bytes: Uint8Array): void {
    this.plainString(printBase64(bytes));
  }
}
