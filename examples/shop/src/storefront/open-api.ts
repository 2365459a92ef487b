// The OpenAPI document of the shop: with the comments of its contract, and a page that shows it.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { compileSync } from "@tramline/compiler";
import { GatewayError, type ServedDocument } from "@tramline/gateway";
import { redocViewer } from "@tramline/gateway/redoc";
import { createFileRegistry, type Registry } from "@tramline/protobuf";

const protoFolder = fileURLToPath(new URL("../../proto", import.meta.url));

/** Returns the settings of the document. The page is there if Redoc is installed: see README.md. */
export function openApiSettings(): ServedDocument {
  return {
    title: "The shop",
    version: "1.0.0",
    description: "The catalogue, orders, and payments of a small shop.",
    comments: readComments(),
    reference: findViewer(),
  };
}

/** Reads the contract again: generated code has no comments. */
function readComments(): Registry {
  const { files } = compileSync({
    files: ["shop/storefront/v1/storefront.proto"],
    resolve(name) {
      const file = path.join(protoFolder, name);
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    },
  });
  return createFileRegistry(files);
}

function findViewer(): ServedDocument["reference"] {
  try {
    return redocViewer(process.env["REDOC_FOLDER"]);
  } catch (error) {
    if (error instanceof GatewayError && error.code === "REST_VIEWER_MISSING") return undefined;
    throw error;
  }
}
