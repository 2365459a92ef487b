// The responses of server reflection, from the descriptors of a server's services.
// https://github.com/grpc/grpc/blob/master/doc/server-reflection.md

import {
  type AnyDescriptor,
  createRegistry,
  type FileDescriptor,
  type MessageInit,
  type Registry,
} from "@tramline/protobuf";
import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { Code, StatusError } from "@tramline/rpc";
import type {
  ServerReflectionRequest,
  ServerReflectionResponse,
} from "../gen/grpc/reflection/v1/reflection.ts";
import type { ServiceHost } from "../service-host.ts";
import { commonTypes } from "./common-types.ts";

/** The part of the responses that v1alpha shares. */
type Answer = NonNullable<MessageInit<ServerReflectionResponse>["messageResponse"]>;

/** The contracts of a server and the types that all contracts share, linked for the first request. */
export class ReflectionAnswers {
  private readonly host: ServiceHost;
  private readonly encoded: Map<FileDescriptor, Uint8Array>;
  private registry: Registry | undefined;
  private registered: number;

  constructor(host: ServiceHost) {
    this.host = host;
    this.encoded = new Map();
    this.registry = undefined;
    this.registered = 0;
  }

  /**
   *  Responds to one request.
   *
   * @param sent names of the files that the caller has been sent; those of the response are added
   * @throws StatusError INVALID_ARGUMENT for an empty question
   */
  answer(question: ServerReflectionRequest["messageRequest"], sent: Set<string>): Answer {
    const registry = this.contracts();
    switch (question.case) {
      case "fileByFilename": {
        const file = registry.getFile(question.value);
        return this.files(file, `no file ${quote(question.value)}`, sent);
      }
      case "fileContainingSymbol": {
        const found = registry.get(question.value);
        const file = found === undefined ? undefined : fileOf(found);
        return this.files(file, `nothing is called ${quote(question.value)}`, sent);
      }
      case "fileContainingExtension": {
        const { containingType, extensionNumber } = question.value;
        const extendee = registry.getMessage(containingType);
        const extension =
          extendee === undefined
            ? undefined
            : registry.getExtensionByNumber(extendee, extensionNumber);
        const missing = `${quote(containingType)} has no extension ${extensionNumber}`;
        return this.files(extension?.file, missing, sent);
      }
      case "allExtensionNumbersOfType": {
        const extendee = registry.getMessage(question.value);
        if (extendee === undefined) return notFound(`no message ${quote(question.value)}`);
        const extensionNumber = registry
          .getExtensionsOf(extendee)
          .map((extension) => extension.number)
          .sort((a, b) => a - b);
        const value = { baseTypeName: question.value, extensionNumber };
        return { case: "allExtensionNumbersResponse", value };
      }
      case "listServices": {
        const service = this.host.services
          .map(({ typeName }) => ({ name: typeName }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        return { case: "listServicesResponse", value: { service } };
      }
      case undefined:
        throw new StatusError("INVALID_ARGUMENT", "a reflection request without a question");
    }
  }

  /** A file and all it imports that the caller lacks; the file itself is sent in any case. */
  private files(file: FileDescriptor | undefined, missing: string, sent: Set<string>): Answer {
    if (file === undefined) return notFound(missing);
    const protos: Uint8Array[] = [];
    const queue = [file];
    // The queue grows while it is walked.
    for (const next of queue) {
      if (sent.has(next.name) && protos.length > 0) continue;
      sent.add(next.name);
      protos.push(this.encode(next));
      queue.push(...next.dependencies);
    }
    return { case: "fileDescriptorResponse", value: { fileDescriptorProto: protos } };
  }

  private encode(file: FileDescriptor): Uint8Array {
    let bytes = this.encoded.get(file);
    if (bytes === undefined) {
      bytes = FileDescriptorProto.encode(file.proto);
      this.encoded.set(file, bytes);
    }
    return bytes;
  }

  private contracts(): Registry {
    const { services } = this.host;
    if (this.registry === undefined || this.registered !== services.length) {
      // A file of the services' own goes before the common one of its name.
      this.registry = createRegistry(...services, commonTypes());
      this.registered = services.length;
    }
    return this.registry;
  }
}

function notFound(errorMessage: string): Answer {
  return { case: "errorResponse", value: { errorCode: Code.NOT_FOUND, errorMessage } };
}

function fileOf(descriptor: AnyDescriptor): FileDescriptor {
  switch (descriptor.kind) {
    case "file":
      return descriptor;
    case "oneof":
    case "enumValue":
    case "method":
      return descriptor.parent.file;
    default:
      return descriptor.file;
  }
}

function quote(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}
