/** The flags of an interop program: `--name=value`, `--name value`, or `--name` alone for true. */
export class Flags {
  private readonly values: ReadonlyMap<string, string>;

  /** @throws Error for an argument that is no flag */
  constructor(args: readonly string[]) {
    const values = new Map<string, string>();
    for (let index = 0; index < args.length; index++) {
      const arg = args[index] as string;
      const match = /^--?([a-z_0-9]+)(?:=(.*))?$/s.exec(arg);
      if (match === null) throw new Error(`${arg} is no flag; write --name=value`);
      const [, name = "", value] = match;
      const next = args[index + 1];
      if (value === undefined && next !== undefined && !next.startsWith("-")) {
        values.set(name, next);
        index++;
      } else {
        values.set(name, value ?? "true");
      }
    }
    this.values = values;
  }

  text(name: string, fallback: string): string {
    return this.values.get(name) ?? fallback;
  }

  /** @throws Error for a value that is no whole number */
  integer(name: string, fallback: number): number {
    const value = this.values.get(name);
    if (value === undefined) return fallback;
    if (!/^\d+$/.test(value)) throw new Error(`--${name}=${value}: write a whole number`);
    return Number(value);
  }

  /** @throws Error for a value that is neither true nor false */
  isSet(name: string): boolean {
    const value = this.values.get(name) ?? "false";
    if (value !== "true" && value !== "false") {
      throw new Error(`--${name}=${value}: write true or false`);
    }
    return value === "true";
  }
}
