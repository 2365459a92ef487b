import { ConnectionError, ErrorCode } from "../errors.ts";
import { TYPE_CONTINUATION } from "../frame/continuation.ts";
import { TYPE_SETTINGS } from "../frame/settings.ts";
import type { FieldBlock } from "./field-block.ts";

/**
 * The order of frames: SETTINGS comes first (RFC 9113 section 3.4), and within a field block only its
 * CONTINUATION frames may come (section 6.10).
 */
export class FrameSequence {
  private readonly block: FieldBlock;
  private receivedSettings: boolean;

  constructor(block: FieldBlock) {
    this.block = block;
    this.receivedSettings = false;
  }

  /**
   * Checks that a frame may come now.
   *
   * @throws ConnectionError PROTOCOL_ERROR when it may not
   */
  check(type: number, streamId: number): void {
    if (this.block.streamId !== 0 || !this.receivedSettings) this.checkUnusual(type, streamId);
  }

  private checkUnusual(type: number, streamId: number): void {
    if (!this.receivedSettings) {
      if (type !== TYPE_SETTINGS) {
        throw new ConnectionError(
          ErrorCode.PROTOCOL_ERROR,
          "H2_FIRST_FRAME_NOT_SETTINGS",
          "the first frame is not SETTINGS",
        );
      }
      this.receivedSettings = true;
    }
    const blockId = this.block.streamId;
    if (blockId !== 0 && (type !== TYPE_CONTINUATION || streamId !== blockId)) {
      throw new ConnectionError(
        ErrorCode.PROTOCOL_ERROR,
        "H2_BLOCK_INTERRUPTED",
        `a frame of type ${type} on stream ${streamId} within the field block of stream ${blockId}`,
      );
    }
  }
}
