import type { EnumDescriptor, FileDescriptor, MessageDescriptor } from "./descriptor.ts";
import { DescriptorError, type DescriptorErrorCode } from "./descriptor-error.ts";
import type { LinkedEnum, LinkedFile, LinkedMessage } from "./linked.ts";
import { isIdentifier, maxNameLength } from "./names.ts";

/** Where linking one file finds declarations of other files. */
export interface LinkContext {
  /** A file by the path it is imported by. */
  file(name: string): FileDescriptor | undefined;
  /** A type of another file by its full name, without leading dot. */
  type(typeName: string): MessageDescriptor | EnumDescriptor | undefined;
}

/** The names of one file while it is linked. */
export class LinkScope {
  readonly file: LinkedFile;
  readonly types: Map<string, LinkedMessage | LinkedEnum>;
  private readonly context: LinkContext;
  private readonly names: Set<string>;

  constructor(file: LinkedFile, context: LinkContext) {
    this.file = file;
    this.types = new Map();
    this.context = context;
    this.names = new Set();
  }

  /** The name of a declaration, once it is known to be an identifier. */
  checkName(name: string | undefined, what: string, scope: string): string {
    if (name === undefined || name.length > maxNameLength || !isIdentifier(name)) {
      const shown = name === undefined ? "no name" : `the name ${quote(name)}`;
      throw this.error(
        "DESCRIPTOR_NAME",
        `${what} in ${scope || "the file"} has ${shown}; names are letters, digits and underscores`,
      );
    }
    return name;
  }

  /** Claims a full name. */
  declare(fullName: string): void {
    if (this.names.has(fullName)) {
      throw this.error("DESCRIPTOR_DUPLICATE_NAME", `${fullName} is declared twice`);
    }
    this.names.add(fullName);
  }

  /** A type by its full name with a leading dot, or by one relative to `scope`, innermost first. */
  findType(
    name: string | undefined,
    scope: string,
    user: string,
  ): MessageDescriptor | EnumDescriptor {
    const found = name === undefined || name === "" ? undefined : this.lookUp(name, scope);
    if (found === undefined) {
      throw this.error(
        "DESCRIPTOR_TYPE_MISSING",
        `${user} refers to ${name ? quote(name) : "no type"}, ` +
          "which neither this file nor its imports declare",
      );
    }
    return found;
  }

  findMessage(name: string | undefined, scope: string, user: string): MessageDescriptor {
    const found = this.findType(name, scope, user);
    if (found.kind !== "message") {
      throw this.error(
        "DESCRIPTOR_TYPE_MISMATCH",
        `${user} needs a message, but ${found.typeName} is an enum`,
      );
    }
    return found;
  }

  findEnum(name: string | undefined, scope: string, user: string): EnumDescriptor {
    const found = this.findType(name, scope, user);
    if (found.kind !== "enum") {
      throw this.error(
        "DESCRIPTOR_TYPE_MISMATCH",
        `${user} needs an enum, but ${found.typeName} is a message`,
      );
    }
    return found;
  }

  error(code: DescriptorErrorCode, message: string): DescriptorError {
    return new DescriptorError(code, this.file.name, message);
  }

  private lookUp(name: string, scope: string): MessageDescriptor | EnumDescriptor | undefined {
    if (name.startsWith(".")) return this.byFullName(name.slice(1));
    for (let at = scope; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) {
      const found = this.byFullName(`${at}.${name}`);
      if (found !== undefined) return found;
    }
    return this.byFullName(name);
  }

  private byFullName(typeName: string): MessageDescriptor | EnumDescriptor | undefined {
    return this.types.get(typeName) ?? this.context.type(typeName);
  }
}

/** A name for an error message; long ones are cut. */
export function quote(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}
