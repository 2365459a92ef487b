/**
 * Attacks a server. Started by the runner: "prepare" with an AttackOrder is responded to with what sockets
 * take of the attack, "go" begins it, "stop" ends it and is responded to with an AttackReport.
 */
import { type AddressInfo, createServer } from "node:net";
import { findAttack } from "../attacks/catalog.ts";
import { RawConnection } from "../wire/raw-connection.ts";
import { type Sample, Tally } from "../wire/tally.ts";
import type { AttackOrder, AttackReport } from "./messages.ts";

const sampleMs = 50;
const freeMs = 250;
/** Connections that are opened at a time, so that the listener's backlog takes them. */
const opensAtATime = 100;
const openEveryMs = 5;

const tally = new Tally();
const places: RawConnection[] = [];
const samples: Sample[] = [];

async function go(order: AttackOrder): Promise<void> {
  const { attack: name, port, localAddress, connections, isPatient } = order;
  const attack = findAttack(name);
  const beganMs = performance.now();
  const take = () => samples.push(tally.sample(performance.now() - beganMs));
  take();
  setInterval(take, sampleMs);
  while (places.length < connections) {
    const place = new RawConnection(attack, { port, localAddress, isPatient }, tally);
    places.push(place);
    place.open();
    if (places.length % opensAtATime === 0) {
      await new Promise((resolve) => setTimeout(resolve, openEveryMs));
    }
  }
}

/** Attacks a server of our own that reads and does nothing; resolves with the bytes per second. */
async function measureFree({ attack: name, connections }: AttackOrder): Promise<number> {
  const attack = findAttack(name);
  if ((attack.pauseMs ?? 0) > 0 || attack.connections !== undefined) return 0;
  const free = new Tally();
  const sink = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => sink.listen(0, "127.0.0.1", resolve));
  const { port } = sink.address() as AddressInfo;
  const target = { port, localAddress: "127.0.0.1", isFree: true };
  const flood = Array.from({ length: connections }, () => new RawConnection(attack, target, free));
  const beganMs = performance.now();
  for (const place of flood) place.open();
  await new Promise((resolve) => setTimeout(resolve, freeMs));
  const bytesPerSecond = (free.bytes * 1000) / (performance.now() - beganMs);
  for (const place of flood) place.stop();
  sink.close();
  return bytesPerSecond;
}

function report(): AttackReport {
  return {
    samples,
    connects: tally.connects,
    cuts: tally.cuts,
    refusals: tally.refusals,
    mostOpen: tally.mostOpen,
    goaways: tally.goaways.toRecord(),
    resets: tally.resets.toRecord(),
    socketErrors: tally.socketErrors.toRecord(),
    notes: tally.notes.toRecord(),
  };
}

type Message = { prepare: AttackOrder } | { go: AttackOrder } | "stop";

process.on("message", (message: Message) => {
  if (message === "stop") process.send?.(report(), () => process.exit(0));
  else if ("go" in message) void go(message.go);
  else void measureFree(message.prepare).then((bytesPerSecond) => process.send?.(bytesPerSecond));
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");
