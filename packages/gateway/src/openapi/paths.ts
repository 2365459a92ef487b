import type { FieldDescriptor } from "@tramline/protobuf";
import type { Binding, BoundVariable } from "../rule/binding.ts";
import type { Parameter, Schema } from "./document.ts";
import { withoutNull } from "./query-parameters.ts";
import type { SchemaSet } from "./schemas.ts";

/** A path as OpenAPI has it: each parameter is one segment. */
export interface OpenApiPath {
  readonly path: string;
  readonly parameters: readonly Parameter[];
}

/**
 * Writes path templates as OpenAPI has them. A variable of several segments becomes a parameter for each
 * `*` in it, named after the literal ahead. Paths that differ in the names of parameters alone share those
 * of the first one, because OpenAPI takes them for the same.
 */
export class PathWriter {
  private readonly schemas: SchemaSet;
  private readonly namesByShape: Map<string, readonly string[]>;

  constructor(schemas: SchemaSet) {
    this.schemas = schemas;
    this.namesByShape = new Map();
  }

  /** Returns the path of a binding, and its parameters. */
  write({ template, variables }: Binding): OpenApiPath {
    const holes = template.segments.flatMap((segment, index) =>
      segment.kind === "literal" ? [] : [holeAt(variables, index)],
    );
    const verb = template.verb === "" ? "" : `:${template.verb}`;
    const shape = `${template.segments.map((one) => (one.kind === "literal" ? one.text : "{}")).join("/")}${verb}`;
    const names =
      this.namesByShape.get(shape) ??
      uniqueNames(holes.map((hole) => hole.name(template.segments)));
    this.namesByShape.set(shape, names);
    let next = 0;
    const parameters: Parameter[] = [];
    const segments = template.segments.map((segment) => {
      if (segment.kind === "literal") return segment.text;
      const hole = holes[next] as Hole;
      const name = names[next] as string;
      next += 1;
      parameters.push(this.parameter(name, hole, segment.kind === "rest"));
      return `{${name}}`;
    });
    return { path: `/${segments.join("/")}${verb}`, parameters };
  }

  private parameter(name: string, { variable }: Hole, isRest: boolean): Parameter {
    const field = variable?.path.at(-1);
    const isWhole = variable !== undefined && !variable.variable.isMulti;
    const schema: Schema =
      field !== undefined && isWhole ? withoutNull(this.schemas.value(field)) : { type: "string" };
    const comment = field && this.schemas.settings.comments.textOf(field);
    const lines = [
      field !== undefined && !isWhole ? `A part of ${pathOf(variable as BoundVariable)}.` : "",
      comment ?? "",
      isRest ? "It may have several segments, whose slashes are sent as they are." : "",
    ];
    const description = lines.filter((line) => line !== "").join(" ");
    return {
      name,
      in: "path",
      required: true,
      ...(description !== "" && { description }),
      schema,
    };
  }
}

/** A segment that a request fills in. */
interface Hole {
  readonly variable: BoundVariable | undefined;
  name(segments: Binding["template"]["segments"]): string;
}

function holeAt(variables: readonly BoundVariable[], index: number): Hole {
  const variable = variables.find((one) => one.variable.start <= index && index < one.variable.end);
  return {
    variable,
    name(segments) {
      if (variable === undefined) return "any";
      if (!variable.variable.isMulti) return pathOf(variable);
      const before = index > variable.variable.start ? segments[index - 1] : undefined;
      return before?.kind === "literal" ? `${before.text}Id` : pathOf(variable);
    },
  };
}

function pathOf({ path }: BoundVariable): string {
  return path.map((field: FieldDescriptor) => field.name).join(".");
}

function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((wanted) => {
    const safe = wanted.replaceAll(/[{}/?#]/g, "_");
    let name = safe;
    for (let i = 2; taken.has(name); i++) name = `${safe}${i}`;
    taken.add(name);
    return name;
  });
}
