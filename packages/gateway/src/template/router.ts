import { GatewayError } from "../gateway-error.ts";
import type { PathTemplate } from "./path-template.ts";
import { decodePercent } from "./percent.ts";

/** A route: a path for an HTTP method, and what serves it. */
export interface Route<T> {
  /** The HTTP method; `*` for any. */
  readonly httpMethod: string;
  readonly template: PathTemplate;
  readonly target: T;
}

/** A route that a request has, with the segments of its path. */
export interface RouteMatch<T> {
  readonly route: Route<T>;
  /** As sent; the verb has been taken off the last one. */
  readonly segments: readonly string[];
}

/** The routes that end at a place, by verb and HTTP method. */
type Ends<T> = Map<string, Map<string, Route<T>>>;

class Place<T> {
  readonly literals: Map<string, Place<T>>;
  any: Place<T> | undefined;
  readonly ends: Ends<T>;
  /** Routes that end with `**` here. */
  readonly rests: Ends<T>;

  constructor() {
    this.literals = new Map();
    this.any = undefined;
    this.ends = new Map();
    this.rests = new Map();
  }
}

/**
 * Finds the route of a request. If several match, the most specific one is used, regardless of their order:
 * from left to right a literal is preferred to `*`, and `*` to `**`; a route with a verb to one without.
 */
export class Router<T> {
  private readonly top: Place<T>;
  private readonly verbs: Set<string>;
  /** Characters of the longest verb: colons before it are not looked at, of which a path may have thousands. */
  private longestVerb: number;
  private readonly methods: Set<string>;

  constructor() {
    this.top = new Place();
    this.verbs = new Set();
    this.longestVerb = 0;
    this.methods = new Set();
  }

  /** The HTTP methods of all routes. */
  get httpMethods(): readonly string[] {
    return [...this.methods];
  }

  /**
   * Adds a route.
   *
   * @param describe names the target, for errors
   * @throws GatewayError REST_ROUTE_CONFLICT when another one takes the same requests
   */
  add(route: Route<T>, describe: (target: T) => string): void {
    const { template, httpMethod } = route;
    let place = this.top;
    let isRest = false;
    for (const segment of template.segments) {
      if (segment.kind === "rest") isRest = true;
      else place = segment.kind === "any" ? anyOf(place) : literalOf(place, segment.text);
    }
    const ends = isRest ? place.rests : place.ends;
    let byMethod = ends.get(template.verb);
    if (byMethod === undefined) {
      byMethod = new Map();
      ends.set(template.verb, byMethod);
    }
    const other = byMethod.get(httpMethod);
    if (other !== undefined) {
      throw new GatewayError(
        "REST_ROUTE_CONFLICT",
        `${describe(route.target)} and ${describe(other.target)} have the same route ` +
          `${httpMethod} ${template.text}; change the path of one of them`,
      );
    }
    byMethod.set(httpMethod, route);
    if (httpMethod !== "*") this.methods.add(httpMethod);
    if (template.verb === "") return;
    this.verbs.add(template.verb);
    this.longestVerb = Math.max(this.longestVerb, template.verb.length);
  }

  /**
   * Finds the route of a request.
   *
   * @param path without the query
   */
  find(httpMethod: string, path: string): RouteMatch<T> | undefined {
    return this.search(path, (byMethod) => byMethod.get(httpMethod) ?? byMethod.get("*"));
  }

  /** Returns the HTTP methods that a path has routes for, sorted. */
  methodsOf(path: string): string[] {
    const methods = new Set<string>();
    this.search(path, (byMethod) => {
      for (const method of byMethod.keys()) methods.add(method);
      return undefined;
    });
    return [...methods].sort();
  }

  private search(
    path: string,
    choose: (byMethod: ReadonlyMap<string, Route<T>>) => Route<T> | undefined,
  ): RouteMatch<T> | undefined {
    if (!path.startsWith("/")) return undefined;
    const segments = path === "/" ? [] : path.slice(1).split("/");
    const last = segments.at(-1) ?? "";
    const first = last.length - 1 - this.longestVerb;
    for (let colon = last.indexOf(":", first); colon >= 0; colon = last.indexOf(":", colon + 1)) {
      const verb = last.slice(colon + 1);
      if (colon === 0 || !this.verbs.has(verb)) continue;
      const withoutVerb = [...segments.slice(0, -1), last.slice(0, colon)];
      const route = descend(this.top, withoutVerb, 0, verb, choose);
      if (route !== undefined) return { route, segments: withoutVerb };
    }
    const route = descend(this.top, segments, 0, "", choose);
    return route === undefined ? undefined : { route, segments };
  }
}

function descend<T>(
  place: Place<T>,
  segments: readonly string[],
  depth: number,
  verb: string,
  choose: (byMethod: ReadonlyMap<string, Route<T>>) => Route<T> | undefined,
): Route<T> | undefined {
  const segment = segments[depth];
  let found: Route<T> | undefined;
  if (segment === undefined) {
    const byMethod = place.ends.get(verb);
    if (byMethod !== undefined) found = choose(byMethod);
  } else {
    const literal =
      place.literals.get(segment) ??
      (segment.includes("%") ? place.literals.get(decodePercent(segment) ?? segment) : undefined);
    if (literal !== undefined) found = descend(literal, segments, depth + 1, verb, choose);
    if (found === undefined && place.any !== undefined && segment !== "") {
      found = descend(place.any, segments, depth + 1, verb, choose);
    }
  }
  if (found !== undefined) return found;
  const rests = place.rests.get(verb);
  return rests === undefined ? undefined : choose(rests);
}

function anyOf<T>(place: Place<T>): Place<T> {
  place.any ??= new Place();
  return place.any;
}

function literalOf<T>(place: Place<T>, text: string): Place<T> {
  const key = decodePercent(text) ?? text;
  let next = place.literals.get(key);
  if (next === undefined) {
    next = new Place();
    place.literals.set(key, next);
  }
  return next;
}
