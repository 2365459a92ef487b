import { type DescriptorProto, Edition, type FileDescriptorProto } from "@tramline/protobuf/wkt";
import type { PluginResponse } from "./decode-response.ts";
import { CodeGeneratorResponse_Feature as Feature } from "./gen/google/protobuf/compiler/plugin.ts";
import { PluginError } from "./plugin-error.ts";

/** The capabilities that a plugin declares. */
export type PluginSupport = Pick<
  PluginResponse,
  "supportedFeatures" | "minimumEdition" | "maximumEdition"
>;

/**
 * Checks that a plugin declares to support what the contracts use: a plugin that knows nothing of it would
 * write code that is wrong without a word.
 *
 * @param files the files to generate
 * @throws PluginError PLUGIN_PROTO3_OPTIONAL, PLUGIN_EDITIONS, PLUGIN_EDITION_RANGE
 */
export function checkPluginSupport(
  { supportedFeatures, minimumEdition, maximumEdition }: PluginSupport,
  files: readonly FileDescriptorProto[],
  plugin: string,
): void {
  const has = (feature: number): boolean => (supportedFeatures & BigInt(feature)) !== 0n;
  for (const file of files) {
    const { name = "" } = file;
    if (
      !has(Feature.PROTO3_OPTIONAL) &&
      file.syntax === "proto3" &&
      file.messageType.some(hasProto3Optional)
    ) {
      throw new PluginError(
        "PLUGIN_PROTO3_OPTIONAL",
        `${name} has optional fields of proto3, which ${plugin} does not say it supports.`,
        "A newer version of the plugin may; or leave out the word optional.",
      );
    }
    // Of these, protoc too takes it that every plugin can read them.
    if (file.syntax !== "editions" || /^(google\/protobuf|upb)\//.test(name)) continue;
    const edition = file.edition ?? 0;
    if (!has(Feature.SUPPORTS_EDITIONS)) {
      throw new PluginError(
        "PLUGIN_EDITIONS",
        `${name} is of ${editionText(edition)}, and ${plugin} does not say that it supports editions.`,
        "A newer version of the plugin may; or write the file in proto3.",
      );
    }
    if (edition < minimumEdition || edition > maximumEdition) {
      const bounds =
        minimumEdition === maximumEdition
          ? `${editionText(minimumEdition)} only`
          : `${editionText(minimumEdition)} to ${editionText(maximumEdition)}`;
      throw new PluginError(
        "PLUGIN_EDITION_RANGE",
        `${name} is of ${editionText(edition)}, and ${plugin} supports ${bounds}.`,
        edition > maximumEdition
          ? `A newer version of the plugin may support it; or set the file to ${editionText(maximumEdition)}.`
          : `Set the file to ${editionText(minimumEdition)} or later.`,
      );
    }
  }
}

function hasProto3Optional(message: DescriptorProto): boolean {
  return (
    message.field.some(({ proto3Optional }) => proto3Optional === true) ||
    message.extension.some(({ proto3Optional }) => proto3Optional === true) ||
    message.nestedType.some(hasProto3Optional)
  );
}

/** "edition 2023", "proto3". */
function editionText(edition: number): string {
  if (edition === Edition.EDITION_PROTO2) return "proto2";
  if (edition === Edition.EDITION_PROTO3) return "proto3";
  const found = Object.entries(Edition).find(([, value]) => value === edition)?.[0];
  return `edition ${found?.replace(/^EDITION_/, "") ?? edition}`;
}
