/** A message of which fewer bytes than this arrive between two looks stands still. */
const LEAST_PROGRESS_BYTES = 4096;
/** Of what is set aside for a message, this part has to arrive between two looks. */
const PROGRESS_PART = 1 / 8;

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
  /** Bytes of it that have arrived with the reservation: its stream is not cut for them. */
  shieldedBytes: number;
  /** It is whole, or its stream has ended. */
  isOver: boolean;
  private isFirstLook: boolean;

  constructor(bytesToCome: number, open: () => void) {
    this.open = open;
    this.bytesToCome = bytesToCome;
    this.movedBytes = 0;
    this.isReserved = false;
    this.shieldedBytes = 0;
    this.isOver = false;
    this.isFirstLook = true;
  }

  /**
   * Looks whether so much has arrived since the last look that what is set aside for the message will be
   * used soon: a part of it that grows with it, because a few bytes now and then would keep a lot from
   * others. The first look comes too early to judge.
   */
  takesItsTime(): boolean {
    const { movedBytes, isFirstLook } = this;
    this.movedBytes = 0;
    this.isFirstLook = false;
    if (isFirstLook) return false;
    return movedBytes < Math.max(LEAST_PROGRESS_BYTES, this.bytesToCome * PROGRESS_PART);
  }
}
