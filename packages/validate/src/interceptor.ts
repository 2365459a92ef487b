// Validation of calls: requests, and if wanted responses, of all kinds, on both sides.

import type { MessageType } from "@tramline/protobuf";
import { Violations } from "@tramline/protobuf/buf/validate";
import {
  detail,
  type InterceptedCall,
  type InterceptedResult,
  type Interceptor,
  isMessageStream,
  mapMessages,
  StatusError,
} from "@tramline/rpc";
import { BadRequest } from "@tramline/rpc/google/rpc";
import { checkNames, checkValue, hasFunctions } from "./option-check.ts";
import { ValidateError } from "./validate-error.ts";
import { createValidator, type Validator } from "./validator.ts";
import { type Violation, violationsMessage } from "./violation.ts";

/** Options of `validationInterceptor`. */
export interface ValidationInterceptorOptions {
  /** Default: one of its own, with `createValidator()`. */
  readonly validator?: Validator | undefined;
  /**
   * Whether responses are validated as well. One that violates rules is a mistake of the handler, so that the
   * call fails with INTERNAL. Default: false.
   */
  readonly responses?: boolean | undefined;
}

/**
 * An interceptor that validates the requests of calls, each message of a stream as it is read. It serves servers
 * and clients: there, an invalid request fails before it is sent.
 *
 * A violation is INVALID_ARGUMENT with two details: google.rpc.BadRequest, whose field violations have the
 * path, the text, and the rule's id as the reason; and buf.validate.Violations. They have the first 20. A rule that is invalid in the
 * contract, or fails for a message, is INTERNAL.
 *
 * Methods whose messages have no rules pass through.
 *
 * @throws TypeError for an unknown option, and for an invalid value of one
 */
export function validationInterceptor(options: ValidationInterceptorOptions = {}): Interceptor {
  checkNames("validationInterceptor", options, { validator: true, responses: true });
  checkValue(
    "validator",
    options.validator,
    isValidator,
    "a validator, as createValidator returns",
  );
  checkValue("responses", options.responses, isBoolean, "true or false");
  const validator = options.validator ?? createValidator();
  const checks = new Checks(validator);
  const responses = options.responses === true;
  return async (call, next) => {
    const { input, output } = call.method;
    const checkRequest = checks.of(input, "request");
    const result = await next(
      checkRequest === undefined ? call : withRequest(call, input, checkRequest),
    );
    const checkResponse = responses ? checks.of(output, "response") : undefined;
    return checkResponse === undefined ? result : withResponse(call, result, checkResponse);
  };
}

function isValidator(value: unknown): boolean {
  return hasFunctions(value, "validate", "hasRules");
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

/** Throws for an invalid message. */
type Check = (message: object) => void;

/** The checks of message types, each made once. */
class Checks {
  private readonly validator: Validator;
  private readonly known = {
    request: new Map<MessageType<unknown, never>, Check | undefined>(),
    response: new Map<MessageType<unknown, never>, Check | undefined>(),
  };

  constructor(validator: Validator) {
    this.validator = validator;
  }

  /** The check of a type; undefined for one without rules. */
  of(type: MessageType<unknown, never>, role: "request" | "response"): Check | undefined {
    const known = this.known[role];
    if (known.has(type)) return known.get(type);
    const made = this.validator.hasRules(type) ? this.make(type, role) : undefined;
    known.set(type, made);
    return made;
  }

  private make(type: MessageType<unknown, never>, role: "request" | "response"): Check {
    const { validator } = this;
    return (message) => {
      let violations: readonly Violation[];
      try {
        violations = validator.validate(type, message);
      } catch (error) {
        if (!(error instanceof ValidateError)) throw error;
        throw new StatusError("INTERNAL", error.message, { cause: error });
      }
      if (violations.length === 0) return;
      throw role === "request"
        ? violationError(violations)
        : new StatusError("INTERNAL", `invalid response: ${summary(violations)}`);
    };
  }
}

/** Violations in the details of an error. Many peers take no more than 8 KiB of trailers. */
const maxDetailed = 20;

/**
 * The error of a request that violates rules: INVALID_ARGUMENT with google.rpc.BadRequest and
 * buf.validate.Violations as details, which have the first 20 violations.
 *
 * @param violations at least one, as `validate` returns them
 */
export function violationError(violations: readonly Violation[]): StatusError {
  const detailed = violations.slice(0, maxDetailed);
  return new StatusError("INVALID_ARGUMENT", summary(violations), {
    details: [
      detail(BadRequest, {
        fieldViolations: detailed.map(({ fieldPath, message, ruleId }) => ({
          field: fieldPath,
          description: message,
          reason: ruleId,
        })),
      }),
      detail(Violations, violationsMessage(detailed)),
    ],
  });
}

/** The first violation, and how many there are besides. */
function summary(violations: readonly Violation[]): string {
  const [first] = violations;
  if (first === undefined) return "";
  const place = first.fieldPath === "" ? "" : `${first.fieldPath}: `;
  const rest = violations.length === 1 ? "" : ` (and ${violations.length - 1} more)`;
  return `${place}${first.message}${rest}`;
}

function withRequest(
  call: InterceptedCall,
  input: MessageType<unknown, never>,
  check: Check,
): InterceptedCall {
  // A client's request may be a literal without all fields.
  const whole = (message: object): object =>
    call.side === "client" ? (input.create(message as never) as object) : message;
  if (call.kind === "unary" || call.kind === "serverStreaming") {
    check(whole(call.request));
    return call;
  }
  const request = mapMessages(call.request, (message) => {
    check(whole(message));
    return message;
  });
  return { ...call, request };
}

function withResponse(
  call: InterceptedCall,
  result: InterceptedResult,
  check: Check,
): InterceptedResult {
  if (!isMessageStream(call.kind, result.response)) {
    check(result.response);
    return result;
  }
  const response = mapMessages(result.response, (message) => {
    check(message);
    return message;
  });
  return { ...result, response };
}
