// Contracts as .proto source text, for people to read.

import type {
  AnyDescriptor,
  Comments,
  EnumDescriptor,
  ExtensionDescriptor,
  FileDescriptor,
  MessageDescriptor,
  MethodDescriptor,
  OneofDescriptor,
  ServiceDescriptor,
} from "@tramline/protobuf";
import { harmless, type Style } from "../terminal/style.ts";
import { type FieldLike, fieldText, rangeText } from "./field-text.ts";
import { shortName } from "./short-name.ts";

/** Prints a declaration as .proto source, with comments where they are known. */
export function protoText(descriptor: AnyDescriptor, style: Style): string {
  const printer = new ProtoPrinter(style);
  printer.any(descriptor);
  return printer.text();
}

class ProtoPrinter {
  private readonly style: Style;
  private readonly lines: string[];
  private indent: string;

  constructor(style: Style) {
    this.style = style;
    this.lines = [];
    this.indent = "";
  }

  text(): string {
    return `${this.lines.join("\n")}\n`;
  }

  any(descriptor: AnyDescriptor): void {
    switch (descriptor.kind) {
      case "file":
        this.file(descriptor);
        return;
      case "message":
        this.message(descriptor);
        return;
      case "enum":
        this.enumeration(descriptor);
        return;
      case "enumValue":
        this.enumeration(descriptor.parent);
        return;
      case "service":
        this.service(descriptor);
        return;
      case "method":
        this.method(descriptor);
        return;
      case "oneof":
        this.oneof(descriptor);
        return;
      case "field":
        this.field(descriptor);
        return;
      case "extension":
        this.extensions([descriptor]);
    }
  }

  private file(file: FileDescriptor): void {
    const { style } = this;
    this.comments(file.syntaxComments);
    const value = file.syntax === "editions" ? String(file.edition) : file.syntax;
    const word = file.syntax === "editions" ? "edition" : "syntax";
    this.line(`${style.magenta(word)} = ${style.green(JSON.stringify(value))};`);
    if (file.packageName !== "") {
      this.gap();
      this.comments(file.packageComments);
      this.line(`${style.magenta("package")} ${file.packageName};`);
    }
    if (file.dependencies.length > 0) this.gap();
    for (const dependency of file.dependencies) {
      const isPublic = file.publicDependencies.includes(dependency);
      this.line(
        `${style.magenta(isPublic ? "import public" : "import")} ${style.green(JSON.stringify(dependency.name))};`,
      );
    }
    for (const service of file.services) this.separate(() => this.service(service));
    for (const message of file.messages) this.separate(() => this.message(message));
    for (const enumeration of file.enums) this.separate(() => this.enumeration(enumeration));
    if (file.extensions.length > 0) this.separate(() => this.extensions(file.extensions));
  }

  private service(service: ServiceDescriptor): void {
    this.comments(service.comments);
    this.block(`${this.style.magenta("service")} ${this.style.bold(service.name)}`, () => {
      if (service.deprecated) this.option("deprecated = true");
      for (const method of service.methods) this.method(method);
    });
  }

  private method(method: MethodDescriptor): void {
    const { style } = this;
    this.commentsWithGap(method.comments);
    const scope = { file: method.parent.file, message: undefined };
    const streams = (side: boolean): string => (side ? `${style.magenta("stream")} ` : "");
    const { methodKind } = method;
    const input =
      streams(methodKind === "clientStreaming" || methodKind === "bidiStreaming") +
      style.cyan(shortName(method.input.typeName, scope));
    const output =
      streams(methodKind === "serverStreaming" || methodKind === "bidiStreaming") +
      style.cyan(shortName(method.output.typeName, scope));
    const line = `${style.magenta("rpc")} ${style.bold(method.name)}(${input}) ${style.magenta("returns")} (${output})`;
    const options: string[] = [];
    if (method.deprecated) options.push("deprecated = true");
    if (method.idempotency !== "unknown") {
      const level = method.idempotency === "idempotent" ? "IDEMPOTENT" : "NO_SIDE_EFFECTS";
      options.push(`idempotency_level = ${level}`);
    }
    if (options.length === 0) {
      this.line(`${line};`);
      this.trailing(method.comments);
      return;
    }
    this.block(line, () => {
      for (const option of options) this.option(option);
    });
  }

  private message(message: MessageDescriptor): void {
    this.comments(message.comments);
    this.block(`${this.style.magenta("message")} ${this.style.bold(message.name)}`, () => {
      if (message.deprecated) this.option("deprecated = true");
      this.reserved(message.proto.reservedRange, message.proto.reservedName, 1);
      for (const range of message.proto.extensionRange) {
        this.line(`${this.style.magenta("extensions")} ${rangeText(range, 1)};`);
      }
      if (message.proto.reservedRange.length + message.proto.reservedName.length > 0) this.gap();
      for (const member of message.members) {
        if (member.kind === "oneof") this.oneof(member);
        else this.field(member);
      }
      // A group's message stands in the line of its field.
      const groups = new Set(
        message.fields.map((field) => (isGroup(field) ? field.message : undefined)),
      );
      for (const nested of message.nestedMessages) {
        if (!groups.has(nested)) this.separate(() => this.message(nested));
      }
      for (const nested of message.nestedEnums) this.separate(() => this.enumeration(nested));
      if (message.nestedExtensions.length > 0) {
        this.separate(() => this.extensions(message.nestedExtensions));
      }
    });
  }

