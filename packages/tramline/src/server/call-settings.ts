import {
  CallAdmission,
  type CallSettings,
  type CallShedder,
  type Codec,
  CompressionRegistry,
  codecsByName,
  type MethodTable,
  observeServerMethod,
  type ServerObserver,
} from "@tramline/rpc";
import { checkFunctionList, given } from "../argument-check.ts";
import { defaultCompressors } from "../compression/zlib.ts";
import { ConfigurationError } from "../configuration-error.ts";
import {
  DEFAULT_COMPRESSION_THRESHOLD_BYTES,
  DEFAULT_MAX_RECEIVE_BYTES,
} from "../message-defaults.ts";
import {
  booleanOption,
  checkCompression,
  checkCompressors,
  countOrZeroOption,
  positiveOption,
} from "../option-check.ts";
import { serverJson } from "./server-json.ts";
import type { ServerLimits } from "./server-limits.ts";
import type { ServerOptions } from "./server-options.ts";
import { shedLoad } from "./shed-load.ts";

const CODE = "SERVER_OPTION_INVALID";

/**
 * Returns the settings that all calls of a server share.
 *
 * @throws ConfigurationError for an option that cannot work
 */
export function callSettings(
  options: ServerOptions,
  methods: MethodTable,
  limits: ServerLimits,
  observers: readonly ServerObserver[],
): CallSettings {
  const { maxReceiveBytes, compressionThresholdBytes, compression } = options;
  checkFunctionList(CODE, "interceptors", options.interceptors);
  checkCompressors(CODE, options.compressors);
  const compressors = new CompressionRegistry(options.compressors ?? defaultCompressors);
  checkCompression(compression, compressors);
  return {
    maxReceiveBytes: positiveOption(
      CODE,
      "maxReceiveBytes",
      maxReceiveBytes,
      DEFAULT_MAX_RECEIVE_BYTES,
    ),
    maxMetadataBytes: limits.maxFieldSectionSize,
    compression,
    compressionThresholdBytes: countOrZeroOption(
      CODE,
      "compressionThresholdBytes",
      compressionThresholdBytes,
      DEFAULT_COMPRESSION_THRESHOLD_BYTES,
    ),
    compressors,
    codecs: knownCodecs(options.codecs, methods),
    admission: admissionBy(limits, shedLoad(options.shedLoad)),
    refusalObserver: observeServerMethod(observers, undefined),
    exposesErrors: booleanOption(CODE, "exposeErrors", options.exposeErrors, false),
  };
}

function admissionBy(
  limits: ServerLimits,
  shedder: CallShedder | undefined,
): CallAdmission | undefined {
  const { maxConcurrentCalls, callsPerSecond } = limits;
  const isBounded = maxConcurrentCalls !== Infinity || callsPerSecond !== Infinity;
  return isBounded || shedder !== undefined ? new CallAdmission(limits, shedder) : undefined;
}

function knownCodecs(
  codecs: readonly Codec[] | undefined,
  methods: MethodTable,
): ReadonlyMap<string, Codec> {
  if (codecs !== undefined && !Array.isArray(codecs)) {
    throw new ConfigurationError(
      CODE,
      `invalid option codecs: expected an array of codecs, got ${given(codecs)}`,
    );
  }
  try {
    return codecsByName([serverJson(methods)].concat(codecs ?? []));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new ConfigurationError(CODE, `invalid option codecs: ${text}`, { cause: error });
  }
}
