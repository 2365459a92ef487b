// `@tramline/web/tanstack`: options for TanStack Query.
export {
  createQueries,
  type InfiniteQueryOptions,
  type MethodQueries,
  type MutationOptions,
  type Queries,
  type QueryCallOptions,
  type QueryContext,
  type QueryKey,
  type QueryOptions,
  type ServerStreamQueries,
  type StreamContext,
  type StreamedQueryLimits,
  type UnaryQueries,
} from "./tanstack/queries.ts";
