import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTemplate } from "./path-template.ts";
import { decodePercent } from "./percent.ts";
import { Router } from "./router.ts";

/** Numbers from 0 to 1, the same for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const LITERALS = ["v1", "shelves", "books", "a-b", "x.y", "~", "items", "$all", "a@b"];
const CHARACTERS = [
  "a",
  "Z",
  "0",
  "-",
  "_",
  ".",
  "~",
  "/",
  ":",
  "%",
  "?",
  "#",
  " ",
  "+",
  "&",
  "é",
  "€",
  "\u{1f4da}",
];

/** A value as a client writes it into a path (google/api/http.proto). */
function encode(text: string, kept: RegExp): string {
  return [...new TextEncoder().encode(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return kept.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

test("what clients write into the paths of any templates is what the variables hold", () => {
  const random = seeded(20_260_101);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const word = () =>
    Array.from({ length: 1 + Math.floor(random() * 6) }, () => pick(CHARACTERS)).join("");
  for (let run = 0; run < 2000; run++) {
    let template = "";
    let path = "";
    const values: string[] = [];
    const count = 1 + Math.floor(random() * 4);
    for (let i = 0; i < count; i++) {
      const name = `f${i}`;
      const kind = Math.floor(random() * (i === count - 1 ? 4 : 3));
      if (kind === 0) {
        const literal = pick(LITERALS);
        template += `/${literal}`;
        path += `/${literal}`;
      } else if (kind === 1) {
        const value = word();
        template += random() < 0.5 ? `/{${name}}` : `/{${name}=*}`;
        path += `/${encode(value, /[-_.~0-9a-zA-Z]/)}`;
        values.push(value);
      } else if (kind === 2) {
        const value = `shelves/${word().replaceAll("/", "")}x/books`;
        template += `/{${name}=shelves/*/books}`;
        path += `/${encode(value, /[-_.~/0-9a-zA-Z]/)}`;
        values.push(value);
      } else {
        const value = `${word()}/${word()}`.replaceAll(/\/+/g, "/").replaceAll(/^\/|\/$/g, "x");
        template += `/{${name}=**}`;
        path += `/${encode(value, /[-_.~/0-9a-zA-Z]/)}`;
        values.push(value);
      }
    }
    if (random() < 0.3) {
      template += ":verb";
      path += ":verb";
    }
    const parsed = parseTemplate(template);
    const router = new Router<string>();
    router.add({ httpMethod: "GET", template: parsed, target: template }, (one) => one);
    const match = router.find("GET", path);
    assert.ok(match !== undefined, `${template} takes ${path}`);
    const held = parsed.variables.map(({ start, end, isMulti }) => {
      const isRest = parsed.segments[end - 1]?.kind === "rest";
      const raw = match.segments.slice(start, isRest ? match.segments.length : end).join("/");
      return decodePercent(raw, isMulti);
    });
    assert.deepEqual(held, values, `${template} of ${path}`);
  }
});

test("no text is a reason to throw anything but the error of templates", () => {
  const random = seeded(7);
  const pieces = ["/", "{", "}", "*", "**", ":", "=", ".", "a", "%2F", "%", " ", "name"];
  for (let run = 0; run < 5000; run++) {
    const length = Math.floor(random() * 10);
    const text = Array.from({ length }, () => pieces[Math.floor(random() * pieces.length)]).join(
      "",
    );
    try {
      const router = new Router<string>();
      router.add({ httpMethod: "GET", template: parseTemplate(text), target: text }, (one) => one);
      router.find("GET", text);
    } catch (error) {
      assert.equal((error as { code?: string }).code, "REST_TEMPLATE_INVALID", text);
    }
  }
});
