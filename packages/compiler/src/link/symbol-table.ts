import type { Node } from "../ast/nodes.ts";
import type {
  Definition,
  EnumDefinition,
  FileDefinition,
  FileMember,
  MessageDefinition,
  PackageDefinition,
} from "../descriptor/definitions.ts";
import type { Reporter } from "../diagnostic/diagnostic.ts";
import { report, reportWithin } from "./report.ts";

/** All full names of one run of the compiler. */
export class SymbolTable {
  private readonly byName = new Map<string, Definition>();

  /** Finds a definition by its full name, without a leading dot. */
  get(fullName: string): Definition | undefined {
    return this.byName.get(fullName);
  }

  /** All full names, for suggestions. */
  names(): Iterable<string> {
    return this.byName.keys();
  }

  /** Adds everything that a file defines and reports what is defined already. */
  addFile(file: FileDefinition, reporter: Reporter): void {
    this.addPackage(file, reporter);
    for (const message of file.messages) this.addMessage(message, reporter);
    for (const declared of file.enums) this.addEnum(declared, reporter);
    for (const service of file.services) {
      this.add(service, service.nameNode, reporter);
      for (const method of service.methods) this.add(method, method.nameNode, reporter);
    }
    for (const extension of file.extensions) this.add(extension, extension.node.name, reporter);
  }

  private addPackage(file: FileDefinition, reporter: Reporter): void {
    if (file.package === "") return;
    let end = file.package.indexOf(".");
    for (;;) {
      const name = end === -1 ? file.package : file.package.slice(0, end);
      const existing = this.byName.get(name);
      if (existing === undefined) {
        const created: PackageDefinition = {
          kind: "package",
          fullName: name,
          files: new Set([file]),
        };
        this.byName.set(name, created);
      } else if (existing.kind === "package") {
        existing.files.add(file);
      } else if (file.packageNode !== undefined) {
        report(
          reporter,
          file,
          file.packageNode,
          "DUPLICATE_SYMBOL",
          `"${name}" is already defined (as something other than a package) in file "${existing.file.path}".`,
        );
      }
      if (end === -1) return;
      end = file.package.indexOf(".", end + 1);
    }
  }

  private addMessage(message: MessageDefinition, reporter: Reporter): void {
    // An entry message has its map field's name; a clash is reported with the words for that.
    if (!message.isMapEntry || this.byName.get(message.fullName) === undefined) {
      this.add(message, message.nameNode, reporter);
    }
    for (const oneof of message.oneofs) this.add(oneof, oneof.nameNode, reporter);
    for (const field of message.fields) this.add(field, field.node.name, reporter);
    for (const declared of message.enums) this.addEnum(declared, reporter);
    for (const extension of message.extensions) this.add(extension, extension.node.name, reporter);
    for (const nested of message.messages) this.addMessage(nested, reporter);
  }

  private addEnum(declared: EnumDefinition, reporter: Reporter): void {
    for (const value of declared.values) {
      const existing = this.byName.get(value.fullName);
      const sameEnum = existing?.kind === "enumValue" && existing.parent === declared;
      const scope = declared.parent?.fullName ?? declared.file.package;
      const notes =
        existing === undefined || sameEnum
          ? []
          : [
              "Enum values are siblings of their enum, not children of it: " +
                `"${value.name}" must be unique within ${scope === "" ? "all files without a package" : `"${scope}"`}.`,
            ];
      this.add(value, value.nameNode, reporter, notes);
    }
    this.add(declared, declared.nameNode, reporter);
  }

  private add(
    definition: FileMember,
    node: Node,
    reporter: Reporter,
    notes: readonly string[] = [],
  ): void {
    const { fullName } = definition;
    const existing = this.byName.get(fullName);
    if (existing === undefined) {
      this.byName.set(fullName, definition);
      return;
    }
    const dot = fullName.lastIndexOf(".");
    const { file } = definition;
    if (existing.kind === "package") {
      report(
        reporter,
        file,
        node,
        "DUPLICATE_SYMBOL",
        `"${fullName}" is already defined as a package.`,
        { notes },
      );
    } else if (existing.file !== file) {
      const message = `"${fullName}" is already defined in file "${existing.file.path}".`;
      report(reporter, file, node, "DUPLICATE_SYMBOL", message, { notes });
    } else {
      const scope = dot === -1 ? "" : ` in "${fullName.slice(0, dot)}"`;
      const name = fullName.slice(dot + 1);
      const place = reportWithin(file, nameNodeOf(existing));
      const message = `"${name}" is already defined${scope}.`;
      report(reporter, file, node, "DUPLICATE_SYMBOL", message, {
        notes: [`The other definition is ${place}.`, ...notes],
      });
    }
  }
}

function nameNodeOf(definition: FileMember): Node {
  return definition.kind === "field" ? definition.node.name : definition.nameNode;
}
