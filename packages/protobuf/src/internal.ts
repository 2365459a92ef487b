// For the packages of this workspace alone: what several of them need, and users do not. It may change with
// every release; all packages carry one version.

export { editDistance } from "./edit-distance.ts";
export { given } from "./given.ts";
export { parseBase64, printBase64 } from "./json/base64.ts";
export { base64Alphabet, base64Length, putBase64 } from "./json/base64-put.ts";
export { jsonTypeOf } from "./json/codegen/json-type-of.ts";
export { fieldFromJson, fieldToJson } from "./json/field-json.ts";
export { parseJsonText, refuseDuplicateNames } from "./json/json-text.ts";
export { didYouMean, similarName } from "./similar-name.ts";
