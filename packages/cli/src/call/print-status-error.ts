import { dynamicType, type JsonValue } from "@tramline/protobuf";
import { detailTypeName, type StatusDetail } from "@tramline/rpc";
import { commonTypes } from "@tramline/services";
import type { StatusError } from "tramline";
import type { CommandContext } from "../commands/command-context.ts";
import type { Contract } from "../contract/contract.ts";
import { harmless } from "../terminal/style.ts";
import { messageToJson } from "./message-printer.ts";
import { printJson } from "./print-json.ts";
import { statusHint } from "./status-hint.ts";

/** Shows a StatusError on stderr: code, message, typed details as JSON, and what may help. */
export async function printStatusError(
  error: StatusError,
  { terminal, errorStyle }: CommandContext,
  contract: Contract | undefined,
): Promise<void> {
  const head = errorStyle.bold(errorStyle.red(`${error.code}`));
  const message = error.rawMessage === "" ? "" : `: ${harmless(error.rawMessage)}`;
  const lines = [`${errorStyle.bold(errorStyle.red("error:"))} ${head}${message}`];
  for (const detail of error.details) {
    const json = await detailToJson(detail, contract);
    const text = printJson(json, errorStyle).replaceAll("\n", "\n  ");
    lines.push(`  ${errorStyle.bold(harmless(detailTypeName(detail)))} ${text}`);
  }
  const hint = statusHint(error);
  if (hint !== undefined) lines.push(`  ${errorStyle.cyan(hint)}`);
  await terminal.stderr.write(`${lines.join("\n")}\n`);
}

/** Converts a detail to JSON: its message where the type is known, its bytes in base64 otherwise. Never rejects. */
export async function detailToJson(
  detail: StatusDetail,
  contract: Contract | undefined,
): Promise<JsonValue> {
  const name = detailTypeName(detail);
  const known = contract?.registry.getMessage(name) ?? commonTypes().getMessage(name);
  const type = known ?? (await toldType(name, contract));
  if (type === undefined || contract === undefined) return bytesAsJson(detail);
  try {
    const message = dynamicType(type).decode(detail.value);
    return await messageToJson(type, message, contract, { emitDefaults: false });
  } catch {
    return bytesAsJson(detail);
  }
}

async function toldType(name: string, contract: Contract | undefined) {
  try {
    const found = await contract?.find(name);
    return found?.kind === "message" ? found : undefined;
  } catch {
    // The error itself is what matters.
    return undefined;
  }
}

function bytesAsJson(detail: StatusDetail): JsonValue {
  return { "@type": detail.typeUrl, "@value": Buffer.from(detail.value).toString("base64") };
}
