import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeFailure } from "./src/simulated/describe-failure.ts";
import { Ledger } from "./src/simulated/ledger.ts";
import { type RunOptions, runSimulated } from "./src/simulated/run.ts";

async function expectNone(options: RunOptions) {
  const run = await runSimulated(options);
  if (run.violations.length > 0) assert.fail(await describeFailure(options, run));
  return run;
}

describe("simulated calls under faults", () => {
  it("end once each, in time, and leave nothing; a seed repeats", { timeout: 60_000 }, async () => {
    const run = await expectNone({ seed: 101, calls: 400 });
    assert.equal(run.calls, 400);
    assert.ok((run.outcomes["OK"] ?? 0) > 200, JSON.stringify(run.outcomes));
    assert.ok((run.outcomes["UNAVAILABLE"] ?? 0) > 0, JSON.stringify(run.outcomes));
    const again = await runSimulated({ seed: 101, calls: 400 });
    assert.equal(again.digest, run.digest);
    assert.deepEqual(again.outcomes, run.outcomes);
  });

  it("lose none to servers that are replaced in order", { timeout: 60_000 }, async () => {
    const run = await expectNone({ seed: 102, calls: 150, onlyDrains: true });
    assert.ok((run.faults["drain"] ?? 0) > 0);
  });
});

describe("the ledger of a run", () => {
  const demands = { latenessMs: 100, mayBeUnavailable: false };
  const planned = { kind: "say", startedMs: 10, deadlineMs: 50, mayCancel: false, readMs: 0 };
  const judge = (happen: (ledger: Ledger) => void) => {
    const ledger = new Ledger();
    happen(ledger);
    return ledger.violations(demands).map(({ what }) => what.slice(what.indexOf("): ") + 3));
  };

  it("finds calls without an outcome, run twice, late, or failed after their OK", () => {
    assert.deepEqual(
      judge((ledger) => {
        const record = ledger.begin(planned);
        ledger.executed(record.id);
        ledger.ended(record, "OK", "", 50);
      }),
      [],
    );
    assert.deepEqual(
      judge((ledger) => {
        ledger.begin(planned);
      }),
      ["has no outcome"],
    );
    const twice = judge((ledger) => {
      const record = ledger.begin(planned);
      ledger.executed(record.id);
      ledger.executed(record.id);
      ledger.acknowledged(record.id, 40);
      ledger.ended(record, "UNAVAILABLE", "cut", 151);
    });
    assert.deepEqual(twice, [
      "was run 2 times",
      "ended with UNAVAILABLE 101.0 ms after its deadline",
      "ended with UNAVAILABLE at 151.000 ms, after its OK had come",
      "ended with UNAVAILABLE where nothing but drains happened: cut",
    ]);
    assert.deepEqual(
      judge((ledger) => {
        ledger.ended(ledger.begin(planned), "OK", "", 50);
      }),
      ["ended with OK, but was run 0 times"],
    );
  });

  it("lets a call fail whose OK comes after its end", () => {
    const found = judge((ledger) => {
      const record = ledger.begin(planned);
      ledger.executed(record.id);
      ledger.ended(record, "DEADLINE_EXCEEDED", "", 51);
      ledger.acknowledged(record.id, 40);
    });
    assert.deepEqual(found, []);
  });
});
