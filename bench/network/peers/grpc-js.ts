/** grpc-js's server, for the rows of idle connections and streams. Messages stay bytes. */
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";

const bytes = (value: Buffer) => value;
const method = (name: string, responseStream: boolean) => ({
  path: `/network.TransferService/${name}`,
  requestStream: false,
  responseStream,
  requestSerialize: bytes,
  requestDeserialize: bytes,
  responseSerialize: bytes,
  responseDeserialize: bytes,
});
const server = new Server({ "grpc.max_concurrent_streams": 100 });
server.addService(
  { Echo: method("Echo", false), Wait: method("Wait", true) },
  {
    Echo(call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) {
      callback(null, call.request);
    },
    Wait() {},
  },
);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  console.log(JSON.stringify({ port }));
});
