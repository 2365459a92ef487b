import type { FieldDescriptor, MessageDescriptor, MethodDescriptor } from "@tramline/protobuf";
import type { HttpRule } from "@tramline/protobuf/google/api";
import { GatewayError } from "../gateway-error.ts";
import {
  type PathTemplate,
  parseTemplate,
  type TemplateVariable,
} from "../template/path-template.ts";
import { isTextField, resolvePath } from "./field-path.ts";

/** The full name of the message that holds a body of any format. */
export const HTTP_BODY = "google.api.HttpBody";

/** A variable of a path, with the field that it sets. */
export interface BoundVariable {
  readonly variable: TemplateVariable;
  readonly path: readonly FieldDescriptor[];
}

/** One way to call a method by HTTP: an HttpRule that has been checked against the contract. */
export interface Binding {
  readonly method: MethodDescriptor;
  /** In upper case; `*` for any. */
  readonly httpMethod: string;
  readonly template: PathTemplate;
  readonly variables: readonly BoundVariable[];
  /** The part of the request in its body: the whole message (`*`), one field, or nothing. */
  readonly body: "*" | FieldDescriptor | undefined;
  /** The field that the response's body holds; undefined: the whole message. */
  readonly responseBody: FieldDescriptor | undefined;
  /** The field mask that a PATCH derives from its body, where the rule leaves that to the server. */
  readonly maskField: FieldDescriptor | undefined;
  /** The fields that path and body hold: a query does not set them, nor fields in them. */
  readonly bound: readonly (readonly FieldDescriptor[])[];
}

/**
 * Returns the bindings of an HttpRule: its own, and the additional ones.
 *
 * @throws GatewayError REST_RULE_INVALID or REST_TEMPLATE_INVALID
 */
export function bindingsOf(method: MethodDescriptor, rule: HttpRule): Binding[] {
  const bindings = [bind(method, rule)];
  for (const additional of rule.additionalBindings) {
    if (additional.additionalBindings.length > 0) {
      throw invalid(method, "an additional binding must not have additional_bindings itself");
    }
    bindings.push(bind(method, additional));
  }
  return bindings;
}

/** Returns the binding of a method without a rule: POST with its path in gRPC. */
export function defaultBinding(method: MethodDescriptor): Binding {
  return {
    method,
    httpMethod: "POST",
    template: parseTemplate(method.path),
    variables: [],
    body: "*",
    responseBody: undefined,
    maskField: undefined,
    bound: [],
  };
}

function bind(method: MethodDescriptor, rule: HttpRule): Binding {
  const { httpMethod, path } = patternOf(method, rule);
  const template = parseTemplate(path, method.fullName);
  const variables = template.variables.map((variable) => ({
    variable,
    path: variablePath(method, template, variable),
  }));
  const names = variables.map(({ variable }) => variable.fieldPath.join("."));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw invalid(method, `${template.text} has the variable ${twice} twice; remove one`);
  }
  const body = bodyOf(method, rule.body, httpMethod);
  const bound = variables.map((one) => one.path);
  if (body !== undefined && body !== "*") bound.push([body]);
  return {
    method,
    httpMethod,
    template,
    variables,
    body,
    responseBody: topField(method, method.output, "response_body", rule.responseBody),
    maskField: maskFieldOf(method, httpMethod, body),
    bound,
  };
}

function patternOf(
  method: MethodDescriptor,
  { pattern }: HttpRule,
): { readonly httpMethod: string; readonly path: string } {
  switch (pattern.case) {
    case undefined:
      throw invalid(method, "expected one of get, put, post, delete, patch, or custom");
    case "custom": {
      const { kind, path } = pattern.value;
      if (!/^(?:\*|[A-Za-z]+)$/.test(kind)) {
        throw invalid(
          method,
          `expected an HTTP method or "*" as kind, got ${JSON.stringify(kind)}`,
        );
      }
      return { httpMethod: kind.toUpperCase(), path };
    }
    default:
      return { httpMethod: pattern.case.toUpperCase(), path: pattern.value };
  }
}

function variablePath(
  method: MethodDescriptor,
  template: PathTemplate,
  { fieldPath }: TemplateVariable,
): readonly FieldDescriptor[] {
  const name = fieldPath.join(".");
  const path = resolvePath(method.input, fieldPath);
  const field = path?.at(-1);
  if (path === undefined || field === undefined) {
    throw invalid(
      method,
      `${template.text} has the variable ${name}, but ${method.input.typeName} has no such field`,
    );
  }
  if (field.repeated || field.map !== undefined) {
    throw invalid(method, `${name} is repeated; a path variable must be a single value`);
  }
  if (!isTextField(field)) {
    throw invalid(
      method,
      `${name} is a message; a path variable must be a scalar, an enum, a wrapper, a Timestamp, a Duration, or a FieldMask`,
    );
  }
  return path;
}

function bodyOf(
  method: MethodDescriptor,
  name: string,
  httpMethod: string,
): "*" | FieldDescriptor | undefined {
  if (name !== "" && (httpMethod === "GET" || httpMethod === "HEAD")) {
    throw invalid(method, `${httpMethod} requests have no body; leave out body: "${name}"`);
  }
  return name === "*" ? "*" : topField(method, method.input, "body", name);
}

function topField(
  method: MethodDescriptor,
  type: MessageDescriptor,
  option: string,
  name: string,
): FieldDescriptor | undefined {
  if (name === "") return undefined;
  const field = type.fieldByName(name);
  if (field !== undefined) return field;
  throw invalid(
    method,
    `${option} is ${JSON.stringify(name)}, but ${type.typeName} has no field of this name`,
  );
}

/** By grpc-gateway's rule: a PATCH of one field, beside which the request has exactly one FieldMask. */
function maskFieldOf(
  method: MethodDescriptor,
  httpMethod: string,
  body: "*" | FieldDescriptor | undefined,
): FieldDescriptor | undefined {
  if (httpMethod !== "PATCH" || body === undefined || body === "*") return undefined;
  if (body.message === undefined || body.repeated || body.map !== undefined) return undefined;
  const masks = method.input.fields.filter(
    ({ message, repeated }) => message?.typeName === "google.protobuf.FieldMask" && !repeated,
  );
  return masks.length === 1 && masks[0]?.oneof === undefined ? masks[0] : undefined;
}

function invalid(method: MethodDescriptor, problem: string): GatewayError {
  return new GatewayError(
    "REST_RULE_INVALID",
    `invalid google.api.http of ${method.fullName}: ${problem}`,
  );
}
