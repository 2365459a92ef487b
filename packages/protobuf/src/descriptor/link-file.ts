// Links one file: from a FileDescriptorProto to a FileDescriptor.

import { Edition, type FileDescriptorProto } from "../wkt/gen/google/protobuf/descriptor-types.ts";
import { declareEnum, declareMessage } from "./declare-types.ts";
import type { FileDescriptor } from "./descriptor.ts";
import { DescriptorError } from "./descriptor-error.ts";
import { editionFeatures, overrideFeatures } from "./features.ts";
import { linkExtension, linkMessage } from "./link-message.ts";
import { type LinkContext, LinkScope, quote } from "./link-scope.ts";
import { linkService } from "./link-service.ts";
import { LinkedFile } from "./linked.ts";
import { isQualifiedName, maxNameLength } from "./names.ts";

// Field numbers in descriptor.proto that make up source paths.
const fileMessages = 4;
const fileEnums = 5;
const fileServices = 6;
const fileExtensions = 7;

/**
 * Links one file whose imports are linked already. Comments and positions are
 * looked up only when read.
 *
 * @throws DescriptorError where the proto does not make a contract: a missing
 *   import or type, names or numbers used twice or out of range, and the like.
 */
export function linkFile(proto: FileDescriptorProto, context: LinkContext): FileDescriptor {
  const file = createFile(proto);
  const links = new LinkScope(file, context);
  linkDependencies(proto, file, context);
  proto.messageType.forEach((message, index) => {
    file.messages.push(declareMessage(message, undefined, [fileMessages, index], 1, links));
  });
  proto.enumType.forEach((enumProto, index) => {
    file.enums.push(declareEnum(enumProto, undefined, [fileEnums, index], links));
  });
  for (const message of file.messages) linkMessage(message, links);
  proto.extension.forEach((extension, index) => {
    file.extensions.push(linkExtension(extension, undefined, [fileExtensions, index], links));
  });
  proto.service.forEach((service, index) => {
    file.services.push(linkService(service, [fileServices, index], links));
  });
  return file;
}

function createFile(proto: FileDescriptorProto): LinkedFile {
  const { name, syntax = "proto2" } = proto;
  if (name === undefined || name === "" || name.length > maxNameLength) {
    throw new DescriptorError("DESCRIPTOR_NAME", "(unnamed file)", "a file needs a name");
  }
  const packageName = proto.package ?? "";
  if (packageName.length > maxNameLength || (packageName !== "" && !isQualifiedName(packageName))) {
    throw new DescriptorError(
      "DESCRIPTOR_NAME",
      name,
      `invalid package name: expected identifiers joined by dots, got ${quote(packageName)}`,
    );
  }
  if (syntax !== "proto2" && syntax !== "proto3" && syntax !== "editions" && syntax !== "") {
    throw new DescriptorError(
      "DESCRIPTOR_SYNTAX",
      name,
      `invalid syntax: expected "proto2", "proto3", or "editions", got ${quote(syntax)}`,
    );
  }
  const edition =
    syntax === "editions"
      ? (proto.edition ?? Edition.EDITION_UNKNOWN)
      : syntax === "proto3"
        ? Edition.EDITION_PROTO3
        : Edition.EDITION_PROTO2;
  const features = editionFeatures(edition);
  if (features === undefined) {
    throw new DescriptorError(
      "DESCRIPTOR_EDITION",
      name,
      `edition ${edition} is not supported; 2023, 2024 and 2026 are`,
    );
  }
  return new LinkedFile(
    proto,
    name,
    syntax === "" ? "proto2" : syntax,
    edition,
    overrideFeatures(features, syntax === "editions" ? proto.options?.features : undefined),
  );
}

function linkDependencies(
  proto: FileDescriptorProto,
  file: LinkedFile,
  context: LinkContext,
): void {
  const weak = new Set(proto.weakDependency);
  const found = proto.dependency.map((name, index) => {
    const dependency = context.file(name);
    if (dependency === undefined && !weak.has(index)) {
      throw new DescriptorError(
        "DESCRIPTOR_IMPORT_MISSING",
        file.name,
        `imports ${quote(name)}, which is not among the files`,
      );
    }
    return dependency;
  });
  const pick = (index: number): FileDescriptor[] => {
    if (!(index >= 0 && index < found.length)) {
      throw new DescriptorError(
        "DESCRIPTOR_IMPORT_INDEX",
        file.name,
        `marks import ${index} as public or weak, but has ${found.length} imports`,
      );
    }
    const dependency = found[index];
    return dependency === undefined ? [] : [dependency];
  };
  file.dependencies = found.filter((dependency) => dependency !== undefined);
  file.publicDependencies = proto.publicDependency.flatMap(pick);
  file.weakDependencies = proto.weakDependency.flatMap(pick);
}
