import { StatusError } from "@tramline/rpc";
import { ConfigurationError } from "../configuration-error.ts";
import {
  parseServiceConfig,
  type ServiceConfig,
  type ServiceConfigJson,
  type ServiceConfigRules,
} from "../service-config/service-config.ts";

/** A service config as a resolver returns it. */
type Given = string | ServiceConfigJson | ConfigurationError | undefined;

/** Reads the service configs of a resolver, and keeps the last one that was valid (gRFC A21). */
export class ResolvedConfig {
  private readonly own: ServiceConfig;
  private readonly rules: ServiceConfigRules;
  private readonly onInvalid: (error: ConfigurationError) => void;
  private text: string | undefined;
  private config: ServiceConfig | undefined;

  /**
   * @param own holds where the resolver has none
   * @param onInvalid hears of a config that is invalid while the one before stays in force
   */
  constructor(
    own: ServiceConfig,
    rules: ServiceConfigRules,
    onInvalid: (error: ConfigurationError) => void,
  ) {
    this.own = own;
    this.rules = rules;
    this.onInvalid = onInvalid;
    this.text = undefined;
    this.config = undefined;
  }

  /** @returns the config that holds now, or why no call can be made */
  read(given: Given): ServiceConfig | StatusError {
    if (given === undefined) {
      this.text = undefined;
      this.config = this.own;
      return this.own;
    }
    if (given instanceof ConfigurationError) return this.refuse(given);
    const text = typeof given === "string" ? given : JSON.stringify(given);
    if (text === this.text && this.config !== undefined) return this.config;
    try {
      this.config = parseServiceConfig(given, this.rules, "resolver");
    } catch (error) {
      if (error instanceof ConfigurationError) return this.refuse(error);
      throw error;
    }
    this.text = text;
    return this.config;
  }

  private refuse(error: ConfigurationError): ServiceConfig | StatusError {
    this.onInvalid(error);
    if (this.config !== undefined) return this.config;
    const text = `the resolver's service config cannot be used: ${error.message}`;
    return new StatusError("UNAVAILABLE", text, { cause: error });
  }
}
