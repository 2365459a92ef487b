import type { ServiceDescriptor } from "@tramline/protobuf";
import { writeComments } from "./comments.ts";
import type { FileScope } from "./file-scope.ts";
import { propertyKey, quote, type SourceText } from "./source-text.ts";

/** A service: plain data that clients and servers take their types from. */
export function emitService(text: SourceText, scope: FileScope, service: ServiceDescriptor): void {
  const serviceType = scope.runtime("serviceType");
  text.gap();
  writeComments(text, service);
  text.block(
    `export const ${scope.type(service)} = /*@__PURE__*/ ${serviceType}(${quote(service.typeName)}, ${scope.fileFunction}, {`,
    () => {
      for (const method of service.methods) {
        writeComments(text, method);
        const kind = scope.runtime(method.methodKind);
        const idempotency =
          method.idempotency === "unknown" ? "" : `, ${quote(method.idempotency)}`;
        text.line(
          `${propertyKey(method.localName)}: /*@__PURE__*/ ${kind}(${quote(method.name)}, ${scope.value(method.input)}, ${scope.value(method.output)}${idempotency}),`,
        );
      }
    },
    "});",
  );
}
