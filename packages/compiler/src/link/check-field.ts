import {
  FieldOptions_JSType as JsType,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@tramline/protobuf/wkt";
import type { Node } from "../ast/nodes.ts";
import type { FieldDefinition } from "../descriptor/definitions.ts";
import { jsonName } from "../descriptor/names.ts";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import type { DiagnosticDetails } from "../diagnostic/diagnostic.ts";
import { suggest } from "../diagnostic/suggest.ts";
import {
  isClosed,
  isDelimited,
  isPackable,
  isRepeated,
  isRequired,
} from "../features/field-features.ts";
import { isIdentifier } from "../lexer/characters.ts";
import { checkFeatureSupport } from "../options/check-feature-support.ts";
import { isWide } from "../options/scalar-value.ts";
import { checkDeclared } from "./check-declarations.ts";
import { checkFieldFeatures } from "./check-features.ts";
import { isLite } from "./check-file-options.ts";
import { checkMapTypes } from "./check-maps.ts";
import { checkFieldVisibility } from "./check-visibility.ts";
import { enumOf, type LinkInput, MAX_HINTED, messageOf } from "./link-types.ts";
import { report } from "./report.ts";

/** The messages that proto3 may extend: those of options. */
const OPTION_MESSAGES = new Set(
  [
    "Enum",
    "EnumValue",
    "ExtensionRange",
    "Field",
    "File",
    "Message",
    "Method",
    "Oneof",
    "Service",
    "Stream",
  ].map((name) => `google.protobuf.${name}Options`),
);

/** Checks a field or an extension: its type, label, default and options. */
export function checkField(field: FieldDefinition, context: LinkInput): void {
  new FieldChecker(field, context).run();
}

class FieldChecker {
  private readonly field: FieldDefinition;
  private readonly context: LinkInput;
  /** Where its type is written. */
  private readonly typeNode: Node;

  constructor(field: FieldDefinition, context: LinkInput) {
    this.field = field;
    this.context = context;
    this.typeNode = field.node.type;
  }

  run(): void {
    const { field } = this;
    const entry = messageOf(field);
    if (entry?.isMapEntry === true) this.checkMap();
    checkFieldFeatures(field, this.context);
    checkFieldVisibility(field, this.context);
    checkFeatureSupport(field, this.context);
    this.checkDefault();
    this.checkOptions();
    this.checkJsonName();
    this.checkMessageSet();
    if (field.extendee !== undefined) {
      this.checkExtension();
      checkDeclared(field, this.context);
    }
    if (field.file.syntax === "proto3") this.checkProto3();
  }

  private checkMap(): void {
    const { field } = this;
    const entry = messageOf(field);
    if (entry === undefined) return;
    if (field.node.type.first !== field.type?.first && "kind" in field.node.type) {
      checkMapTypes(field, entry, this.context);
      return;
    }
    const text = `"${entry.fullName}" is made by the compiler for a map field and cannot be used as a type.`;
    this.error("MAP_ENTRY_AS_TYPE", this.typeNode, text);
  }

  private checkDefault(): void {
    const { field } = this;
    const node = field.defaultNode?.value;
    if (node === undefined) return;
    if (isRepeated(field)) {
      this.error("FIELD_DEFAULT_REPEATED", node, "A repeated field has no default value.");
    }
    if (messageOf(field) !== undefined) {
      this.error("FIELD_DEFAULT_MESSAGE", node, "A message has no default value.");
    }
    const type = enumOf(field);
    if (type === undefined) return;
    const text = field.proto.defaultValue ?? "";
    if (!isIdentifier(text)) {
      const message = "The default value of an enum field must be the name of a value.";
      this.error("FIELD_DEFAULT_ENUM", node, message);
    } else if (!type.values.some((value) => value.name === text)) {
      const names = type.values.map((value) => value.name);
      const isHinted = this.context.reporter.errorCount < MAX_HINTED;
      const guess = isHinted ? suggest(text, names) : undefined;
      this.error(
        "FIELD_DEFAULT_ENUM",
        node,
        `The enum "${type.fullName}" has no value named "${text}".`,
        {
          hint: guess === undefined ? undefined : `Did you mean "${guess}"?`,
        },
      );
    }
  }

  private checkOptions(): void {
    const { field } = this;
    const { options, type } = field.proto;
    if (options === undefined) return;
    if (options.lazy === true || options.unverifiedLazy === true) {
      if (type !== undefined && (type !== Type.MESSAGE || isDelimited(field))) {
        const text = `"lazy" is for fields of a message type only, and not for delimited ones.`;
        this.error("FIELD_LAZY", this.typeNode, text);
      }
    }
    if (options.unverifiedLazy === true && field.extendee !== undefined) {
      this.error("FIELD_LAZY", this.typeNode, `An extension cannot be "unverified_lazy".`);
    }
    if (options.packed === true && !isPackable(field)) {
      const text = `"packed" is for repeated fields of numbers, booleans and enums only.`;
      this.error("FIELD_PACKED", this.typeNode, text);
    }
    const { jstype } = options;
    if (
      jstype !== undefined &&
      jstype !== JsType.JS_NORMAL &&
      (type === undefined || !isWide(type))
    ) {
      const text = `"jstype" is for the 64-bit integers int64, uint64, sint64, fixed64 and sfixed64 only.`;
      this.error("FIELD_JSTYPE", this.typeNode, text);
    }
  }

  private checkJsonName(): void {
    const { jsonNameNode, proto } = this.field;
    if (jsonNameNode === undefined || proto.jsonName?.includes("\0") !== true) return;
    this.error("JSON_NAME_INVALID", jsonNameNode, "A JSON name must not hold a NUL.");
  }

  private checkMessageSet(): void {
    const { field } = this;
    if (field.containing?.isMessageSet !== true) return;
    if (field.extendee === undefined) {
      const text = "A message with message_set_wire_format has no fields, only extensions.";
      this.error("MESSAGE_SET", field.node.name, text);
    } else if (
      isRepeated(field) ||
      isRequired(field) ||
      field.proto.type !== Type.MESSAGE ||
      isDelimited(field)
    ) {
      const text =
        "An extension of a message with message_set_wire_format must be an optional message.";
      this.error("MESSAGE_SET", this.typeNode, text);
    }
  }

  private checkExtension(): void {
    const { field } = this;
    const { extendee, jsonNameNode } = field;
    if (extendee === undefined) return;
    if (isRequired(field)) {
      this.error("EXTENSION_REQUIRED", this.typeNode, "An extension cannot be required.");
    }
    if (jsonNameNode !== undefined && field.proto.jsonName !== jsonName(field.name)) {
      const text = "An extension has no JSON name of its own.";
      this.error("EXTENSION_JSON_NAME", jsonNameNode, text);
    }
    const extended = field.containing;
    if (extended !== undefined && isLite(field.file) && !isLite(extended.file)) {
      const text = "A file that is optimized for LITE_RUNTIME cannot extend a message that is not.";
      this.error("LITE_EXTENSION", extendee, text);
    }
  }

  private checkProto3(): void {
    const { field } = this;
    const { proto, node, extendee } = field;
    if (
      extendee !== undefined &&
      field.containing !== undefined &&
      !OPTION_MESSAGES.has(field.containing.fullName)
    ) {
      this.error(
        "PROTO3_EXTENSION",
        extendee,
        "In proto3 only messages of options can be extended.",
        {
          hint: "For a field of any type use google.protobuf.Any.",
        },
      );
    }
    if (proto.label === Label.REQUIRED) {
      const label = { first: node.labelToken, last: node.labelToken };
      this.error("PROTO3_REQUIRED", label, "Required fields are not allowed in proto3.", {
        hint: `Leave out "required".`,
      });
    }
    if (field.defaultNode !== undefined) {
      this.error("PROTO3_DEFAULT", field.defaultNode, "Default values are not allowed in proto3.");
    }
    if (proto.type === Type.GROUP) {
      this.error("PROTO3_GROUP", this.typeNode, "Groups are not allowed in proto3.", {
        hint: "Use a nested message.",
      });
    }
    this.checkOpenEnum(field);
    const entry = messageOf(field);
    if (entry?.isMapEntry === true) for (const part of entry.fields) this.checkOpenEnum(part);
  }

  private checkOpenEnum(field: FieldDefinition): void {
    const type = enumOf(field);
    if (type === undefined || !isClosed(type)) return;
    const node = field.type ?? this.typeNode;
    this.error(
      "PROTO3_CLOSED_ENUM",
      node,
      `The enum "${type.fullName}" is closed, so proto3 cannot use it.`,
      {
        notes: [
          "Values that a closed enum does not name cannot be kept. Enums of proto2 are closed.",
        ],
      },
    );
  }

  private error(
    code: DiagnosticCode,
    node: Node,
    message: string,
    details?: DiagnosticDetails,
  ): void {
    report(this.context.reporter, this.field.file, node, code, message, details);
  }
}
