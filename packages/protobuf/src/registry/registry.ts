// A set of linked files, and everything in them by name.

import type {
  AnyDescriptor,
  EnumDescriptor,
  ExtensionDescriptor,
  FileDescriptor,
  MessageDescriptor,
  ServiceDescriptor,
} from "../descriptor/descriptor.ts";
import type { RegistryJson } from "../json/registry-json.ts";

/** Finds descriptors by name. Full names are without leading dot. */
export interface Registry {
  /** In an order in which each file comes after its imports. */
  readonly files: readonly FileDescriptor[];
  /** A file by its path: "shop/v1/orders.proto". */
  getFile(name: string): FileDescriptor | undefined;
  /** "shop.v1.Order" */
  getMessage(typeName: string): MessageDescriptor | undefined;
  /** Finds an enum by its full name; undefined when the registry does not have it. */
  getEnum(typeName: string): EnumDescriptor | undefined;
  /** Finds a service by its full name; undefined when the registry does not have it. */
  getService(typeName: string): ServiceDescriptor | undefined;
  /** "shop.v1.discount" */
  getExtension(fullName: string): ExtensionDescriptor | undefined;
  /** The extension of a message that uses a field number. */
  getExtensionByNumber(
    extendee: MessageDescriptor,
    number: number,
  ): ExtensionDescriptor | undefined;
  /** All extensions of a message. */
  getExtensionsOf(extendee: MessageDescriptor): readonly ExtensionDescriptor[];
  /** Finds a declaration by its full name, including fields, oneofs, enum values, and methods. Not files. */
  get(fullName: string): AnyDescriptor | undefined;
  /** For generated code. */
  readonly json: RegistryJson;
}

/** A registry that files can be added to. What was added first keeps its name. */
export class FileRegistry implements Registry {
  readonly json: RegistryJson;
  readonly files: FileDescriptor[] = [];
  private readonly filesByName: Map<string, FileDescriptor> = new Map();
  private readonly byName: Map<string, AnyDescriptor> = new Map();
  private readonly extensionsOf: Map<string, Map<number, ExtensionDescriptor>> = new Map();

  /** @param json makes the JSON forms of what the registry has; passed, since it needs registries itself */
  constructor(json: (registry: Registry) => RegistryJson) {
    this.json = json(this);
  }

  /** Adds a file, after the files it imports. A file of a name that is there already is left out. */
  add(file: FileDescriptor): void {
    // A stack of its own: import chains may be longer than the call stack is deep.
    const stack = [file];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const missing = this.filesByName.has(top.name)
        ? undefined
        : top.dependencies.find((dependency) => !this.filesByName.has(dependency.name));
      if (missing !== undefined) {
        stack.push(missing);
      } else {
        stack.pop();
        this.addAlone(top);
      }
    }
  }

  getFile(name: string): FileDescriptor | undefined {
    return this.filesByName.get(name);
  }

  getMessage(typeName: string): MessageDescriptor | undefined {
    const found = this.byName.get(typeName);
    return found?.kind === "message" ? found : undefined;
  }

  getEnum(typeName: string): EnumDescriptor | undefined {
    const found = this.byName.get(typeName);
    return found?.kind === "enum" ? found : undefined;
  }

  getService(typeName: string): ServiceDescriptor | undefined {
    const found = this.byName.get(typeName);
    return found?.kind === "service" ? found : undefined;
  }

  getExtension(fullName: string): ExtensionDescriptor | undefined {
    const found = this.byName.get(fullName);
    return found?.kind === "extension" ? found : undefined;
  }

  getExtensionByNumber(
    extendee: MessageDescriptor,
    number: number,
  ): ExtensionDescriptor | undefined {
    return this.extensionsOf.get(extendee.typeName)?.get(number);
  }

  getExtensionsOf(extendee: MessageDescriptor): readonly ExtensionDescriptor[] {
    return [...(this.extensionsOf.get(extendee.typeName)?.values() ?? [])];
  }

  get(fullName: string): AnyDescriptor | undefined {
    const found = this.byName.get(fullName);
    if (found !== undefined) return found;
    // Members are looked up in their parent: few are ever asked for.
    const dot = fullName.lastIndexOf(".");
    const parent = this.byName.get(fullName.slice(0, Math.max(dot, 0)));
    const name = fullName.slice(dot + 1);
    switch (parent?.kind) {
      case "message":
        return parent.fieldByName(name) ?? parent.oneofs.find((oneof) => oneof.name === name);
      case "service":
        return parent.methods.find((method) => method.name === name);
      default:
        return undefined;
    }
  }

  private addAlone(file: FileDescriptor): void {
    if (this.filesByName.has(file.name)) return;
    this.filesByName.set(file.name, file);
    this.files.push(file);
    for (const message of file.messages) this.addMessage(message);
    for (const enumType of file.enums) this.addEnum(enumType);
    for (const extension of file.extensions) this.addExtension(extension);
    for (const service of file.services) this.addName(service.typeName, service);
  }

  private addMessage(message: MessageDescriptor): void {
    this.addName(message.typeName, message);
    for (const nested of message.nestedMessages) this.addMessage(nested);
    for (const enumType of message.nestedEnums) this.addEnum(enumType);
    for (const extension of message.nestedExtensions) this.addExtension(extension);
  }

  private addEnum(enumType: EnumDescriptor): void {
    this.addName(enumType.typeName, enumType);
    for (const value of enumType.values) this.addName(value.fullName, value);
  }

  private addExtension(extension: ExtensionDescriptor): void {
    this.addName(extension.fullName, extension);
    const { extendee, number } = extension;
    const siblings = this.extensionsOf.get(extendee.typeName);
    if (siblings === undefined) {
      this.extensionsOf.set(extendee.typeName, new Map([[number, extension]]));
    } else if (!siblings.has(number)) {
      siblings.set(number, extension);
    }
  }

  private addName(name: string, descriptor: AnyDescriptor): void {
    if (!this.byName.has(name)) this.byName.set(name, descriptor);
  }
}
