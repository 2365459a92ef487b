// Features: what a declaration inherits, and where each edition starts.
// https://protobuf.dev/editions/features/

import {
  Edition,
  type FeatureSet,
  FeatureSet_EnumType,
  FeatureSet_FieldPresence,
  FeatureSet_JsonFormat,
  FeatureSet_MessageEncoding,
  FeatureSet_RepeatedFieldEncoding,
  FeatureSet_Utf8Validation,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";
import type { ResolvedFeatures } from "./descriptor.ts";

const proto2: ResolvedFeatures = {
  fieldPresence: "explicit",
  enumType: "closed",
  repeatedFieldEncoding: "expanded",
  utf8Validation: "none",
  messageEncoding: "lengthPrefixed",
  jsonFormat: "legacyBestEffort",
};
const proto3: ResolvedFeatures = {
  fieldPresence: "implicit",
  enumType: "open",
  repeatedFieldEncoding: "packed",
  utf8Validation: "verify",
  messageEncoding: "lengthPrefixed",
  jsonFormat: "allow",
};
// 2024 and 2026 changed no feature that a runtime reads.
const edition2023: ResolvedFeatures = { ...proto3, fieldPresence: "explicit" };

/** The features a file of this edition starts from; undefined for editions not known here. */
export function editionFeatures(edition: number): ResolvedFeatures | undefined {
  switch (edition) {
    case Edition.EDITION_PROTO2:
      return proto2;
    case Edition.EDITION_PROTO3:
      return proto3;
    case Edition.EDITION_2023:
    case Edition.EDITION_2024:
    case Edition.EDITION_2026:
    case Edition.EDITION_UNSTABLE:
      return edition2023;
    default:
      return undefined;
  }
}

/** `inherited` with what `declared` sets; the same object when it sets nothing. */
export function overrideFeatures(
  inherited: ResolvedFeatures,
  declared: FeatureSet | undefined,
): ResolvedFeatures {
  if (declared === undefined) return inherited;
  return {
    fieldPresence: fieldPresence(declared.fieldPresence) ?? inherited.fieldPresence,
    enumType: enumType(declared.enumType) ?? inherited.enumType,
    repeatedFieldEncoding:
      repeatedFieldEncoding(declared.repeatedFieldEncoding) ?? inherited.repeatedFieldEncoding,
    utf8Validation: utf8Validation(declared.utf8Validation) ?? inherited.utf8Validation,
    messageEncoding: messageEncoding(declared.messageEncoding) ?? inherited.messageEncoding,
    jsonFormat: jsonFormat(declared.jsonFormat) ?? inherited.jsonFormat,
  };
}

function fieldPresence(value: number | undefined): ResolvedFeatures["fieldPresence"] | undefined {
  switch (value) {
    case FeatureSet_FieldPresence.EXPLICIT:
      return "explicit";
    case FeatureSet_FieldPresence.IMPLICIT:
      return "implicit";
    case FeatureSet_FieldPresence.LEGACY_REQUIRED:
      return "legacyRequired";
    default:
      return undefined;
  }
}

function enumType(value: number | undefined): ResolvedFeatures["enumType"] | undefined {
  if (value === FeatureSet_EnumType.OPEN) return "open";
  return value === FeatureSet_EnumType.CLOSED ? "closed" : undefined;
}

function repeatedFieldEncoding(
  value: number | undefined,
): ResolvedFeatures["repeatedFieldEncoding"] | undefined {
  if (value === FeatureSet_RepeatedFieldEncoding.PACKED) return "packed";
  return value === FeatureSet_RepeatedFieldEncoding.EXPANDED ? "expanded" : undefined;
}

function utf8Validation(value: number | undefined): ResolvedFeatures["utf8Validation"] | undefined {
  if (value === FeatureSet_Utf8Validation.VERIFY) return "verify";
  return value === FeatureSet_Utf8Validation.NONE ? "none" : undefined;
}

function messageEncoding(
  value: number | undefined,
): ResolvedFeatures["messageEncoding"] | undefined {
  if (value === FeatureSet_MessageEncoding.LENGTH_PREFIXED) return "lengthPrefixed";
  return value === FeatureSet_MessageEncoding.DELIMITED ? "delimited" : undefined;
}

function jsonFormat(value: number | undefined): ResolvedFeatures["jsonFormat"] | undefined {
  if (value === FeatureSet_JsonFormat.ALLOW) return "allow";
  return value === FeatureSet_JsonFormat.LEGACY_BEST_EFFORT ? "legacyBestEffort" : undefined;
}
