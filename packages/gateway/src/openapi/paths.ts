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

  /**
   * Returns the path of a binding, and its parameters.
   *
   * @param restSegments how many segments `**` is shown with, from 1 on
   */
  write(binding: Binding, restSegments = 1): OpenApiPath {
    const { verb: verbName } = binding.template;
    const places = placesOf(binding, restSegments);
    const verb = verbName === "" ? "" : `:${verbName}`;
    const shape = `${places.map(({ text }) => text ?? "{}").join("/")}${verb}`;
    const holes = places.flatMap(({ hole }) => hole ?? []);
    const names = this.namesByShape.get(shape) ?? uniqueNames(holes.map(({ name }) => name));
    this.namesByShape.set(shape, names);
    const parameters = holes.map((hole, index) => this.parameter(names[index] as string, hole));
    let next = 0;
    const segments = places.map(({ text }) => text ?? `{${names[next++]}}`);
    return { path: `/${segments.join("/")}${verb}`, parameters };
  }

  private parameter(name: string, { variable, isPart, isRest }: Hole): Parameter {
    const field = variable?.path.at(-1);
    const isWhole = variable !== undefined && !variable.variable.isMulti && !isPart;
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
  /** The name that it has unless others in the path have it. */
  readonly name: string;
  readonly variable: BoundVariable | undefined;
  /** It is one of several that stand for `**`. */
  readonly isPart: boolean;
  /** It may have several segments. */
  readonly isRest: boolean;
}

/** A segment: its text, or what a request fills in. */
interface Place {
  readonly text?: string;
  readonly hole?: Hole;
}

function placesOf({ template, variables }: Binding, restSegments: number): Place[] {
  return template.segments.flatMap((segment, index): Place[] => {
    if (segment.kind === "literal") return [{ text: segment.text }];
    const variable = variables.find(
      (one) => one.variable.start <= index && index < one.variable.end,
    );
    const name = nameAt(variable, template.segments, index);
    if (segment.kind !== "rest")
      return [{ hole: { name, variable, isPart: false, isRest: false } }];
    return Array.from({ length: restSegments }, (_, part) => ({
      hole: { name, variable, isPart: restSegments > 1, isRest: part === restSegments - 1 },
    }));
  });
}

function nameAt(
  variable: BoundVariable | undefined,
  segments: Binding["template"]["segments"],
  index: number,
): string {
  if (variable === undefined) return "any";
  if (!variable.variable.isMulti) return pathOf(variable);
  const before = index > variable.variable.start ? segments[index - 1] : undefined;
  return before?.kind === "literal" ? `${before.text}Id` : pathOf(variable);
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
