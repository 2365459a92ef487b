import type { ServiceConfigNotice } from "@tramline/rpc";
import type { ServiceConfig, ServiceConfigSource } from "../service-config/service-config.ts";

/** A part of a channel's service config that does not hold as it is written. */
export interface ServiceConfigWarning extends ServiceConfigNotice {
  /** The channel's target. */
  readonly target: string;
  /** Where the service config came from. */
  readonly source: ServiceConfigSource;
}

/** Bounds what is remembered of a resolver that brings another config each time. */
const MOST_WARNINGS = 100;

/** Reports what is clamped, ignored, or invalid in the service configs of one channel, each thing once. */
export class ConfigWarnings {
  private readonly target: string;
  private readonly listener: (warning: ServiceConfigWarning) => void;
  private readonly reported: Set<string>;

  /** @param listener default: a warning of the process */
  constructor(target: string, listener: ((warning: ServiceConfigWarning) => void) | undefined) {
    this.target = target;
    this.listener = listener ?? warnProcess;
    this.reported = new Set();
  }

  report({ notices, source }: ServiceConfig): void {
    for (const { field, message } of notices) this.add(field, message, source);
  }

  add(field: string, message: string, source: ServiceConfigSource): void {
    if (this.reported.has(message) || this.reported.size >= MOST_WARNINGS) return;
    this.reported.add(message);
    this.listener({ field, message, target: this.target, source });
  }
}

function warnProcess({ message, target, source }: ServiceConfigWarning): void {
  const from = source === "resolver" ? "from the resolver" : "in the option serviceConfig";
  process.emitWarning(`service config ${from} of ${target}: ${message}`, {
    type: "TramlineWarning",
    code: "TRAMLINE_SERVICE_CONFIG",
  });
}
