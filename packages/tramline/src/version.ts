/** The version of this package, as sent in `user-agent`. */
export const VERSION = "0.1.0";
