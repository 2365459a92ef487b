/** What the suite asks a page for. */
/** Where in a browser a case runs. */
export type Place = "page" | "worker" | "shared worker" | "service worker";

/** One case of one client, against one server. */
export interface CaseCall {
  readonly name: string;
  /** The client library and its settings, or of cases with but one library its protocol. */
  readonly client: string;
  /** The server's address, without a path. */
  readonly url: string;
  /** Tells this case's calls from all others. */
  readonly key: string;
  readonly place: Place;
}
