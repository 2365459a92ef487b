/** The largest message that is accepted unless told otherwise, as in every gRPC: 4 MiB. */
export const DEFAULT_MAX_RECEIVE_BYTES: number = 4 * 1024 * 1024;
