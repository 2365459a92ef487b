export { type FakeContext, type FakeContextOptions, fakeContext } from "./calls/fake-context.ts";
export { type MockClientOptions, mockClient } from "./calls/mock-client.ts";
export { type ExploreOptions, explore } from "./explore.ts";
export type { Closable, Host, HostProgram } from "./host.ts";
export type { LinkConditions } from "./network/conditions.ts";
export type { Delivery, DeliveryListener } from "./network/connection-log.ts";
export type { NetworkControl } from "./network/network-control.ts";
export { Random } from "./random.ts";
export {
  createSimulation,
  type Resources,
  type Simulation,
  type SimulationOptions,
} from "./simulation.ts";
export { SimulationError } from "./simulation-error.ts";
