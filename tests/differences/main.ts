// Writes the tables of docs/reference/differences.md anew. `npm run generate` runs it.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../docs/examples.ts";
import { differenceTables, withTables } from "./tables.ts";

const page = path.join(root, "docs/reference/differences.md");
writeFileSync(page, withTables(readFileSync(page, "utf8"), differenceTables()));
