/** Returns the bytes of a textual IP address: 4, or 16 for IPv6. A zone is left out. */
export function addressBytes(text: string): Uint8Array {
  const [address = ""] = text.split("%");
  if (!address.includes(":")) return Uint8Array.from(address.split("."), Number);
  // The last 32 bits may be written as IPv4.
  const lastColon = address.lastIndexOf(":");
  const tail = address.slice(lastColon + 1);
  const groups = tail.includes(".")
    ? [address.slice(0, lastColon + 1), ...groupsOfIpv4(tail)].join("")
    : address;
  const [head = "", rest] = groups.split("::");
  const before = wordsOf(head);
  const after = rest === undefined ? [] : wordsOf(rest);
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  for (const [index, word] of [...before, ...zeros, ...after].entries()) {
    view.setUint16(index * 2, word);
  }
  return bytes;
}

function wordsOf(groups: string): number[] {
  return groups === "" ? [] : groups.split(":").map((group) => Number.parseInt(group, 16));
}

/** The two groups of IPv6 that an IPv4 address makes. */
function groupsOfIpv4(text: string): string[] {
  const [a = 0, b = 0, c = 0, d = 0] = text.split(".").map(Number);
  return [((a << 8) | b).toString(16), ":", ((c << 8) | d).toString(16)];
}
