/** The value of `--name VALUE`; throws when it is missing. */
export function flag(name: string): string {
  const index = process.argv.indexOf(`--${name}`);
  const value = index < 0 ? undefined : process.argv[index + 1];
  if (value === undefined) throw new Error(`--${name} VALUE is needed`);
  return value;
}
