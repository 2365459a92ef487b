// Second pass of linking: methods find their messages.

import {
  MethodOptions_IdempotencyLevel,
  type ServiceDescriptorProto,
} from "../wkt/gen/google/protobuf/descriptor-types.ts";
import type { MethodDescriptor } from "./descriptor.ts";
import type { LinkScope } from "./link-scope.ts";
import { LinkedMethod, LinkedService } from "./linked.ts";
import { methodPropertyName, unusedName } from "./names.ts";

// Field numbers in descriptor.proto that make up source paths.
const serviceMethods = 2;

/** Links a service and its methods. */
export function linkService(
  proto: ServiceDescriptorProto,
  path: readonly number[],
  links: LinkScope,
): LinkedService {
  const name = links.checkName(proto.name, "a service", links.file.packageName);
  const service = new LinkedService(proto, links.file, name, path);
  links.declare(service.typeName);
  const taken = new Set<string>();
  proto.method.forEach((methodProto, index) => {
    const methodName = links.checkName(methodProto.name, "a method", service.typeName);
    const user = `${service.typeName}.${methodName}`;
    links.declare(user);
    service.methods.push(
      new LinkedMethod(
        methodProto,
        service,
        methodName,
        unusedName(methodPropertyName(methodName), String(index), taken),
        links.findMessage(methodProto.inputType, service.typeName, `the request of ${user}`),
        links.findMessage(methodProto.outputType, service.typeName, `the response of ${user}`),
        idempotency(methodProto.options?.idempotencyLevel),
        [...path, serviceMethods, index],
      ),
    );
  });
  return service;
}

function idempotency(level: number | undefined): MethodDescriptor["idempotency"] {
  switch (level) {
    case MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS:
      return "noSideEffects";
    case MethodOptions_IdempotencyLevel.IDEMPOTENT:
      return "idempotent";
    default:
      return "unknown";
  }
}
