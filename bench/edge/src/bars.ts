// The floors and aims of bench:edge, in calls per CPU second of the server.
import { atLeast, type Bar, type Judged, judged, over } from "../../harness/bars.ts";
import type { ResultRow } from "../../harness/result.ts";

/** To be ahead is an aim, without a floor. */
const AIM = { better: "higher", aim: 1 } as const;

/** Judges the rows of bench:edge. */
export function edgeBars(rows: readonly ResultRow[]): Judged[] {
  const rate = (name: string, implementation: string): number | undefined => {
    const row = rows.find((one) => one.case === name && one.implementation === implementation);
    return over(1, row?.serverCpuMicros);
  };
  const bar = (
    name: string,
    ours: string,
    theirs: string,
    bounds: Pick<Bar, "better" | "floor" | "aim">,
  ) =>
    judged({
      what: `${name}: ${ours} over ${theirs}`,
      value: over(rate(name, ours), rate(name, theirs)),
      ...bounds,
    });
  const calls = ["grpc-web-binary", "connect-binary", "connect-json"];
  return [
    ...calls.map((name) => bar(name, "tramline", "connect-node", atLeast(3))),
    ...calls.map((name) => bar(name, "tramline", "connect-go", AIM)),
    bar("rest-json", "tramline", "fastify", atLeast(1)),
    bar("rest-json", "tramline", "grpc-gateway", AIM),
    bar("native-grpc", "tramline, all protocols", "tramline, gRPC alone", atLeast(0.9)),
    bar("proxy-grpc-web", "tram proxy", "envoy", AIM),
    bar("proxy-rest-json", "tram proxy", "envoy", AIM),
  ];
}
