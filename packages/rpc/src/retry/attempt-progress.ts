/** How far an attempt has come, as far as another one may follow it (gRFC A6). */
export type AttemptProgress =
  /** The server may have acted on it, or there was no connection for it. */
  | "tried"
  /** Nothing of it has left this client. */
  | "unsent"
  /** It has reached the server, which has not looked at it: REFUSED_STREAM. */
  | "refused"
  /** The server's GOAWAY says that it will not look at it. */
  | "disowned"
  /** The server's response has begun. */
  | "committed"
  /** It has failed by a decision that another attempt would meet as well, such as a closed channel. */
  | "final";
