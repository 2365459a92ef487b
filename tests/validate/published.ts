// Our buf/validate/validate.proto beside the published one, which the harness sends: the same names, numbers,
// and types. Only the options of fields differ, for the published one has the standard rules in CEL there.
import type {
  DescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
} from "@tramline/protobuf";

const name = "buf/validate/validate.proto";

/** Says what differs, if anything. */
export function differenceFromPublished(
  own: FileDescriptorProto,
  files: readonly FileDescriptorProto[],
): string | undefined {
  const published = files.find((file) => file.name === name);
  if (published === undefined) return `the harness did not send ${name}`;
  const parts = ["messageType", "enumType", "extension"] as const;
  for (const part of parts) {
    const ours = own[part].map((declaration) => print(declaration));
    const theirs = published[part].map((declaration) => print(declaration));
    const at = theirs.findIndex((declaration, index) => declaration !== ours[index]);
    if (at >= 0 || ours.length !== theirs.length) {
      return `${name} is not as published: ${part} ${theirs[at]}, but ours ${ours[at]}`;
    }
  }
  return undefined;
}

function print(declaration: object): string {
  return JSON.stringify(essence(declaration), (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/** A declaration without options, those of its fields too, and without names that follow from others. */
function essence(declaration: object): unknown {
  const copy: Partial<DescriptorProto & FieldDescriptorProto> = { ...declaration };
  delete copy.options;
  delete copy.jsonName;
  if (copy.field !== undefined) {
    copy.field = copy.field.map((field) => essence(field) as FieldDescriptorProto);
  }
  return copy;
}
