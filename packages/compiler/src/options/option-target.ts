import type { OptionNode } from "../ast/nodes.ts";
import type { LocationRecord } from "../descriptor/location-table.ts";

/** An options message of descriptor.proto, by its simple name. */
export type OptionsType =
  | "FileOptions"
  | "MessageOptions"
  | "FieldOptions"
  | "OneofOptions"
  | "EnumOptions"
  | "EnumValueOptions"
  | "ExtensionRangeOptions"
  | "ServiceOptions"
  | "MethodOptions";

/** One `name = value` to be interpreted. */
export interface PendingOption {
  readonly node: OptionNode;
  /** Its place in SourceCodeInfo; the path is completed when the option is interpreted. */
  readonly location: LocationRecord;
}

/** A definition as far as its options are concerned. */
export interface OptionOwner {
  readonly proto: { options?: object | undefined };
  optionValues: object | undefined;
}

/** An element of a file that has options, to be set once names can be resolved. */
export interface OptionTarget {
  readonly type: OptionsType;
  /** The definition that has the options; its descriptor gets the options message. */
  readonly owner: OptionOwner;
  /** Full name in whose surroundings the names of extensions are looked up. */
  readonly scope: string;
  /** Path of the options message in SourceCodeInfo. */
  readonly path: readonly number[];
  options: PendingOption[];
  /** True once the file knows of the target. */
  registered: boolean;
}
