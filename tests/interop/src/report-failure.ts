/** Prints why a case failed, with what lies behind it, and sets the exit status. */
export function reportFailure(name: string, error: unknown): void {
  console.error(`${name} failed: ${describe(error)}`);
  if (error instanceof Error && error.cause !== undefined) {
    console.error(`because of ${describe(error.cause)}`);
  }
  process.exitCode = 1;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
