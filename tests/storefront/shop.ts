/** The shop as `npm start` runs it, without the tour: five processes, of which the storefront can go and come back. */
import { Processes } from "../../examples/shop/src/tour/processes.ts";
import {
  type Addresses,
  startServices,
  startStorefront,
} from "../../examples/shop/src/tour/shop.ts";

/** How long the warehouse takes for a step: long enough to look at, and to restart a server. */
const STEP_MS = "700";

/** The running shop. */
export class Shop {
  readonly url: string;
  private readonly processes: Processes;
  private readonly addresses: Addresses;

  private isOpen = true;

  private constructor(processes: Processes, addresses: Addresses) {
    this.processes = processes;
    this.addresses = addresses;
    this.url = `http://${addresses.storefront}`;
  }

  /** Opens the shop. */
  static async open(): Promise<Shop> {
    process.env["WAREHOUSE_STEP_MS"] = STEP_MS;
    const processes = new Processes(() => {});
    try {
      return new Shop(processes, await startServices(processes));
    } catch (error) {
      await processes.end();
      throw error;
    }
  }

  /** Ends the storefront. What is open breaks, and its port rejects connections. */
  async stopStorefront(): Promise<void> {
    this.isOpen = false;
    await this.processes.stop("storefront");
  }

  /** Starts the storefront again, on the same port, if it was stopped. */
  async startStorefront(): Promise<void> {
    if (this.isOpen) return;
    this.isOpen = true;
    await startStorefront(this.processes, this.addresses, new URL(this.url).port);
  }

  /** Ends all processes. */
  close(): Promise<void> {
    return this.processes.end();
  }
}
