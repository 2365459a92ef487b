import type { AnyDescriptor, Registry } from "@tramline/protobuf";

/** The comment of a declaration: its first paragraph, and what follows. */
export interface Comment {
  readonly summary: string | undefined;
  readonly description: string | undefined;
}

/** Finds the comments of declarations. */
export class CommentSource {
  private readonly registry: Registry | undefined;

  /** @param registry has the files with their comments, which generated code does not have */
  constructor(registry: Registry | undefined) {
    this.registry = registry;
  }

  /** Returns the whole comment of a declaration; undefined without one. */
  textOf(descriptor: Exclude<AnyDescriptor, { readonly kind: "file" }>): string | undefined {
    const name = "typeName" in descriptor ? descriptor.typeName : descriptor.fullName;
    const found = this.registry?.get(name);
    const { leading, trailing } = (found ?? descriptor).comments;
    const text = leading ?? trailing;
    const lines = text?.split("\n").map((line) => line.replace(/^ /, "").trimEnd());
    const joined = lines?.join("\n").trim() ?? "";
    return joined === "" ? undefined : joined;
  }

  /** Returns the comment of a declaration in two parts. */
  commentOf(descriptor: Exclude<AnyDescriptor, { readonly kind: "file" }>): Comment {
    const text = this.textOf(descriptor);
    const [first = "", ...others] = text?.split(/\n\s*\n/) ?? [];
    const rest = others.join("\n\n");
    return {
      summary: first === "" ? undefined : first.replaceAll("\n", " "),
      description: rest === "" ? undefined : rest,
    };
  }
}
