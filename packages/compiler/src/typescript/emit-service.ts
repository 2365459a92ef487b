import type { ServiceDescriptor } from "@tramline/protobuf";
import { writeComments } from "./comments.ts";
import type { FileScope } from "./file-scope.ts";
import { propertyKey, quote, type SourceText } from "./source-text.ts";

/** A service: plain data that clients and servers take their types from. */
export function emitService(text: SourceText, scope: FileScope, service: ServiceDescriptor): void {
  text.gap();
  writeComments(text, service);
  // With its type written out, which a tool that makes declarations file by file cannot infer.
  text.block(
    `export const ${scope.type(service)}: ${scope.runtimeType("ServiceType")}<{`,
    () => {
      for (const method of service.methods) {
        writeComments(text, method);
        const types = `${scope.type(method.input)}, ${scope.type(method.output)}`;
        text.line(
          `readonly ${propertyKey(method.localName)}: ${scope.runtimeType("MethodType")}<${quote(method.methodKind)}, ${types}>;`,
        );
      }
    },
    `}> = /*@__PURE__*/ ${scope.runtime("serviceType")}(${quote(service.typeName)}, ${scope.fileFunction}, {`,
  );
  text.block(
    "",
    () => {
      for (const method of service.methods) {
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
