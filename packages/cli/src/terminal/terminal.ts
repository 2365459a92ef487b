// What a command sees of the world, so that tests can give it another one.

/** Where text goes, and bytes that a program reads. */
export interface TextOutput {
  /** Resolves when there is room for more; the reader of a pipe sets the pace. */
  write(content: string | Uint8Array): Promise<void>;
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  /** Width in characters; undefined when it is not known. */
  readonly columns: number | undefined;
}

/** Where text comes from. */
export interface TextInput {
  /** The bytes as they come, once. */
  read(): AsyncIterable<Uint8Array>;
  /** Whether a person types it. */
  readonly isTerminal: boolean;
}

/** Everything a command reads and writes, beside files and servers. */
export interface Terminal {
  /** Input of the command, read only by commands that take requests from it. */
  readonly stdin: TextInput;
  /** Output that other programs may read: results. */
  readonly stdout: TextOutput;
  /** Messages for the person at the terminal: diagnostics and progress. */
  readonly stderr: TextOutput;
  /** Environment variables. NO_COLOR and FORCE_COLOR are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Aborted when the user wants to stop (Ctrl-C). */
  readonly signal: AbortSignal;
  /** Sets how long the command may take to end after that, in milliseconds. Default: 1,000. */
  allowStopMs(ms: number): void;
  /** Calls the listener on SIGHUP, to read inputs again; the function returned ends that. */
  onHangup(listener: () => void): () => void;
}
