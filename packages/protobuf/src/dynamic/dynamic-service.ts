import type { MethodDescriptor, ServiceDescriptor } from "../descriptor/descriptor.ts";
import {
  type MethodKind,
  type MethodShape,
  type ServiceType,
  serviceType,
} from "../service/service-type.ts";
import { dynamicType } from "./dynamic-type.ts";

/**
 * A service known only by its descriptor, as generated code would have it: for clients and servers
 * whose contract is read when the program runs. Messages are those of `dynamicType`.
 */
export function dynamicService(service: ServiceDescriptor): ServiceType {
  const shapes = service.methods.map((method) => [method.localName, shapeOf(method)] as const);
  return serviceType(service.typeName, () => service.file, Object.fromEntries(shapes));
}

function shapeOf(method: MethodDescriptor): MethodShape<MethodKind, unknown, unknown> {
  return {
    name: method.name,
    kind: method.methodKind,
    input: dynamicType(method.input),
    output: dynamicType(method.output),
    idempotency: method.idempotency,
  };
}
