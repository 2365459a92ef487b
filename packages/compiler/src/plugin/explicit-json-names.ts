import type {
  DescriptorProto,
  FieldDescriptorProto,
  FileDescriptorProto,
} from "@tramline/protobuf/wkt";
import { jsonName } from "../descriptor/names.ts";

const FIELD = 2;
const NESTED_TYPE = 3;
const MESSAGE_EXTENSION = 6;
const MESSAGE_TYPE = 4;
const FILE_EXTENSION = 7;
const JSON_NAME = 10;

/**
 * A file whose fields have a `json_name` only where the source gives one, as generators that are built
 * into protoc see it and copy it into what they write. Needs the file's source info, which tells the two
 * apart.
 */
export function withExplicitJsonNames(file: FileDescriptorProto): FileDescriptorProto {
  const written = new Set(
    (file.sourceCodeInfo?.location ?? [])
      .filter(({ path }) => path.length % 2 === 1 && path.at(-1) === JSON_NAME)
      .map(({ path }) => path.join(".")),
  );
  const field = (path: string, proto: FieldDescriptorProto): FieldDescriptorProto =>
    proto.jsonName === undefined ||
    proto.jsonName !== jsonName(proto.name ?? "") ||
    written.has(`${path}.${JSON_NAME}`)
      ? proto
      : { ...proto, jsonName: undefined };
  const message = (path: string, proto: DescriptorProto): DescriptorProto => ({
    ...proto,
    field: proto.field.map((one, at) => field(`${path}.${FIELD}.${at}`, one)),
    extension: proto.extension.map((one, at) => field(`${path}.${MESSAGE_EXTENSION}.${at}`, one)),
    nestedType: proto.nestedType.map((one, at) => message(`${path}.${NESTED_TYPE}.${at}`, one)),
  });
  return {
    ...file,
    messageType: file.messageType.map((one, at) => message(`${MESSAGE_TYPE}.${at}`, one)),
    extension: file.extension.map((one, at) => field(`${FILE_EXTENSION}.${at}`, one)),
  };
}
