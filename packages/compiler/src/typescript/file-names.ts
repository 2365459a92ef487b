// The names at the top level of a generated file. Those that it exports follow
// from the contract alone, so that other files know them without looking.

import type {
  EnumDescriptor,
  ExtensionDescriptor,
  FileDescriptor,
  MessageDescriptor,
  ServiceDescriptor,
} from "@tramline/protobuf";

/** A declaration that can be exported under a name. */
export type Exported = MessageDescriptor | EnumDescriptor | ServiceDescriptor;

/** Words that cannot name a constant or a type, and globals that generated code relies on. */
const reserved = words(`
  abstract any arguments as async await bigint boolean break case catch class const continue
  debugger declare default delete do else enum eval export extends false finally for from function
  get if implements import in infer instanceof interface is keyof let module namespace never new
  null number object of package private protected public readonly require return satisfies set
  static string super switch symbol this throw true try type typeof undefined unique unknown var
  void while with yield
  Map Object String Uint8Array globalThis
`);

/** Variables inside of generated functions, which would hide a declaration of the same name. */
const locals = words("at end held i init into item key list m map r start stop tag value w");

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** Names that are taken at the top level of one file. */
export class TopLevelNames {
  private readonly taken = new Set<string>();

  /** The name wanted, with as many `$` behind it as make it free; it is taken then. */
  take(wanted: string): string {
    let name = wanted;
    while (reserved.has(name) || locals.has(name) || this.taken.has(name)) name += "$";
    this.taken.add(name);
    return name;
  }
}

/** The exports of a generated file. */
export interface FileExports {
  /** Name of each message, enum and service. */
  readonly nameOf: ReadonlyMap<Exported, string>;
  /** Name of each message's JSON codec. */
  readonly jsonOf: ReadonlyMap<MessageDescriptor, string>;
  /** Name of each extension. */
  readonly extensionOf: ReadonlyMap<ExtensionDescriptor, string>;
  /** Name of the function that returns the file, encoded. */
  readonly file: string;
  /** All names taken by exports, to which the file's own are added. */
  readonly names: TopLevelNames;
}

/** Works out what a file exports; the same for each call. */
export function fileExports(file: FileDescriptor): FileExports {
  const names = new TopLevelNames();
  const nameOf = new Map<Exported, string>();
  const fileName = names.take(
    `file_${file.name.replace(/\.proto$/, "").replace(/[^A-Za-z0-9]/g, "_")}`,
  );
  const add = (declaration: Exported, name: string): void => {
    nameOf.set(declaration, names.take(name));
  };
  for (const message of file.messages) add(message, message.localName);
  for (const enumeration of file.enums) add(enumeration, enumeration.localName);
  for (const service of file.services) add(service, service.name);
  const nested = (message: MessageDescriptor): void => {
    for (const enumeration of message.nestedEnums) add(enumeration, enumeration.localName);
    for (const child of message.nestedMessages) {
      add(child, child.localName);
      nested(child);
    }
  };
  for (const message of file.messages) nested(message);
  // After the names that a contract writes out itself, so that these keep theirs.
  const jsonOf = new Map<MessageDescriptor, string>();
  for (const [declaration, name] of nameOf) {
    if (declaration.kind === "message") jsonOf.set(declaration, names.take(`${name}Json`));
  }
  const extensionOf = new Map<ExtensionDescriptor, string>();
  for (const extension of allExtensions(file)) {
    const scope = extension.parent === undefined ? "" : `${extension.parent.localName}_`;
    extensionOf.set(extension, names.take(scope + extension.localName));
  }
  return { nameOf, jsonOf, extensionOf, file: fileName, names };
}

/** Extensions that a file declares, those in messages after those outside. */
export function allExtensions(file: FileDescriptor): ExtensionDescriptor[] {
  const nested = (message: MessageDescriptor): ExtensionDescriptor[] => [
    ...message.nestedExtensions,
    ...message.nestedMessages.flatMap(nested),
  ];
  return [...file.extensions, ...file.messages.flatMap(nested)];
}
