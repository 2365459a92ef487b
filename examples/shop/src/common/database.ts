import { setFlagsFromString } from "node:v8";
import { PGlite } from "@electric-sql/pglite";
import { Pool } from "pg";
import { StatusError } from "tramline";

/** The little that a service needs of Postgres. */
export interface Database {
  /**
   * Runs one statement; `$1`, `$2` … stand for the values.
   *
   * @throws StatusError INVALID_ARGUMENT for a text with the character U+0000
   */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/**
 * Opens a service's own database: the Postgres that DATABASE_URL names, or else one that is embedded
 * in this process and gone with it.
 *
 * @param schema statements that create what is not there yet
 */
export async function openDatabase(schema: string): Promise<Database> {
  const url = process.env["DATABASE_URL"];
  const database = await (url === undefined ? openEmbedded(schema) : openServer(url, schema));
  return {
    ...database,
    async query(text, values = []) {
      checkTexts(values);
      return database.query(text, values);
    },
  };
}

/**
 * Rejects the one character of Unicode that no text in Postgres has.
 *
 * @throws StatusError INVALID_ARGUMENT
 */
function checkTexts(values: readonly unknown[]): void {
  if (!values.some((value) => typeof value === "string" && value.includes("\0"))) return;
  throw new StatusError("INVALID_ARGUMENT", "invalid text: expected one without U+0000");
}

async function openEmbedded(schema: string): Promise<Database> {
  // Postgres is large, and does little here: V8's quick compiler has it running in half the time.
  setFlagsFromString("--liftoff-only");
  const postgres = await PGlite.create("memory://");
  await postgres.exec(schema);
  return {
    query: async <Row>(text: string, values: unknown[] = []) =>
      (await postgres.query<Row>(text, values)).rows,
    close: () => postgres.close(),
  };
}

async function openServer(connectionString: string, schema: string): Promise<Database> {
  const pool = new Pool({ connectionString });
  await pool.query(schema);
  return {
    query: async <Row>(text: string, values: unknown[] = []) =>
      (await pool.query(text, values)).rows as Row[],
    close: () => pool.end(),
  };
}
