import type { LinkConditions } from "./conditions.ts";
import type { DeliveryListener } from "./connection-log.ts";

/** The network of a simulation: all hosts reach each other by name, over TCP in cleartext. */
export interface NetworkControl {
  /** Connections with an open end. */
  readonly openConnections: number;
  /**
   * Changes how bytes travel, from now on: between two hosts, in both directions, or everywhere.
   *
   * @throws SimulationError for a value out of range or an unknown host
   */
  configure(changes: Partial<LinkConditions>, hostA?: string, hostB?: string): void;
  /**
   * Lets nothing pass between two hosts, or between one host and all others. Connections stay open,
   * and what is sent waits: TCP sends it again after `heal`.
   */
  partition(hostA: string, hostB?: string): void;
  /** Lets nothing pass from one host to the other; the way back stays open. */
  partitionOneWay(from: string, to: string): void;
  /** Ends the partitions between two hosts, of one host, or all of them. */
  heal(hostA?: string, hostB?: string): void;
  /**
   * Resets the open connections between two hosts, or of one host, at both ends at once (ECONNRESET).
   * Bytes under way are lost.
   *
   * @returns how many connections were cut
   */
  cut(hostA: string, hostB?: string): number;
  /**
   * Makes the open connections between two hosts, or of one host, half-open for good: neither end
   * hears from the other again, nor learns of it. New connections work.
   *
   * @returns how many connections were silenced
   */
  silence(hostA: string, hostB?: string): number;
  /**
   * Calls `listener` with each piece of bytes, right before the program that it is for reads it. The
   * function that is returned ends that.
   */
  observe(listener: DeliveryListener): () => void;
}
