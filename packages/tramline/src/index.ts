export { deflate, gzip } from "./compression/zlib.ts";
