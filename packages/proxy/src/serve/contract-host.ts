// The surroundings of a call on the proxy: those of its server, with the methods of the contract in force.
import type {
  CallHost,
  CallSettings,
  Codec,
  MethodTable,
  Refusal,
  ServedMethod,
} from "@tramline/rpc";
import { passingCodec } from "../forward/passed-type.ts";

/** The host of calls of one contract, on one connection. */
export class ContractHost implements CallHost {
  readonly settings: CallSettings;
  readonly methods: MethodTable;
  private readonly inner: CallHost;

  constructor(inner: CallHost, methods: MethodTable, json: Codec) {
    this.inner = inner;
    this.methods = methods;
    const codecs = new Map([
      ...inner.settings.codecs,
      [passingCodec.name, passingCodec],
      [json.name, json],
    ]);
    this.settings = { ...inner.settings, codecs };
  }

  get peer(): string {
    return this.inner.peer;
  }

  get authInfo(): CallHost["authInfo"] {
    return this.inner.authInfo;
  }

  get lastReceiveMs(): number {
    return this.inner.lastReceiveMs;
  }

  admit(served: ServedMethod): Refusal | undefined {
    return this.inner.admit(served);
  }

  onOrphanedHandler(change: 1 | -1): void {
    this.inner.onOrphanedHandler(change);
  }

  onCallEnded(): void {
    this.inner.onCallEnded();
  }

  onCallFailed(): void {
    this.inner.onCallFailed();
  }

  onMessageTooLarge(detail: string): void {
    this.inner.onMessageTooLarge(detail);
  }

  onHandlerError(thrown: unknown, method: string): void {
    this.inner.onHandlerError(thrown, method);
  }
}
