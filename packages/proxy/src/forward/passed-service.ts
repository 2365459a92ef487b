// A service of the upstream as the proxy serves and calls it: the contract's methods, with messages that pass as bytes.
import {
  type MessageDescriptor,
  type ServiceDescriptor,
  type ServiceType,
  serviceType,
} from "@tramline/protobuf";
import { PassedType, type TranslationCount } from "./passed-type.ts";

/** Returns services with messages of {@link PassedType}: one type for each descriptor. */
export function passedServices(
  services: readonly ServiceDescriptor[],
  count: TranslationCount,
): ServiceType[] {
  const types = new Map<MessageDescriptor, PassedType>();
  const typeOf = (descriptor: MessageDescriptor): PassedType => {
    let type = types.get(descriptor);
    if (type === undefined) {
      type = new PassedType(descriptor, count);
      types.set(descriptor, type);
    }
    return type;
  };
  return services.map((service) => {
    const shapes = service.methods.map((method) => [
      method.localName,
      {
        name: method.name,
        kind: method.methodKind,
        input: typeOf(method.input),
        output: typeOf(method.output),
        idempotency: method.idempotency,
      },
    ]);
    return serviceType(service.typeName, () => service.file, Object.fromEntries(shapes));
  });
}
