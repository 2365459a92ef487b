export { type CompileResult, compile, compileSync } from "./compile.ts";
export type { CompileOptions } from "./compile-options.ts";
export {
  type CompileSetOptions,
  type CompileSetResult,
  compileSet,
  compileSetSync,
} from "./compile-set.ts";
export { DIAGNOSTIC_CODES, type DiagnosticCode } from "./diagnostic/codes.ts";
export type { Diagnostic, Severity } from "./diagnostic/diagnostic.ts";
export { type RenderOptions, renderDiagnostic } from "./diagnostic/render.ts";
export { bundledPaths, bundledSource } from "./source/bundled-sources.ts";
export {
  memoryResolver,
  type SourceResolver,
  type SyncSourceResolver,
} from "./source/source-resolver.ts";
export {
  type GeneratedSource,
  generateTypeScript,
} from "./typescript/generate-typescript.ts";
export { type GenerateTypeScriptOptions, hasRuntimeModule } from "./typescript/options.ts";
