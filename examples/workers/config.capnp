# The Worker in workerd: HTTP on port 8080, and native gRPC on port 50051.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "main", worker = .worker),
    # Where the Worker may connect to; the greeter of PEER is on this machine.
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [
    (name = "http", address = "127.0.0.1:8080", http = (), service = "main"),
    (name = "tcp", address = "127.0.0.1:50051", tcp = (), service = "main"),
  ],
);

const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "dist/worker.js")],
  bindings = [(name = "PEER", fromEnvironment = "PEER")],
  compatibilityDate = "2026-11-01",
);