  private oneof(oneof: OneofDescriptor): void {
    this.commentsWithGap(oneof.comments);
    this.block(`${this.style.magenta("oneof")} ${this.style.bold(oneof.name)}`, () => {
      for (const field of oneof.fields) this.field(field);
    });
  }

  private field(field: FieldLike): void {
    this.commentsWithGap(field.comments);
    const text = fieldText(field, this.style);
    if (isGroup(field) && field.message !== undefined) {
      const group = field.message;
      this.block(text, () => {
        for (const member of group.fields) this.field(member);
      });
    } else {
      this.line(`${text};`);
      this.trailing(field.comments);
    }
  }

  private enumeration(enumeration: EnumDescriptor): void {
    const { style } = this;
    this.comments(enumeration.comments);
    this.block(`${style.magenta("enum")} ${style.bold(enumeration.name)}`, () => {
      const numbers = new Set(enumeration.values.map(({ number }) => number));
      if (numbers.size < enumeration.values.length) this.option("allow_alias = true");
      if (enumeration.deprecated) this.option("deprecated = true");
      this.reserved(enumeration.proto.reservedRange, enumeration.proto.reservedName, 0);
      for (const value of enumeration.values) {
        this.commentsWithGap(value.comments);
        const deprecated = value.deprecated ? " [deprecated = true]" : "";
        this.line(`${value.name} = ${style.yellow(String(value.number))}${deprecated};`);
        this.trailing(value.comments);
      }
    });
  }

  private extensions(extensions: readonly ExtensionDescriptor[]): void {
    for (const extendee of new Set(extensions.map((extension) => extension.extendee))) {
      this.block(`${this.style.magenta("extend")} ${this.style.cyan(extendee.typeName)}`, () => {
        for (const extension of extensions) {
          if (extension.extendee === extendee) this.field(extension);
        }
      });
    }
  }

  /** @param past distance from a range's last number to its end: 1 in messages, 0 in enums */
  private reserved(
    ranges: readonly { readonly start?: number | undefined; readonly end?: number | undefined }[],
    names: readonly string[],
    past: 0 | 1,
  ): void {
    const word = this.style.magenta("reserved");
    if (ranges.length > 0) {
      this.line(`${word} ${ranges.map((range) => rangeText(range, past)).join(", ")};`);
    }
    if (names.length > 0) {
      const quoted = names.map((name) => this.style.green(JSON.stringify(name)));
      this.line(`${word} ${quoted.join(", ")};`);
    }
  }

  private option(text: string): void {
    this.line(`${this.style.magenta("option")} ${text};`);
  }

  private block(head: string, body: () => void): void {
    const at = this.lines.length;
    this.line(`${head} {`);
    this.indent += "  ";
    body();
    this.indent = this.indent.slice(2);
    if (this.lines.length === at + 1) this.lines[at] = `${this.indent}${head} {}`;
    else this.line("}");
  }

  private comments({ leadingDetached, leading }: Comments): void {
    for (const comment of leadingDetached) {
      this.comment(comment);
      this.gap();
    }
    if (leading !== undefined) this.comment(leading);
  }

  /** Sets a commented member off from the one before. */
  private commentsWithGap(comments: Comments): void {
    const { leadingDetached, leading } = comments;
    if (leading === undefined && leadingDetached.length === 0) return;
    if (!(this.lines.at(-1) ?? "{").endsWith("{")) this.gap();
    this.comments(comments);
  }

  private trailing({ trailing }: Comments): void {
    if (trailing === undefined) return;
    const text = trailing.trim();
    const last = this.lines.length - 1;
    if (text.includes("\n")) this.comment(trailing);
    else this.lines[last] = `${this.lines[last] ?? ""}  ${this.style.dim(`// ${harmless(text)}`)}`;
  }

  private comment(text: string): void {
    for (const line of text.replace(/\n$/, "").split("\n")) {
      const trimmed = harmless(line.trimEnd());
      this.line(
        this.style.dim(trimmed === "" ? "//" : `//${trimmed.startsWith(" ") ? "" : " "}${trimmed}`),
      );
    }
  }

  private separate(print: () => void): void {
    if (!(this.lines.at(-1) ?? "{").endsWith("{")) this.gap();
    print();
  }

  private gap(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== "") this.lines.push("");
  }

  private line(text: string): void {
    this.lines.push(this.indent + text);
  }
}

function isGroup(field: FieldLike): boolean {
  return field.delimited && field.file.syntax === "proto2";
}
