import type { ReceivedFrame } from "../wire/frame-scanner.ts";
import { FrameBatch, FrameType, type Setting } from "../wire/frames.ts";

/** What one connection of an attack does. */
export interface Session {
  /** Writes what goes out behind the preface and SETTINGS, or first of all where there is no preface. */
  begin?(batch: FrameBatch): void;
  /** Writes the next frames. Writing nothing means waiting `pauseMs`. */
  write(batch: FrameBatch): void;
  onFrame?(frame: ReceivedFrame): void;
}

/** The connection as its session sees it. */
export interface Peer {
  /** Returns the number of a new stream. */
  openStream(): number;
  /**
   * Takes `bytes` out of the windows of the connection and the stream; false when one of them is too
   * small.
   */
  takeWindow(streamId: number, bytes: number): boolean;
  /** Forgets the window of a stream. */
  closeStream(streamId: number): void;
  /** Ends the connection; it is opened again at once. */
  disconnect(): void;
  /** Notes how the server behaved. */
  note(text: string): void;
}

/** One program that attacks a server. */
export interface Attack {
  /** Kebab-case. */
  readonly name: string;
  /** One line: the frames that it sends. */
  readonly sends: string;
  /** A CVE, or the row of the table of known failures. */
  readonly known?: string;
  /** The port it goes to. Default "cleartext". */
  readonly port?: "cleartext" | "tls";
  /** Whether it is of HTTP/1.1, which the servers of others do not speak on the same port. Default false. */
  readonly isHttp1?: boolean;
  /** How many connections at one time. Default: the runner's. */
  readonly connections?: number;
  /** Whether preface and SETTINGS go out first. Default true. */
  readonly preface?: boolean;
  readonly settings?: readonly (readonly [(typeof Setting)[keyof typeof Setting], number])[];
  /** Whether what the server sends is read. Default true. */
  readonly reads?: boolean;
  /** Whether PINGs stay without a response, which would end a header block too early. Default false. */
  readonly ignoresPings?: boolean;
  /** Wait before each piece. Default 0: as fast as the socket takes it. */
  readonly pauseMs?: number;
  /**
   * The bound that holds the attack although the server neither cuts it nor reports a limit. Default:
   * the server must name the limit.
   */
  readonly heldBy?: string;
  /**
   * Timeouts of Tramline's server in this row, in milliseconds: their defaults are longer than the attack.
   * Default: the server's defaults.
   */
  readonly timeouts?: Readonly<Record<string, number>>;
  /**
   * The only address that it comes from, for attacks that use up the share of their address in a server, and so
   * lock out other clients of that address. Default: the addresses that the command line names.
   */
  readonly from?: "another address";
  /** The option of Tramline's server in this row. Default: the server's default. */
  readonly maxConnections?: number;
  /** Whether Tramline's server has REST and CORS beside its default protocols. Default false. */
  readonly isEdge?: boolean;
  /** How long it goes on at least, in milliseconds, where it has to fill the server first. Default 0. */
  readonly leastMs?: number;
  /** Whether the server must leave the connection open: what it gets is an accident. Default false. */
  readonly mustSurvive?: boolean;
  /** Whether the server ends each connection anyway, which then shows nothing. Default false. */
  readonly endsAnyway?: boolean;
  /** Whether the server must report an error. Default false. */
  readonly mustBeReported?: boolean;
  /** The most handlers that may run at one time. Default: any number. */
  readonly mostHandlers?: number;
  /** Growth of the server's memory that is allowed, in MiB. Default 64. */
  readonly memoryMiB?: number;
  readonly create: (peer: Peer) => Session;
}

/**
 * Returns a session that begins once the server's SETTINGS are acknowledged: nothing else may come between
 * the frames of a header block.
 */
export function afterSettings(session: Session): Session {
  let isReady = false;
  let hasBegun = false;
  return {
    write(batch) {
      if (!isReady) return;
      if (hasBegun) session.write(batch);
      else session.begin?.(batch);
      hasBegun = true;
    },
    onFrame(frame) {
      if (frame.type === FrameType.SETTINGS) isReady = true;
    },
  };
}

/** Returns a session that writes the same frames again and again. */
export function repeat(writeOne: (batch: FrameBatch) => void, times: number): Session {
  const frames = new FrameBatch();
  for (let index = 0; index < times; index++) writeOne(frames);
  const piece = frames.copy();
  return {
    write: (batch) => batch.raw(piece, frames.frames),
  };
}
