import { ExitStatus } from "./exit-status.ts";

/** The code of a {@link CommandError}; stable. */
export type CommandErrorCode =
  /** Flags or arguments that do not go together, or have no meaning. */
  | "CLI_USAGE"
  /** A file or folder that cannot be read or written. */
  | "CLI_FILE"
  /** .proto files with errors, which are printed before. */
  | "CLI_CONTRACT"
  /** A service, method or type that the contract does not have. */
  | "CLI_SYMBOL"
  /** Request data that is not JSON, or does not fit the message. */
  | "CLI_DATA"
  /** A server that does not offer reflection, or sends an invalid response. */
  | "CLI_REFLECTION"
  /** `--check` found that files would change. */
  | "CLI_CHECK"
  /** A plugin that is not installed, or cannot be run. */
  | "CLI_PLUGIN_MISSING"
  /** A plugin that failed, took too long, or sent an invalid response. */
  | "CLI_PLUGIN_FAILED"
  /** A plugin that finds something wrong with a contract. */
  | "CLI_PLUGIN_REFUSED";

/** Ends a command with a message of what was wrong, and a hint of what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: CommandErrorCode;
  /** The fix; may have several lines. */
  readonly hint: string | undefined;

  constructor(code: CommandErrorCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }

  /** The exit status that fits. */
  get exitStatus(): number {
    switch (this.code) {
      case "CLI_USAGE":
      case "CLI_SYMBOL":
      case "CLI_DATA":
        return ExitStatus.USAGE;
      default:
        return ExitStatus.FAILURE;
    }
  }
}
