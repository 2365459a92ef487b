import {
  type AnyDescriptor,
  createFileRegistry,
  createRegistry,
  type Registry,
} from "@tramline/protobuf";
import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import type { CallOptions } from "@tramline/rpc";
import type { ClientChannel } from "tramline";
import { commonTypes } from "../common-types.ts";
import { completeImports } from "./complete-imports.ts";
import { ReflectionClient } from "./reflection-client.ts";
import { ReflectionError } from "./reflection-error.ts";

/** Most files taken from one server; against one that makes up imports without end. */
const MAX_FILES = 20_000;
/** The largest response: all files of a large contract. */
const MAX_RECEIVE_BYTES = 256 * 1024 * 1024;
/** How long the call may take. */
const TIMEOUT_MS = 20_000;
/** NOT_FOUND, as responses have it. */
const NOT_FOUND = 5;

/**
 * The contract of a server, by reflection, v1 or v1alpha. Files are loaded when a declaration in them is needed. Its
 * functions throw ReflectionError where the server has no reflection or sends an invalid contract, and the StatusError of
 * the call.
 */
export class ReflectedContract {
  /** For messages to people: the target of the channel. */
  readonly origin: string;
  /** The target of the channel. */
  readonly target: string;
  /** The declarations loaded so far. */
  registry: Registry;
  private readonly client: ReflectionClient;
  private readonly protos: Map<string, FileDescriptorProto>;

  /**
   * @param options of the reflection call: metadata, deadline, signal. Default for `timeoutMs` without a deadline:
   * 20,000; for `maxReceiveBytes`: 256 MiB
   */
  constructor(channel: ClientChannel, options: CallOptions = {}) {
    const { deadline, maxReceiveBytes = MAX_RECEIVE_BYTES } = options;
    const timeoutMs = options.timeoutMs ?? (deadline === undefined ? TIMEOUT_MS : undefined);
    this.origin = channel.target;
    this.target = channel.target;
    this.registry = createRegistry();
    this.client = new ReflectionClient(channel, { ...options, timeoutMs, maxReceiveBytes });
    this.protos = new Map();
  }

  /** Full names of the services that the server lists, sorted. */
  async services(): Promise<readonly string[]> {
    const answer = await this.client.ask({ case: "listServices", value: "*" });
    if (answer.case !== "listServicesResponse") throw this.refusal(answer, "its services");
    return answer.value.service.map(({ name }) => name).sort();
  }

  /** Finds the declaration with this full name, or the file; undefined if the server has none. */
  async find(fullName: string): Promise<AnyDescriptor | undefined> {
    const loaded = this.registry.getFile(fullName) ?? this.registry.get(fullName);
    if (loaded !== undefined) return loaded;
    const isFile = fullName.endsWith(".proto");
    const files = await this.load(isFile ? "fileByFilename" : "fileContainingSymbol", fullName);
    if (files === undefined) return undefined;
    await this.loadImports();
    this.link();
    return this.registry.getFile(fullName) ?? this.registry.get(fullName);
  }

  /** Ends the reflection call in order. Never rejects. */
  close(): Promise<void> {
    return this.client.close();
  }

  /** Asks for a file; the server may send those that it imports along. */
  private async load(
    question: "fileByFilename" | "fileContainingSymbol",
    value: string,
  ): Promise<readonly FileDescriptorProto[] | undefined> {
    const answer = await this.client.ask({ case: question, value });
    if (answer.case !== "fileDescriptorResponse") {
      if (answer.case === "errorResponse" && answer.value.errorCode === NOT_FOUND) return undefined;
      throw this.refusal(answer, value);
    }
    const files = answer.value.fileDescriptorProto.map((bytes) => this.decode(bytes));
    for (const file of files) {
      const name = file.name ?? "";
      if (!this.protos.has(name)) this.protos.set(name, file);
    }
    if (this.protos.size > MAX_FILES) {
      throw new ReflectionError(
        "REFLECTION_INVALID",
        `${this.origin} has more than ${MAX_FILES} files.`,
      );
    }
    return files;
  }

  private async loadImports(): Promise<void> {
    // What is added while this runs is walked too.
    for (const file of this.protos.values()) {
      for (const name of file.dependency) {
        if (this.protos.has(name)) continue;
        if ((await this.load("fileByFilename", name)) !== undefined && this.protos.has(name))
          continue;
        const known = commonTypes().getFile(name);
        if (known === undefined) {
          throw new ReflectionError(
            "REFLECTION_INVALID",
            `The contract of ${this.origin} is incomplete: it does not include ${name}, which ${file.name ?? ""} imports.`,
          );
        }
        this.protos.set(name, known.proto);
      }
    }
  }

  private link(): void {
    try {
      this.registry = createFileRegistry([...this.protos.values()], this.registry);
      return;
    } catch {
      // Tried again below, with the imports that may lack.
    }
    completeImports(this.protos);
    try {
      this.registry = createFileRegistry([...this.protos.values()], this.registry);
    } catch (error) {
      throw new ReflectionError(
        "REFLECTION_INVALID",
        `The contract of ${this.origin} is invalid: ${String((error as Error).message)}`,
        { cause: error },
      );
    }
  }

  private decode(bytes: Uint8Array): FileDescriptorProto {
    try {
      return FileDescriptorProto.decode(bytes);
    } catch (error) {
      throw new ReflectionError(
        "REFLECTION_INVALID",
        `${this.origin} responds with a file that cannot be decoded: ${String((error as Error).message)}`,
        { cause: error },
      );
    }
  }

  private refusal(
    answer: Awaited<ReturnType<ReflectionClient["ask"]>>,
    what: string,
  ): ReflectionError {
    const why =
      answer.case === "errorResponse"
        ? `${answer.value.errorMessage} (code ${answer.value.errorCode})`
        : "it responded to another request";
    return new ReflectionError(
      "REFLECTION_INVALID",
      `${this.origin} does not provide ${what}: ${why}`,
    );
  }
}
