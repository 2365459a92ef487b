/** The contract behind a page, as its owner provides it. */
import type { JsonValue, MessageDescriptor, Registry, ServiceDescriptor } from "@tramline/protobuf";
import type { StatusDetail } from "@tramline/rpc";

/** Services, their types, and the JSON form of messages. */
export interface ExplorerContract {
  /** The services that the page shows, in this order. */
  readonly services: readonly ServiceDescriptor[];
  /** Texts about services that could not be loaded, to be shown. */
  readonly problems: readonly string[];
  /** Finds types of requests: of messages in google.protobuf.Any, and extensions. */
  readonly registry: Registry;
  /** Converts a response to ProtoJSON. Must not fail because of what an Any holds. */
  messageToJson(type: MessageDescriptor, message: unknown): Promise<JsonValue>;
  /** Converts a status detail to an object with `@type` and its fields. Must not fail. */
  detailToJson(detail: StatusDetail): Promise<JsonValue>;
}
