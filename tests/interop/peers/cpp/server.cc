// An interop server on gRPC C++, with the official flags.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "flags.h"
#include "grpc/testing/test.grpc.pb.h"

namespace {

using grpc::ServerContext;
using grpc::Status;
using grpc::WriteOptions;
using grpc::testing::Empty;
using grpc::testing::SimpleRequest;
using grpc::testing::SimpleResponse;
using grpc::testing::StreamingInputCallRequest;
using grpc::testing::StreamingInputCallResponse;
using grpc::testing::StreamingOutputCallRequest;
using grpc::testing::StreamingOutputCallResponse;

constexpr int kMaxReceiveBytes = 16 * 1024 * 1024;
constexpr char kInitialName[] = "x-grpc-test-echo-initial";
constexpr char kTrailingName[] = "x-grpc-test-echo-trailing-bin";

void EchoMetadata(ServerContext* context) {
  for (const auto& [name, value] : context->client_metadata()) {
    const std::string text(value.data(), value.size());
    if (name == kInitialName) context->AddInitialMetadata(kInitialName, text);
    if (name == kTrailingName) context->AddTrailingMetadata(kTrailingName, text);
  }
}

template <typename Request>
Status StatusOf(const Request& request) {
  const auto& status = request.response_status();
  return Status(static_cast<grpc::StatusCode>(status.code()), status.message());
}

// Writes a response for each of the request's parameters; false when the call has ended meanwhile.
template <typename Stream>
bool WriteResponses(const StreamingOutputCallRequest& request, Stream* stream) {
  for (const auto& parameters : request.response_parameters()) {
    if (parameters.interval_us() > 0) {
      std::this_thread::sleep_for(std::chrono::microseconds(parameters.interval_us()));
    }
    StreamingOutputCallResponse response;
    response.mutable_payload()->set_type(request.response_type());
    response.mutable_payload()->set_body(std::string(parameters.size(), '\0'));
    WriteOptions options;
    if (!parameters.compressed().value()) options.set_no_compression();
    if (!stream->Write(response, options)) return false;
  }
  return true;
}

bool WantsCompression(const StreamingOutputCallRequest& request) {
  for (const auto& parameters : request.response_parameters()) {
    if (parameters.compressed().value()) return true;
  }
  return false;
}

class TestService final : public grpc::testing::TestService::Service {
  Status EmptyCall(ServerContext*, const Empty*, Empty*) override { return Status::OK; }

  Status UnaryCall(ServerContext* context, const SimpleRequest* request,
                   SimpleResponse* response) override {
    EchoMetadata(context);
    if (request->response_compressed().value()) {
      context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    }
    if (request->response_size() > 0) {
      response->mutable_payload()->set_type(request->response_type());
      response->mutable_payload()->set_body(std::string(request->response_size(), '\0'));
    }
    if (request->fill_server_id()) response->set_server_id("cpp-" + std::to_string(getpid()));
    return StatusOf(*request);
  }

  Status StreamingOutputCall(ServerContext* context, const StreamingOutputCallRequest* request,
                             grpc::ServerWriter<StreamingOutputCallResponse>* writer) override {
    if (WantsCompression(*request)) context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
    WriteResponses(*request, writer);
    return Status::OK;
  }

  Status StreamingInputCall(ServerContext*, grpc::ServerReader<StreamingInputCallRequest>* reader,
                            StreamingInputCallResponse* response) override {
    StreamingInputCallRequest request;
    size_t size = 0;
    while (reader->Read(&request)) size += request.payload().body().size();
    response->set_aggregated_payload_size(static_cast<int>(size));
    return Status::OK;
  }

  Status FullDuplexCall(ServerContext* context,
                        grpc::ServerReaderWriter<StreamingOutputCallResponse,
                                                 StreamingOutputCallRequest>* stream) override {
    EchoMetadata(context);
    StreamingOutputCallRequest request;
    while (stream->Read(&request)) {
      const Status status = StatusOf(request);
      if (!status.ok()) return status;
      if (!WriteResponses(request, stream)) break;
    }
    return Status::OK;
  }

  Status HalfDuplexCall(ServerContext*,
                        grpc::ServerReaderWriter<StreamingOutputCallResponse,
                                                 StreamingOutputCallRequest>* stream) override {
    std::vector<StreamingOutputCallRequest> requests;
    StreamingOutputCallRequest request;
    while (stream->Read(&request)) requests.push_back(request);
    for (const auto& each : requests) {
      if (!WriteResponses(each, stream)) break;
    }
    return Status::OK;
  }
};

std::shared_ptr<grpc::ServerCredentials> CredentialsOf(const Flags& flags) {
  if (!flags.IsSet("use_tls")) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions options;
  options.pem_key_cert_pairs.push_back({flags.File("tls_key_file"), flags.File("tls_cert_file")});
  return grpc::SslServerCredentials(options);
}

}  // namespace

int main(int count, char** arguments) {
  const Flags flags(count, arguments);
  // Blocked before any thread begins, for sigwait below.
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);

  TestService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  builder.AddListeningPort("127.0.0.1:" + flags.Text("port", "0"), CredentialsOf(flags), &port);
  builder.RegisterService(&service);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    std::cerr << "the server did not start" << std::endl;
    return 1;
  }
  std::cout << "interop server listening on 127.0.0.1:" << port << std::endl;
  int signal = 0;
  sigwait(&ending, &signal);
  server->Shutdown(std::chrono::system_clock::now());
  return 0;
}
