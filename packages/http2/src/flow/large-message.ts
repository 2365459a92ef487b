/** A message of which fewer bytes than this arrive between two looks stands still. */
export const PROGRESS_BYTES = 4096;

/** A message under way that is larger than its stream's window. */
export class LargeMessage {
  /** Opens the stream's window for it. Called when its turn has come. */
  readonly open: () => void;
  /** Bytes of it that have not arrived. */
  bytesToCome: number;
  /** Bytes of it that have arrived since progress was looked at last. */
  movedBytes: number;
  /** Its bytes to come are set aside in the budget. */
  isReserved: boolean;
  /** It is whole, or its stream has ended. */
  isOver: boolean;

  constructor(bytesToCome: number, open: () => void) {
    this.open = open;
    this.bytesToCome = bytesToCome;
    // The first look comes too early to judge.
    this.movedBytes = PROGRESS_BYTES;
    this.isReserved = false;
    this.isOver = false;
  }
}
