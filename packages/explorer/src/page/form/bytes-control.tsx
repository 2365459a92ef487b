/** The control for bytes: typed as text, base64, or hex, or read from a file. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { fromBase64, toBase64 } from "../json/base64.ts";
import type { Json } from "../json/json.ts";
import { type ControlProps, TextControl } from "./text-control.tsx";

type Form = "base64" | "text" | "hex";

/** Largest file that is read, in bytes. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;

/** Bytes, whose JSON is base64. */
export function BytesControl(
  props: ControlProps & { readonly isEmptyUnset: boolean },
): JSX.Element {
  const [form, setForm] = useState<Form>("base64");
  const [problem, setProblem] = useState("");
  const readFile = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    if (file.size > MAX_FILE_BYTES) {
      setProblem(`${file.name} is larger than ${MAX_FILE_BYTES / 1024 ** 2} MiB.`);
      return;
    }
    setProblem("");
    props.onChange(toBase64(new Uint8Array(await file.arrayBuffer())));
  };
  return (
    <span class="bytes">
      <TextControl
        key={form}
        {...props}
        rows={1}
        parse={(text) => parseBytes(form, text)}
        print={(value) => printBytes(form, value)}
        hint={form === "hex" ? "00 ff" : form}
      />
      <select
        aria-label={`${props.label}: written as`}
        value={form}
        onChange={(event) => setForm(event.currentTarget.value as Form)}
      >
        <option value="base64">base64</option>
        <option value="text">text (UTF-8)</option>
        <option value="hex">hex</option>
      </select>
      <label class="file">
        <input
          type="file"
          aria-label={`${props.label}: content of a file`}
          onChange={(event) => void readFile(event.currentTarget.files?.[0])}
        />
        <span class="button">File…</span>
      </label>
      {problem !== "" && <span class="wrong">{problem}</span>}
    </span>
  );
}

/** Bytes of any of the forms as base64. */
function parseBytes(form: Form, text: string): { value: Json } | { wrong: string } {
  if (form === "text") return { value: toBase64(new TextEncoder().encode(text)) };
  if (form === "hex") {
    const digits = text.replace(/\s+/g, "");
    if (!/^([\da-f]{2})*$/i.test(digits)) return { wrong: "Write two hex digits for each byte." };
    const bytes = digits.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? [];
    return { value: toBase64(Uint8Array.from(bytes)) };
  }
  const bytes = fromBase64(text);
  return bytes === undefined ? { wrong: "This is not base64." } : { value: toBase64(bytes) };
}

/** Base64 in any of the forms. What is not base64 stays as it is. */
function printBytes(form: Form, value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const bytes = form === "base64" ? undefined : fromBase64(text);
  if (bytes === undefined) return text;
  if (form === "text") return new TextDecoder().decode(bytes);
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
