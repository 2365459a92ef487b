// connect-node on node:http. protobuf-es works by descriptors, whether they are generated or read.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { create, createFileRegistry, type DescService, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { compileSync } from "@tramline/compiler";
import { FileDescriptorProto } from "@tramline/protobuf/wkt";
import { listen } from "./serve.ts";

function orderService(): DescService {
  const name = "edgebench/v1/orders.proto";
  const source = readFileSync(new URL(`../../proto/${name}`, import.meta.url), "utf8");
  const { files } = compileSync({
    files: [name],
    resolve: (wanted) => (wanted === name ? source : undefined),
  });
  const file = files.map((one) =>
    fromBinary(FileDescriptorProtoSchema, FileDescriptorProto.encode(one)),
  );
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file }));
  const service = registry.getService("edgebench.v1.OrderService");
  if (service === undefined) throw new Error("the contract lacks its service");
  return service;
}

const routes = (router: ConnectRouter): void => {
  router.service(orderService(), { placeOrder: (order: unknown) => order } as never);
};
listen(createServer(connectNodeAdapter({ routes })));
