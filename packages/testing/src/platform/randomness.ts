import nodeCrypto from "node:crypto";
import { currentProcess } from "../simulated-process.ts";
import type { Replacement } from "./replacement.ts";

const realRandom = Math.random;
const realRandomBytes = nodeCrypto.randomBytes;
const realRandomUuid = nodeCrypto.randomUUID;
const realGetRandomValues = globalThis.crypto.getRandomValues.bind(globalThis.crypto);

function simulatedRandom(): number {
  return currentProcess.getStore()?.random.next() ?? realRandom();
}

type BytesCallback = (error: Error | null, bytes: Buffer) => void;

function simulatedRandomBytes(size: number, callback?: BytesCallback): Buffer | undefined {
  const current = currentProcess.getStore();
  if (current === undefined) {
    if (callback === undefined) return realRandomBytes(size);
    realRandomBytes(size, callback);
    return undefined;
  }
  const bytes = Buffer.alloc(size);
  current.random.fillBytes(bytes);
  if (callback === undefined) return bytes;
  queueMicrotask(() => callback(null, bytes));
  return undefined;
}

function simulatedRandomUuid(): string {
  const current = currentProcess.getStore();
  if (current === undefined) return realRandomUuid();
  const bytes = current.random.fillBytes(new Uint8Array(16));
  // Version 4, variant 1 (RFC 9562).
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString("hex");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

function simulatedGetRandomValues(array: NodeJS.TypedArray): NodeJS.TypedArray {
  const current = currentProcess.getStore();
  if (current === undefined) return realGetRandomValues(array as Uint8Array<ArrayBuffer>);
  current.random.fillBytes(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return array;
}

/** The sources of chance of the platform: Math.random and those of crypto that need no key. */
export const randomReplacements: readonly Replacement[] = [
  { target: Math, key: "random", value: simulatedRandom },
  { target: nodeCrypto, key: "randomBytes", value: simulatedRandomBytes },
  { target: nodeCrypto, key: "randomUUID", value: simulatedRandomUuid },
  { target: globalThis.crypto, key: "randomUUID", value: simulatedRandomUuid },
  { target: globalThis.crypto, key: "getRandomValues", value: simulatedGetRandomValues },
];
