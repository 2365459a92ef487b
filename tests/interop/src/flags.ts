/** The flags of an interop program: `--name=value`, `--name value`, or `--name` alone for true. */
export class Flags {
  private readonly values: ReadonlyMap<string, string>;

  /**
   * @param known names of the flags that the program takes
   * @throws Error for an argument that is none of them
   */
  constructor(args: readonly string[], known: readonly string[]) {
    const values = new Map<string, string>();
    for (let index = 0; index < args.length; index++) {
      const arg = args[index] as string;
      const match = /^--?([a-z_0-9]+)(?:=(.*))?$/s.exec(arg);
      if (match === null) throw new Error(`${arg} is no flag; write --name=value`);
      const [, name = "", value] = match;
      if (!known.includes(name)) {
        throw new Error(`unknown flag --${name}; there are: ${known.join(", ")}`);
      }
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

/** The flags of an interop client, as this folder's have them. */
export const clientFlags: readonly string[] = [
  ...["server_host", "server_port", "server_host_override", "test_case"],
  ...["use_tls", "use_test_ca", "ca_file", "additional_metadata", "service_config_json"],
  ...["soak_iterations", "soak_max_failures", "soak_per_iteration_max_acceptable_latency_ms"],
  ...["soak_min_time_ms_between_rpcs", "soak_overall_timeout_seconds"],
  ...["soak_request_size", "soak_response_size", "soak_num_threads"],
];

/** The flags of an interop server, as this folder's have them. */
export const serverFlags: readonly string[] = [
  ...["port", "host", "use_tls", "tls_cert_file", "tls_key_file"],
];
