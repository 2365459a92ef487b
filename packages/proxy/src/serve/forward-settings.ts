// The settings that all forwarded calls share.
import type { Interceptor, ServerObserver } from "@tramline/rpc";
import type { ClientChannel } from "tramline";
import type { TranslationCount } from "../forward/passed-type.ts";

/** The settings of forwarded calls. */
export interface ForwardSettings {
  /** The channel to the upstream. */
  readonly channel: ClientChannel;
  /** The largest response, in bytes. */
  readonly maxSendBytes: number;
  readonly observers: readonly ServerObserver[];
  readonly interceptors: readonly Interceptor[];
  readonly translations: TranslationCount;
}
