// What the code of one file may refer to: its own declarations, and what it
// imports, which is noted here as it is asked for.

import type {
  EnumDescriptor,
  ExtensionDescriptor,
  FileDescriptor,
  MessageDescriptor,
} from "@tramline/protobuf";
import { type Exported, type FileExports, fileExports, type TopLevelNames } from "./file-names.ts";
import { generatedPath, importSpecifier } from "./generated-path.ts";
import type { GenerateTypeScriptOptions } from "./options.ts";
import { quote } from "./source-text.ts";

interface Import {
  readonly local: string;
  value: boolean;
}

/** Names in one generated file. */
export class FileScope {
  readonly file: FileDescriptor;
  readonly path: string;
  /** Name of the function that returns this file, encoded. */
  readonly fileFunction: string;
  private readonly options: Required<GenerateTypeScriptOptions>;
  private readonly names: TopLevelNames;
  private readonly exports = new Map<FileDescriptor, FileExports>();
  private readonly own: FileExports;
  private readonly functions = new Map<string, string>();
  private readonly imports = new Map<string, Map<string, Import>>();

  constructor(file: FileDescriptor, options: Required<GenerateTypeScriptOptions>) {
    this.file = file;
    this.path = generatedPath(file.name);
    this.options = options;
    this.own = fileExports(file);
    this.exports.set(file, this.own);
    this.names = this.own.names;
    this.fileFunction = this.own.file;
  }

  /** The declaration as a type. */
  type(declaration: Exported): string {
    return this.refer(declaration, false);
  }

  /** The declaration as a value: codec object, constants of an enum, service. */
  value(declaration: Exported): string {
    return this.refer(declaration, true);
  }

  /** The JSON codec of a message. */
  json(message: MessageDescriptor): string {
    const name = this.exportsOf(message.file).jsonOf.get(message);
    if (name === undefined) throw new Error(`${message.typeName} is not in its own file`);
    return this.isOwn(message) ? name : this.import(this.specifierOf(message.file), name, true);
  }

  /** An extension that this file declares. */
  extension(descriptor: ExtensionDescriptor): string {
    const name = this.own.extensionOf.get(descriptor);
    if (name === undefined) throw new Error(`${descriptor.fullName} is not of this file`);
    return name;
  }

  /** The function that returns an imported file, encoded. */
  fileOf(file: FileDescriptor): string {
    return this.import(this.specifierOf(file), this.exportsOf(file).file, true);
  }

  /** The function that creates a message. */
  create(message: MessageDescriptor): string {
    return this.isOwn(message) ? this.function("create", message) : `${this.value(message)}.create`;
  }

  /** The function that encodes a message. */
  encode(message: MessageDescriptor): string {
    return this.isOwn(message)
      ? this.function("encode", message)
      : `${this.value(message)}.encodeTo`;
  }

  /** The function that decodes a message. */
  decode(message: MessageDescriptor): string {
    return this.isOwn(message)
      ? this.function("decode", message)
      : `${this.value(message)}.decodeFrom`;
  }

  /**
   * The name of a function of this file's own.
   * @param verb what it does: "encode"
   * @param declaration what it does it to
   * @param member part of the declaration that it is about, if not all of it
   */
  function(verb: string, declaration: MessageDescriptor | EnumDescriptor, member = ""): string {
    const key = `${verb} ${declaration.typeName} ${member}`;
    let name = this.functions.get(key);
    if (name === undefined) {
      const suffix = member === "" ? "" : `_${member.replace(/[^A-Za-z0-9_$]/g, "_")}`;
      name = this.names.take(`${verb}${declaration.localName}${suffix}`);
      this.functions.set(key, name);
    }
    return name;
  }

  /** A constant of this file's own. */
  constant(wanted: string): string {
    return this.names.take(wanted);
  }

  /** Something that generated code imports from the runtime, as a value. */
  runtime(name: string): string {
    return this.import(this.options.runtimeModule, name, true);
  }

  /** Something that generated code imports from the runtime, as a type only. */
  runtimeType(name: string): string {
    return this.import(this.options.runtimeModule, name, false);
  }

  /** Where another file's declarations are imported from. */
  specifierOf(file: FileDescriptor): string {
    return (
      this.options.moduleOf(file) ??
      importSpecifier(this.path, generatedPath(file.name), this.options.importExtension)
    );
  }

  /** Returns the import declarations for all names that were used. */
  importLines(): string[] {
    const specifiers = [...this.imports.keys()].sort(bySpecifier);
    return specifiers.map((specifier) => {
      const imports = [...(this.imports.get(specifier) ?? new Map<string, Import>())].sort(
        ([a], [b]) => (a < b ? -1 : 1),
      );
      const typesOnly = imports.every(([, imported]) => !imported.value);
      const items = imports.map(([name, { local, value }]) => {
        const type = value || typesOnly ? "" : "type ";
        return `${type}${name}${local === name ? "" : ` as ${local}`}`;
      });
      const open = typesOnly ? "import type {" : "import {";
      const line = `${open} ${items.join(", ")} } from ${quote(specifier)};`;
      if (line.length <= 100) return line;
      return `${open}\n${items.map((item) => `  ${item},\n`).join("")}} from ${quote(specifier)};`;
    });
  }

  private isOwn(declaration: Exported): boolean {
    return declaration.file === this.file;
  }

  private refer(declaration: Exported, value: boolean): string {
    const name = this.exportsOf(declaration.file).nameOf.get(declaration);
    if (name === undefined) throw new Error(`${declaration.typeName} is not in its own file`);
    if (this.isOwn(declaration)) return name;
    return this.import(this.specifierOf(declaration.file), name, value);
  }

  private exportsOf(file: FileDescriptor): FileExports {
    let exports = this.exports.get(file);
    if (exports === undefined) {
      exports = fileExports(file);
      this.exports.set(file, exports);
    }
    return exports;
  }

  private import(specifier: string, name: string, value: boolean): string {
    let imports = this.imports.get(specifier);
    if (imports === undefined) {
      imports = new Map();
      this.imports.set(specifier, imports);
    }
    let imported = imports.get(name);
    if (imported === undefined) {
      imported = { local: this.names.take(name), value };
      imports.set(name, imported);
    }
    if (value) imported.value = true;
    return imported.local;
  }
}

/** Packages first, then relative paths. */
function bySpecifier(a: string, b: string): number {
  const relative = Number(a.startsWith(".")) - Number(b.startsWith("."));
  return relative !== 0 ? relative : a < b ? -1 : 1;
}
