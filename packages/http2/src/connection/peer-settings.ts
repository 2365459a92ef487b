import { ConnectionError, ErrorCode } from "../errors.ts";
import { SettingId } from "../frame/settings.ts";
import type { Outbound } from "./outbound.ts";

/**
 * Applies the peer's SETTINGS to what we send (RFC 9113 section 6.5.2). How many streams the peer permits
 * is left to the caller.
 *
 * @returns how many streams had to be looked at
 * @throws ConnectionError for values that the peer must not send
 */
export function applyPeerSettings(
  settings: ReadonlyMap<number, number>,
  outbound: Outbound,
  isClient: boolean,
): number {
  let initialWindow: number | undefined;
  for (const [id, value] of settings) {
    switch (id) {
      case SettingId.HEADER_TABLE_SIZE:
        outbound.peerMaxTableSize = value;
        break;
      case SettingId.ENABLE_PUSH:
        if (isClient && value === 1) {
          throw new ConnectionError(
            ErrorCode.PROTOCOL_ERROR,
            "H2_PUSH_FROM_CLIENT",
            "a server sent SETTINGS_ENABLE_PUSH 1, which only a client may",
          );
        }
        break;
      case SettingId.INITIAL_WINDOW_SIZE:
        initialWindow = value;
        break;
      case SettingId.MAX_FRAME_SIZE:
        outbound.peerMaxFrameSize = value;
        break;
      case SettingId.MAX_HEADER_LIST_SIZE:
        outbound.peerMaxFieldSectionSize = value;
        break;
      default:
    }
  }
  if (initialWindow === undefined) return 0;
  // Last, because it may let DATA go, which the other settings bind.
  const walked = outbound.changeInitialWindow(initialWindow);
  if (walked < 0) {
    throw new ConnectionError(
      ErrorCode.FLOW_CONTROL_ERROR,
      "H2_INITIAL_WINDOW_OVERFLOW",
      "SETTINGS_INITIAL_WINDOW_SIZE takes a stream's window beyond 2^31-1",
    );
  }
  return walked;
}
