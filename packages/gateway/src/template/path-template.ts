import { GatewayError } from "../gateway-error.ts";

/** One segment of a path: a literal text, any one segment (`*`), or all that follow (`**`). */
export type TemplateSegment =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "any" }
  | { readonly kind: "rest" };

/** A part of the path that is the value of a field. */
export interface TemplateVariable {
  /** The field's path, such as `book.name`. */
  readonly fieldPath: readonly string[];
  /** Its first segment. */
  readonly start: number;
  /** The segment behind its last one. */
  readonly end: number;
  /** Whether its value may have several segments, whose `%2F` are not decoded. */
  readonly isMulti: boolean;
}

/** The path of an HttpRule. */
export interface PathTemplate {
  /** As it is in the contract. */
  readonly text: string;
  /** The segments, in order. */
  readonly segments: readonly TemplateSegment[];
  /** The variables, in order. */
  readonly variables: readonly TemplateVariable[];
  /** The text behind the last segment's colon; empty for none. */
  readonly verb: string;
}

/** Characters of a literal segment, by RFC 3986 (pchar), without `%`. */
const PLAIN = /[A-Za-z0-9\-._~!$&'()*+,;=:@]/;
const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Parses the path template of an HttpRule, by the grammar in google/api/http.proto.
 *
 * @param owner the full name of its method, for errors
 * @throws GatewayError REST_TEMPLATE_INVALID with the place of the mistake
 */
export function parseTemplate(text: string, owner?: string): PathTemplate {
  return new TemplateParser(text, owner).parse();
}

class TemplateParser {
  private readonly text: string;
  private readonly owner: string | undefined;
  private at: number;
  private readonly segments: TemplateSegment[];
  private readonly variables: TemplateVariable[];

  constructor(text: string, owner: string | undefined) {
    this.text = text;
    this.owner = owner;
    this.at = 0;
    this.segments = [];
    this.variables = [];
  }

  parse(): PathTemplate {
    const { text, segments, variables } = this;
    this.expect("/");
    let verb = "";
    if (this.at < text.length) {
      this.readSegments(false);
      if (this.peek() === ":") {
        this.at += 1;
        verb = this.readLiteral(true);
      }
    }
    if (this.at < text.length) throw this.invalid('"/", ":", or the end');
    const rest = segments.findIndex(({ kind }) => kind === "rest");
    if (rest >= 0 && rest < segments.length - 1) {
      throw this.failure("`**` must be the last segment");
    }
    return { text, segments, variables, verb };
  }

  /** Segments with slashes between them, up to what cannot belong to them. */
  private readSegments(isInVariable: boolean): void {
    for (;;) {
      this.readSegment(isInVariable);
      if (this.peek() !== "/") return;
      this.at += 1;
    }
  }

  private readSegment(isInVariable: boolean): void {
    const { segments, text } = this;
    if (text.startsWith("**", this.at) && this.endsSegment(this.at + 2)) {
      this.at += 2;
      segments.push({ kind: "rest" });
    } else if (this.peek() === "*" && this.endsSegment(this.at + 1)) {
      this.at += 1;
      segments.push({ kind: "any" });
    } else if (this.peek() === "{") {
      if (isInVariable) throw this.failure("a variable must not contain another");
      this.readVariable();
    } else {
      segments.push({ kind: "literal", text: this.readLiteral(false) });
    }
  }

  private readVariable(): void {
    this.at += 1;
    const { segments } = this;
    const fieldPath = [this.readIdentifier()];
    while (this.peek() === ".") {
      this.at += 1;
      fieldPath.push(this.readIdentifier());
    }
    const start = segments.length;
    if (this.peek() === "=") {
      this.at += 1;
      this.readSegments(true);
    } else {
      segments.push({ kind: "any" });
    }
    this.expect("}");
    if (!this.endsSegment(this.at)) throw this.invalid('"/", ":", or the end');
    const end = segments.length;
    const isMulti = end - start !== 1 || segments[start]?.kind !== "any";
    this.variables.push({ fieldPath, start, end, isMulti });
  }

  private readIdentifier(): string {
    let end = this.at;
    while (/[A-Za-z0-9_]/.test(this.text[end] ?? "")) end += 1;
    const name = this.text.slice(this.at, end);
    if (!IDENTIFIER.test(name)) throw this.invalid("the name of a field");
    this.at = end;
    return name;
  }

  /** @param isVerb a verb may have colons, and a segment has none but before the verb */
  private readLiteral(isVerb: boolean): string {
    const { text } = this;
    const begin = this.at;
    let at = begin;
    for (; at < text.length; at++) {
      const char = text[at] ?? "";
      if (char === "%") {
        if (!/^[0-9A-Fa-f]{2}$/.test(text.slice(at + 1, at + 3))) {
          this.at = at;
          throw this.invalid("two hexadecimal digits behind `%`");
        }
        at += 2;
      } else if (!PLAIN.test(char) || (char === ":" && !isVerb && this.isVerbAt(at))) {
        break;
      }
    }
    this.at = at;
    if (at === begin) throw this.invalid("a literal, `*`, `**`, or a variable");
    return text.slice(begin, at);
  }

  /** Whether the colon here is the last one of the last segment. */
  private isVerbAt(at: number): boolean {
    const following = this.text.slice(at + 1);
    return !/[/:{}]/.test(following);
  }

  private endsSegment(at: number): boolean {
    const char = this.text[at];
    return char === undefined || char === "/" || char === ":" || char === "}";
  }

  private peek(): string | undefined {
    return this.text[this.at];
  }

  private expect(char: string): void {
    if (this.peek() !== char) throw this.invalid(JSON.stringify(char));
    this.at += 1;
  }

  private invalid(expected: string): GatewayError {
    const char = this.text[this.at];
    const got = char === undefined ? "the end" : JSON.stringify(char);
    return this.failure(`expected ${expected} at index ${this.at}, got ${got}`);
  }

  private failure(problem: string): GatewayError {
    const of = this.owner === undefined ? "" : ` of ${this.owner}`;
    return new GatewayError(
      "REST_TEMPLATE_INVALID",
      `invalid path template ${JSON.stringify(this.text)}${of}: ${problem}`,
    );
  }
}
