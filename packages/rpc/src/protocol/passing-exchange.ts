import type {
  ExchangeHandler,
  ExchangeWriter,
  FieldTemplate,
  MemoryLender,
  ServedExchange,
} from "../exchange/exchange.ts";

/** An exchange that forwards to another. Protocols override the methods whose data they change. */
export class PassingExchange implements ServedExchange {
  protected readonly inner: ServedExchange;

  constructor(inner: ServedExchange) {
    this.inner = inner;
  }

  get handler(): ExchangeHandler {
    return this.inner.handler;
  }

  set handler(handler: ExchangeHandler) {
    this.inner.handler = handler;
  }

  get writer(): ExchangeWriter {
    return this.inner.writer;
  }

  get localEnded(): boolean {
    return this.inner.localEnded;
  }

  get remoteEnded(): boolean {
    return this.inner.remoteEnded;
  }

  get isWritable(): boolean {
    return this.inner.isWritable;
  }

  get awaitsBody(): boolean {
    return this.inner.awaitsBody;
  }

  set awaitsBody(awaits: boolean) {
    this.inner.awaitsBody = awaits;
  }

  get bodyLength(): number | undefined {
    return this.inner.bodyLength;
  }

  get inflationDebtMs(): number {
    return this.inner.inflationDebtMs;
  }

  awaitReady(): void {
    this.inner.awaitReady();
  }

  reset(errorCode: number): void {
    this.inner.reset(errorCode);
  }

  consume(bytes: number): void {
    this.inner.consume(bytes);
  }

  expect(bytes: number): void {
    this.inner.expect(bytes);
  }

  onBlocked(ms: number): void {
    this.inner.onBlocked(ms);
  }

  stopReading(): void {
    this.inner.stopReading();
  }

  blame(): void {
    this.inner.blame();
  }

  countInflated(packedBytes: number, bytes: number): number {
    return this.inner.countInflated(packedBytes, bytes);
  }

  reserve(): number {
    return this.inner.reserve();
  }

  commit(start: number, end: number, endStream: boolean): void {
    this.inner.commit(start, end, endStream);
  }

  release(): void {
    this.inner.release();
  }

  sendData(bytes: Uint8Array, endStream: boolean, owner?: MemoryLender): void {
    this.inner.sendData(bytes, endStream, owner);
  }

  fits(template: FieldTemplate, fields: readonly string[]): boolean {
    return this.inner.fits(template, fields);
  }

  sendHeaders(template: FieldTemplate, fields: readonly string[]): void {
    this.inner.sendHeaders(template, fields);
  }

  sendTrailers(template: FieldTemplate, fields: readonly string[]): void {
    this.inner.sendTrailers(template, fields);
  }
}
