// Features: what an edition lets be chosen, as far as compiling depends on it, and where each edition starts.
// https://protobuf.dev/editions/features/

import {
  Edition,
  FeatureSet_EnumType as EnumType,
  FeatureSet_FieldPresence as FieldPresence,
  FeatureSet_JsonFormat as JsonFormat,
  FeatureSet_MessageEncoding as MessageEncoding,
  FeatureSet_EnforceNamingStyle as NamingStyle,
  FeatureSet_ProtoLimitsFeature_EnforceProtoLimits as ProtoLimits,
  FeatureSet_RepeatedFieldEncoding as RepeatedFieldEncoding,
  FeatureSet_VisibilityFeature_DefaultSymbolVisibility as SymbolVisibility,
} from "@tramline/protobuf/wkt";

/** The features that hold for a definition, by the numbers of their values in descriptor.proto. */
export interface Features {
  readonly fieldPresence: number;
  readonly enumType: number;
  readonly repeatedFieldEncoding: number;
  readonly messageEncoding: number;
  readonly jsonFormat: number;
  readonly enforceNamingStyle: number;
  readonly defaultSymbolVisibility: number;
  readonly enforceProtoLimits: number;
}

const PROTO2: Features = {
  fieldPresence: FieldPresence.EXPLICIT,
  enumType: EnumType.CLOSED,
  repeatedFieldEncoding: RepeatedFieldEncoding.EXPANDED,
  messageEncoding: MessageEncoding.LENGTH_PREFIXED,
  jsonFormat: JsonFormat.LEGACY_BEST_EFFORT,
  enforceNamingStyle: NamingStyle.STYLE_LEGACY,
  defaultSymbolVisibility: SymbolVisibility.EXPORT_ALL,
  enforceProtoLimits: ProtoLimits.LEGACY_NO_EXPLICIT_LIMITS,
};

const PROTO3: Features = {
  ...PROTO2,
  fieldPresence: FieldPresence.IMPLICIT,
  enumType: EnumType.OPEN,
  repeatedFieldEncoding: RepeatedFieldEncoding.PACKED,
  jsonFormat: JsonFormat.ALLOW,
};

const EDITION_2023: Features = { ...PROTO3, fieldPresence: FieldPresence.EXPLICIT };

const EDITION_2024: Features = {
  ...EDITION_2023,
  enforceNamingStyle: NamingStyle.STYLE2024,
  defaultSymbolVisibility: SymbolVisibility.EXPORT_TOP_LEVEL,
};

const EDITION_2026: Features = {
  ...EDITION_2024,
  enforceNamingStyle: NamingStyle.STYLE2026,
  defaultSymbolVisibility: SymbolVisibility.STRICT,
  enforceProtoLimits: ProtoLimits.PROTO_LIMITS2026,
};

/** The features from which a file of an edition starts. */
export function editionFeatures(edition: number): Features {
  if (edition >= Edition.EDITION_2026) return EDITION_2026;
  if (edition >= Edition.EDITION_2024) return EDITION_2024;
  if (edition >= Edition.EDITION_2023) return EDITION_2023;
  return edition === Edition.EDITION_PROTO3 ? PROTO3 : PROTO2;
}
