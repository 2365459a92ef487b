import {
  Edition,
  FeatureSet_FieldPresence as FieldPresence,
  FeatureSet_RepeatedFieldEncoding as RepeatedFieldEncoding,
  FieldDescriptorProto_Type as Type,
} from "@tramline/protobuf/wkt";
import type { Node } from "../ast/nodes.ts";
import type { FieldDefinition, FileDefinition, OptionField } from "../descriptor/definitions.ts";
import type { DiagnosticCode } from "../diagnostic/codes.ts";
import {
  hasPresence,
  isClosed,
  isMap,
  isMessageField,
  isPackable,
  isRepeated,
} from "../features/field-features.ts";
import { messageNamed, optionNamed } from "../options/option-value.ts";
import { enumOf, type LinkInput, messageOf } from "./link-types.ts";
import { report } from "./report.ts";

/** Checks the features of a file of an edition, and the options that they took the place of. */
export function checkFileFeatures(file: FileDefinition, context: LinkInput): void {
  if (file.syntax !== "editions") return;
  const presence = optionNamed(messageNamed(file.optionValues, "features"), "field_presence");
  if (presence?.value === FieldPresence.LEGACY_REQUIRED) {
    const text = "The fields of a whole file cannot be required.";
    report(context.reporter, file, presence.node, "FEATURE_PRESENCE", text, {
      hint: "Set the feature on those fields that must be.",
    });
  }
  const utf8 = optionNamed(file.optionValues, "java_string_check_utf8");
  if (utf8?.value === true) {
    const text = `There is no option "java_string_check_utf8" in editions.`;
    report(context.reporter, file, utf8.node, "EDITION_OPTION", text, {
      hint: `Set "features.(pb.java).utf8_validation".`,
    });
  }
}

/** Checks the features of a field of an edition, and the options that they took the place of. */
export function checkFieldFeatures(field: FieldDefinition, context: LinkInput): void {
  if (field.file.syntax !== "editions") return;
  const checker = new FieldFeatureChecker(field, context);
  checker.checkOptions();
  checker.checkImplicit(field, field.type ?? field.node.type);
  if (isMap(field)) {
    for (const part of messageOf(field)?.fields ?? []) {
      checker.checkImplicit(part, part.type ?? field.node.type);
    }
  }
  checker.checkDeclared();
}

class FieldFeatureChecker {
  private readonly field: FieldDefinition;
  private readonly context: LinkInput;

  constructor(field: FieldDefinition, context: LinkInput) {
    this.field = field;
    this.context = context;
  }

  checkOptions(): void {
    const { file, optionValues } = this.field;
    const packed = optionNamed(optionValues, "packed");
    if (packed !== undefined) {
      const value = packed.value === true ? "PACKED" : "EXPANDED";
      const text = `There is no option "packed" in editions.`;
      this.error("EDITION_OPTION", packed.node, text, {
        hint: `Write "features.repeated_field_encoding = ${value}".`,
      });
    }
    const ctype = optionNamed(optionValues, "ctype");
    if (ctype !== undefined && file.edition >= Edition.EDITION_2024) {
      const text = `There is no option "ctype" in edition 2024 and later.`;
      this.error("EDITION_OPTION", ctype.node, text, {
        hint: `Set "features.(pb.cpp).string_type".`,
      });
    }
  }

  /** Checks what the absence of presence rules out. */
  checkImplicit(field: FieldDefinition, typeNode: Node): void {
    if (isRepeated(field) || hasPresence(field)) return;
    if (field.defaultNode !== undefined) {
      const text = "A field without presence has no default value.";
      this.error("FEATURE_IMPLICIT_DEFAULT", field.defaultNode, text, {
        hint: `Set "features.field_presence = EXPLICIT", or leave the default value out.`,
      });
    }
    const type = enumOf(field);
    if (type !== undefined && isClosed(type)) {
      const text = `"${type.fullName}" is a closed enum, and a field without presence must be of an open one.`;
      this.error("FEATURE_IMPLICIT_ENUM", typeNode, text);
    }
  }

  /** Checks that the features set on the field itself have something to say about it. */
  checkDeclared(): void {
    const { field } = this;
    const features = messageNamed(field.optionValues, "features");
    for (const entry of features?.fields ?? []) {
      if (entry.field.extendee !== undefined) continue;
      switch (entry.field.name) {
        case "field_presence":
          this.checkPresence(entry);
          break;
        case "repeated_field_encoding":
          if (!isRepeated(field)) {
            const text = "Only a repeated field has a repeated field encoding.";
            this.error("FEATURE_REPEATED_ENCODING", entry.node, text);
          } else if (entry.value === RepeatedFieldEncoding.PACKED && !isPackable(field)) {
            const text = "Only repeated numbers, booleans and enums can be packed.";
            this.error("FEATURE_REPEATED_ENCODING", entry.node, text);
          }
          break;
        case "utf8_validation":
          if (field.proto.type !== Type.STRING && !hasStrings(field)) {
            this.error("FEATURE_UTF8", entry.node, "Only strings are checked to be UTF-8.");
          }
          break;
        case "message_encoding":
          if (!isMessageField(field) || isMap(field)) {
            const text = "Only a field of a message has a message encoding.";
            this.error("FEATURE_MESSAGE_ENCODING", entry.node, text);
          }
          break;
        default:
          break;
      }
    }
  }

  private checkPresence({ node, value }: OptionField): void {
    const { field } = this;
    const isExtension = field.extendee !== undefined;
    if (field.oneof !== undefined) {
      this.error(
        "FEATURE_PRESENCE",
        node,
        "The presence of a oneof's fields is that of the oneof.",
      );
    } else if (isRepeated(field)) {
      this.error("FEATURE_PRESENCE", node, "A repeated field has no presence to choose.");
    } else if (isExtension && value !== FieldPresence.LEGACY_REQUIRED) {
      this.error("FEATURE_PRESENCE", node, "An extension always has presence.");
    } else if (isMessageField(field) && value === FieldPresence.IMPLICIT) {
      this.error("FEATURE_PRESENCE", node, "A field of a message always has presence.");
    }
  }

  private error(
    code: DiagnosticCode,
    node: Node,
    message: string,
    details?: { readonly hint: string },
  ): void {
    report(this.context.reporter, this.field.file, node, code, message, details);
  }
}

/** True for a map with strings as keys or values. */
function hasStrings(field: FieldDefinition): boolean {
  if (!isMap(field)) return false;
  return (messageOf(field)?.fields ?? []).some(({ proto }) => proto.type === Type.STRING);
}
