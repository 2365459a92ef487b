import assert from "node:assert/strict";
import { errorCodeName } from "../errors.ts";
import type { FieldSection } from "../field-section.ts";
import type { Stream } from "../stream/stream.ts";
import type { StreamAcceptor } from "../stream/stream-acceptor.ts";
import type { StreamFailure, StreamHandler } from "../stream/stream-handler.ts";
import { latin1 } from "./script-frames.test.support.ts";

/** The events of a handler, in order, as short texts; see {@link Recorder}. */
export class Recorder implements StreamHandler {
  readonly events: string[] = [];
  stream: Stream | undefined = undefined;
  section: FieldSection | undefined = undefined;
  failure: StreamFailure | undefined = undefined;
  /** Gives bytes back as soon as they come. */
  consumes = true;

  onHeaders(section: FieldSection, endStream: boolean): void {
    this.section = section;
    this.events.push(`headers ${section.fields.join(" ")}${endStream ? " end" : ""}`);
  }

  onData(bytes: Uint8Array, start: number, end: number): void {
    this.events.push(`data ${latin1(bytes.subarray(start, end))}`);
    if (this.consumes) this.stream?.consume(end - start);
  }

  onEnd(trailers: FieldSection | undefined): void {
    this.events.push(trailers === undefined ? "end" : `end ${trailers.fields.join(" ")}`);
  }

  onFailure(failure: StreamFailure): void {
    this.failure = failure;
    const unprocessed = failure.unprocessed ? " unprocessed" : "";
    this.events.push(`failure ${failure.origin} ${errorCodeName(failure.errorCode)}${unprocessed}`);
  }

  onSendReady(): void {
    this.events.push("ready");
  }
}

/** Records every request; `onRequest` may be replaced. */
export class RecordingAcceptor implements StreamAcceptor {
  readonly requests: Recorder[] = [];
  /** Called with each new request. */
  onOpened: ((recorder: Recorder, stream: Stream) => void) | undefined = undefined;

  onRequest(stream: Stream, section: FieldSection, endStream: boolean): StreamHandler {
    const recorder = new Recorder();
    recorder.stream = stream;
    recorder.onHeaders(section, endStream);
    this.requests.push(recorder);
    this.onOpened?.(recorder, stream);
    return recorder;
  }

  /** The n-th request, from 0 on. */
  at(index: number): Recorder {
    return this.requests[index] ?? assert.fail(`no request ${index}`);
  }
}
