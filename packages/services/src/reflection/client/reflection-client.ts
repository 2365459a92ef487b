import type { BidiStreamingCall, CallOptions } from "@tramline/rpc";
import { StatusError } from "@tramline/rpc";
import { type ClientChannel, createClient } from "tramline";
import {
  ServerReflection,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from "../../gen/grpc/reflection/v1/reflection.ts";
import { ServerReflection as ServerReflectionV1Alpha } from "../../gen/grpc/reflection/v1alpha/reflection.ts";
import { ReflectionError } from "./reflection-error.ts";

type ReflectionStream = BidiStreamingCall<ServerReflectionRequest, ServerReflectionResponse>;

/** The content of a reflection request. */
type Question = {
  readonly case: "listServices" | "fileByFilename" | "fileContainingSymbol";
  readonly value: string;
};
/** The content of a reflection response. */
type Answer = ServerReflectionResponse["messageResponse"];

/** How long a server may take to end the call after the client's half-close, in milliseconds. */
const CLOSE_TIMEOUT_MS = 1000;

/**
 * Asks a server what it serves, by the reflection service: v1, or v1alpha where that is all there is.
 * All questions go over one call, one after another.
 */
export class ReflectionClient {
  private readonly channel: ClientChannel;
  private readonly options: CallOptions;
  private stream: ReflectionStream | undefined;
  private answers: AsyncIterator<ServerReflectionResponse> | undefined;

  /** @param options of the one call */
  constructor(channel: ClientChannel, options: CallOptions) {
    this.channel = channel;
    this.options = options;
    this.stream = undefined;
    this.answers = undefined;
  }

  /**
   * @throws ReflectionError when the server has no reflection; StatusError when it cannot
   * be reached
   */
  async ask(question: Question): Promise<Answer> {
    if (this.stream !== undefined) return this.askOn(question);
    try {
      this.open(ServerReflection);
      return await this.askOn(question);
    } catch (error) {
      if (!isUnimplemented(error)) throw error;
    }
    try {
      this.open(ServerReflectionV1Alpha);
      return await this.askOn(question);
    } catch (error) {
      if (!isUnimplemented(error)) throw error;
      throw new ReflectionError(
        "REFLECTION_MISSING",
        `${this.channel.target} does not offer reflection, so its contract is not known.`,
        { cause: error },
      );
    }
  }

  /**
   * Ends the call in order: half-closes it and waits for the server's status, for servers count a
   * cancellation as a failure. A server that does not end it within a second has it canceled. Never rejects.
   */
  async close(): Promise<void> {
    const { stream, answers } = this;
    if (stream === undefined || answers === undefined) return;
    this.stream = undefined;
    this.answers = undefined;
    const timer = setTimeout(() => stream.cancel(), CLOSE_TIMEOUT_MS);
    try {
      await stream.close();
      while ((await answers.next()).done !== true) {
        // Responses to requests that nobody waits for are dropped.
      }
    } catch {
      // The call has failed; its last reader has that error.
    } finally {
      clearTimeout(timer);
    }
  }

  private open(service: typeof ServerReflection | typeof ServerReflectionV1Alpha): void {
    // Both versions have the same messages but for the names of their packages.
    const client = createClient(service as typeof ServerReflection, this.channel);
    this.stream = client.serverReflectionInfo(this.options);
    this.answers = this.stream[Symbol.asyncIterator]();
  }

  private async askOn(question: Question): Promise<Answer> {
    const { stream, answers } = this;
    if (stream === undefined || answers === undefined) throw new Error("the call is not open");
    // A call that has failed says why when it is read.
    stream.send({ messageRequest: question }).catch(() => {});
    const next = await answers.next();
    if (next.done === true) {
      throw new ReflectionError(
        "REFLECTION_INVALID",
        `${this.channel.target} ended the reflection call without a response.`,
      );
    }
    return next.value.messageResponse;
  }
}

function isUnimplemented(error: unknown): boolean {
  return error instanceof StatusError && error.code === "UNIMPLEMENTED";
}
