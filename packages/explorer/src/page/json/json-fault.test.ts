import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonFault } from "./json-fault.ts";

test("names line, column, and what may be there", () => {
  const cases: readonly (readonly [text: string, fault: string])[] = [
    ['{\n  "a": [1,, 2]\n}', "line 2, column 11: expected a value, got ,"],
    ['{"a": 1 "b": 2}', 'line 1, column 9: expected , or }, got "'],
    ["{a: 1}", "line 1, column 2: expected a name in quotes or }, got a"],
    ['{"a": 1,}', "line 1, column 9: expected a name in quotes, got }"],
    ['{"a" 1}', "line 1, column 6: expected :, got 1"],
    ["[1", "line 1, column 3: expected , or ], got the end"],
    ["[1}", "line 1, column 3: expected , or ], got }"],
    ["[", "line 1, column 2: expected a value or ], got the end"],
    ["", "line 1, column 1: expected a value, got the end"],
    ["1 2", "line 1, column 3: expected nothing more, got 2"],
    ["[01]", "line 1, column 2: expected a value or ], got 01"],
    ["[nul]", "line 1, column 2: expected a value or ], got nul"],
    ['["a\nb"]', 'line 1, column 2: expected a value or ], got "'],
    ["[True]", "line 1, column 2: expected a value or ], got True"],
  ];
  for (const [text, fault] of cases) {
    assert.throws(() => JSON.parse(text) as unknown, SyntaxError, text);
    assert.equal(jsonFault(text), fault, text);
  }
});
