import type { ImportNode, PackageNode } from "../ast/nodes.ts";
import type { Reporter } from "../diagnostic/diagnostic.ts";
import { editionFeatures } from "../features/features.ts";
import type { ParsedFile } from "../parser/parse-file.ts";
import { buildEnum } from "./build-enum.ts";
import { buildExtend, buildMessage } from "./build-message.ts";
import { buildService } from "./build-service.ts";
import { createFileProto } from "./create-protos.ts";
import type { FileDefinition } from "./definitions.ts";
import { FileBuilder } from "./file-builder.ts";
import { SourceInfoRecorder } from "./source-info.ts";

const PACKAGE = 2;
const DEPENDENCY = 3;
const MESSAGE_TYPE = 4;
const ENUM_TYPE = 5;
const SERVICE = 6;
const EXTENSION = 7;
const PUBLIC_DEPENDENCY = 10;
const WEAK_DEPENDENCY = 11;
const SYNTAX = 12;
const OPTION_DEPENDENCY = 15;

/**
 * Builds a file's descriptor from its tree. Names of types and options are as written;
 * linking resolves them.
 */
export function buildFile(
  parsed: ParsedFile,
  reporter: Reporter,
  withSourceInfo: boolean,
): FileDefinition {
  const info = new SourceInfoRecorder(parsed.tokens, withSourceInfo);
  const packageNode = parsed.node.statements.find((statement) => statement.kind === "package");
  const file: FileDefinition = {
    kind: "file",
    path: parsed.source.path,
    parsed,
    source: parsed.source,
    syntax: parsed.syntax,
    edition: parsed.edition,
    package: packageNode?.name.name ?? "",
    packageNode: packageNode?.name,
    proto: createFileProto(parsed.source.path),
    locations: info.table,
    imports: [],
    messages: [],
    enums: [],
    services: [],
    extensions: [],
    options: [],
    sourceOptions: { whole: [], leftOut: new Set() },
    visible: new Set(),
    visibleOptions: new Set(),
    knownTypes: new Map(),
    knownNames: new Map(),
    optionValues: undefined,
    features: editionFeatures(parsed.edition),
  };
  const { proto } = file;
  if (packageNode !== undefined) proto.package = packageNode.name.name;
  if (parsed.syntax !== "proto2") proto.syntax = parsed.syntax;
  if (parsed.syntax === "editions") proto.edition = parsed.edition;
  info.addFile(parsed.node.last);
  buildStatements(new FileBuilder(file, info, reporter), packageNode);
  info.table?.trim();
  for (const message of file.messages) proto.messageType.push(message.proto);
  for (const declared of file.enums) proto.enumType.push(declared.proto);
  for (const service of file.services) proto.service.push(service.proto);
  for (const extension of file.extensions) proto.extension.push(extension.proto);
  return file;
}

function buildStatements(builder: FileBuilder, packageNode: PackageNode | undefined): void {
  const { file, info } = builder;
  const target = builder.target("FileOptions", file, `${file.package}.dummy`, []);
  for (const statement of file.parsed.node.statements) {
    switch (statement.kind) {
      case "syntax":
        info.end(statement.last, info.add([SYNTAX], statement.first, statement.last));
        break;
      case "package":
        if (statement !== packageNode) {
          builder.error("PACKAGE_TWICE", statement, "A file has only one package.");
        }
        info.end(statement.last, info.add([PACKAGE], statement.first, statement.last));
        break;
      case "import":
        addImport(builder, statement);
        break;
      case "option":
        builder.statement(target, statement);
        break;
      case "message": {
        const path = [MESSAGE_TYPE, file.messages.length];
        file.messages.push(buildMessage(builder, statement, undefined, file.package, path));
        break;
      }
      case "enum": {
        const path = [ENUM_TYPE, file.enums.length];
        file.enums.push(buildEnum(builder, statement, undefined, file.package, path));
        break;
      }
      case "service":
        file.services.push(buildService(builder, statement, [SERVICE, file.services.length]));
        break;
      case "extend":
        buildExtend(builder, statement, {
          parent: undefined,
          scope: file.package,
          extensions: file.extensions,
          extensionsPath: [EXTENSION],
          messages: file.messages,
          messagesPath: [MESSAGE_TYPE],
        });
        break;
      case "empty":
        info.end(statement.last, undefined);
        break;
    }
  }
}

function addImport(builder: FileBuilder, node: ImportNode): void {
  const { file, info } = builder;
  const { proto } = file;
  const path = node.path.value;
  const isOption = node.modifier === "option";
  const list = isOption ? proto.optionDependency : proto.dependency;
  const field = isOption ? OPTION_DEPENDENCY : DEPENDENCY;
  const location = info.add([field, list.length], node.first, node.last);
  if (node.modifier === "public") {
    info.add(
      [PUBLIC_DEPENDENCY, proto.publicDependency.length],
      node.modifierToken,
      node.modifierToken,
    );
    proto.publicDependency.push(list.length);
  } else if (node.modifier === "weak") {
    info.add(
      [WEAK_DEPENDENCY, proto.weakDependency.length],
      node.modifierToken,
      node.modifierToken,
    );
    proto.weakDependency.push(list.length);
  }
  list.push(path);
  file.imports.push({ node, path, file: undefined, used: false });
  info.end(node.last, location);
}
