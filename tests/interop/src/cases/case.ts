import type { Client } from "tramline";
import type { TestService, UnimplementedService } from "../../gen/grpc/testing/test.ts";
import type { LoadReports } from "../test-load-balancer.ts";

/** What the soak cases are told by their flags. */
export interface SoakSettings {
  readonly iterations: number;
  readonly maxFailures: number;
  readonly perIterationMaxLatencyMs: number;
  readonly minTimeBetweenRpcsMs: number;
  readonly overallTimeoutMs: number;
  readonly requestSize: number;
  readonly responseSize: number;
  readonly threads: number;
}

/** A client on a channel of its own. */
export interface Connection {
  readonly client: Client<typeof TestService>;
  close(): Promise<void>;
}

/** What a case works with. */
export interface CaseContext {
  readonly client: Client<typeof TestService>;
  readonly unimplemented: Client<typeof UnimplementedService>;
  readonly soak: SoakSettings;
  /** The load reports that `client`'s channel has received. */
  readonly reports: LoadReports;
  /** A further channel to the same server. */
  connect(): Connection;
}

/** One case: rejects when what it asserts does not hold. */
export type InteropCase = (context: CaseContext) => Promise<void>;

/** A payload of zeros. */
export function zeros(size: number) {
  return { body: new Uint8Array(size) };
}
