// The versions that are measured; package.json and peers/go/go.mod pin them.

/** By the names of implementations. */
export const VERSIONS: Readonly<Record<string, string>> = {
  tramline: "0.1.0",
  "tramline, all protocols": "0.1.0",
  "tramline, gRPC alone": "0.1.0",
  "tram proxy": "0.1.0",
  "connect-node": "2.2.0",
  fastify: "5.12.8",
  "connect-go": "1.21.0",
  "grpc-gateway": "2.33.0",
  envoy: "1.40.0",
};
