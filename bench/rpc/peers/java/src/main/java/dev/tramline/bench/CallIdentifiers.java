package dev.tramline.bench;

import java.util.HexFormat;

/** Makes identifiers that differ on each call: xorshift to hex. */
final class CallIdentifiers {
  private static final HexFormat HEX = HexFormat.of();
  private final int[] state = new int[4];

  CallIdentifiers(int seed) {
    for (int index = 0; index < 4; index++) {
      state[index] = (seed + index + 1) * 0x9e3779b1;
    }
  }

  /** 32 random hex digits. */
  String requestId() {
    return HEX.formatHex(random(16));
  }

  /** 32 random hex digits and 16 more in the form of a W3C traceparent. */
  String traceparent() {
    byte[] bytes = random(24);
    return "00-" + HEX.formatHex(bytes, 0, 16) + "-" + HEX.formatHex(bytes, 16, 24) + "-01";
  }

  private byte[] random(int count) {
    byte[] bytes = new byte[count];
    for (int index = 0; index < count; index += 4) {
      int word = next();
      bytes[index] = (byte) (word >>> 24);
      bytes[index + 1] = (byte) (word >>> 16);
      bytes[index + 2] = (byte) (word >>> 8);
      bytes[index + 3] = (byte) word;
    }
    return bytes;
  }

  private int next() {
    int mixed = state[3];
    mixed ^= mixed << 11;
    mixed ^= mixed >>> 8;
    int first = state[0];
    state[3] = state[2];
    state[2] = state[1];
    state[1] = first;
    state[0] = mixed ^ first ^ (first >>> 19);
    return state[0];
  }
}
