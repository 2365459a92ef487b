// The error of a mistake in a program, which comes with @tramline/rpc for what browsers have as well.
export { ConfigurationError, type ConfigurationErrorCode } from "@tramline/rpc";
