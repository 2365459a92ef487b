/** The largest message that is accepted by default, as in every gRPC: 4 MiB. */
export const DEFAULT_MAX_RECEIVE_BYTES: number = 4 * 1024 * 1024;

/** Messages of fewer bytes are not compressed by default: 1 KiB. */
export const DEFAULT_COMPRESSION_THRESHOLD_BYTES = 1024;
