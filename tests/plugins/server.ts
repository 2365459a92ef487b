/** The server that the clients of all languages call. */
import { createServer, type Server } from "tramline";
import { Parcel, ParcelService } from "./gen/parcels/v1/parcels.ts";

/** Starts it on a port of its own choice, on the loopback. */
export async function startServer(): Promise<{ readonly server: Server; readonly target: string }> {
  const server = createServer();
  server.add(ParcelService, {
    weigh: (parcel) => ({ ...parcel, weight: (parcel.weight ?? 0) + 1 }),
    async *split({ parcel, count }) {
      for (let at = 0; at < count; at++) yield { ...parcel, id: `${parcel?.id ?? ""}-${at}` };
    },
    async join(parcels) {
      const joined = Parcel.create({ id: "joined", weight: 0 });
      for await (const { tags, weight = 0 } of parcels) {
        joined.tags.push(...tags);
        joined.weight = (joined.weight ?? 0) + weight;
      }
      return joined;
    },
    async *relay(parcels) {
      for await (const parcel of parcels) yield { ...parcel, weight: (parcel.weight ?? 0) * 2 };
    },
  });
  const { address } = await server.listen("127.0.0.1:0");
  return { server, target: address };
}
