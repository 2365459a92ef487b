#include "cases.h"

#include <chrono>
#include <set>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "grpc/testing/test.grpc.pb.h"

namespace {

using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;
using grpc::testing::Empty;
using grpc::testing::SimpleRequest;
using grpc::testing::SimpleResponse;
using grpc::testing::StreamingInputCallRequest;
using grpc::testing::StreamingInputCallResponse;
using grpc::testing::StreamingOutputCallRequest;
using grpc::testing::StreamingOutputCallResponse;
using grpc::testing::TestService;
using grpc::testing::UnimplementedService;
using Clock = std::chrono::steady_clock;
using Stub = std::unique_ptr<TestService::Stub>;

constexpr int kLargeRequest = 271828;
constexpr int kLargeResponse = 314159;
const std::vector<int> kRequestSizes = {27182, 8, 1828, 45904};
const std::vector<int> kResponseSizes = {31415, 9, 2653, 58979};

void Check(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

template <typename T>
void Equal(const T& actual, const T& expected, const std::string& what) {
  std::ostringstream message;
  message << what << ": got " << actual << " instead of " << expected;
  Check(actual == expected, message.str());
}

void EndsWith(const Status& status, StatusCode code) {
  Check(status.error_code() == code, "the call ended with " + std::to_string(status.error_code()) +
                                         " instead of " + std::to_string(code) + ": " +
                                         status.error_message());
}

void EndsWith(const Status& status, StatusCode code, const std::string& message) {
  EndsWith(status, code);
  Equal(status.error_message(), message, "the status message");
}

Stub Open(const CaseContext& context) { return TestService::NewStub(context.connect()); }

SimpleRequest LargeRequest() {
  SimpleRequest request;
  request.set_response_size(kLargeResponse);
  request.mutable_payload()->set_body(std::string(kLargeRequest, '\0'));
  return request;
}

StreamingOutputCallRequest OutputRequest(int response_size, int request_size) {
  StreamingOutputCallRequest request;
  request.add_response_parameters()->set_size(response_size);
  request.mutable_payload()->set_body(std::string(request_size, '\0'));
  return request;
}

StreamingInputCallRequest InputRequest(int size) {
  StreamingInputCallRequest request;
  request.mutable_payload()->set_body(std::string(size, '\0'));
  return request;
}

template <typename Reader>
void ReadSize(Reader* reader, int size) {
  StreamingOutputCallResponse response;
  Check(reader->Read(&response), "the stream ended before its time");
  Equal(static_cast<int>(response.payload().body().size()), size, "the response's size");
}

template <typename Reader>
void ReadEnd(Reader* reader) {
  StreamingOutputCallResponse response;
  Check(!reader->Read(&response), "a response too many");
  EndsWith(reader->Finish(), StatusCode::OK);
}

void CallLarge(const Stub& stub, ClientContext* call, const SimpleRequest& request) {
  SimpleResponse response;
  EndsWith(stub->UnaryCall(call, request, &response), StatusCode::OK);
  Check(response.payload().body() == std::string(request.response_size(), '\0'),
        "the response is not the zeros that were asked for");
}

void EmptyUnary(const CaseContext& context) {
  ClientContext call;
  Empty response;
  EndsWith(Open(context)->EmptyCall(&call, Empty(), &response), StatusCode::OK);
  Equal(response.ByteSizeLong(), size_t{0}, "the response's size");
}

void LargeUnary(const CaseContext& context) {
  ClientContext call;
  CallLarge(Open(context), &call, LargeRequest());
}

void VeryLargeRequest(const CaseContext& context) {
  ClientContext call;
  SimpleRequest request;
  request.set_response_size(10);
  request.mutable_payload()->set_body(std::string(10 * 1024 * 1024, '\0'));
  CallLarge(Open(context), &call, request);
}

void PickFirstUnary(const CaseContext& context) {
  const Stub stub = Open(context);
  std::set<std::string> ids;
  SimpleRequest request;
  request.set_response_size(1);
  request.set_fill_server_id(true);
  for (int count = 0; count < 100; count++) {
    ClientContext call;
    SimpleResponse response;
    EndsWith(stub->UnaryCall(&call, request, &response), StatusCode::OK);
    Check(!response.server_id().empty(), "the server did not fill server_id");
    ids.insert(response.server_id());
  }
  Equal(ids.size(), size_t{1}, "the servers that responded");
}

void ClientStreaming(const CaseContext& context) {
  ClientContext call;
  StreamingInputCallResponse response;
  const Stub stub = Open(context);
  const auto writer = stub->StreamingInputCall(&call, &response);
  for (const int size : kRequestSizes) Check(writer->Write(InputRequest(size)), "a failed write");
  Check(writer->WritesDone(), "a failed end of the requests");
  EndsWith(writer->Finish(), StatusCode::OK);
  Equal(response.aggregated_payload_size(), 74922, "the sum");
}

void ServerStreaming(const CaseContext& context) {
  ClientContext call;
  StreamingOutputCallRequest request;
  for (const int size : kResponseSizes) request.add_response_parameters()->set_size(size);
  const Stub stub = Open(context);
  const auto reader = stub->StreamingOutputCall(&call, request);
  for (const int size : kResponseSizes) ReadSize(reader.get(), size);
  ReadEnd(reader.get());
}

void PingPong(const CaseContext& context) {
  ClientContext call;
  const Stub stub = Open(context);
  const auto stream = stub->FullDuplexCall(&call);
  for (size_t round = 0; round < kRequestSizes.size(); round++) {
    Check(stream->Write(OutputRequest(kResponseSizes[round], kRequestSizes[round])),
          "a failed write");
    ReadSize(stream.get(), kResponseSizes[round]);
  }
  stream->WritesDone();
  ReadEnd(stream.get());
}

void EmptyStream(const CaseContext& context) {
  ClientContext call;
  const Stub stub = Open(context);
  const auto stream = stub->FullDuplexCall(&call);
  stream->WritesDone();
  ReadEnd(stream.get());
}

void CancelAfterBegin(const CaseContext& context) {
  ClientContext call;
  StreamingInputCallResponse response;
  const Stub stub = Open(context);
  const auto writer = stub->StreamingInputCall(&call, &response);
  call.TryCancel();
  EndsWith(writer->Finish(), StatusCode::CANCELLED);
}

void CancelAfterFirstResponse(const CaseContext& context) {
  ClientContext call;
  const Stub stub = Open(context);
  const auto stream = stub->FullDuplexCall(&call);
  Check(stream->Write(OutputRequest(31415, 27182)), "a failed write");
  ReadSize(stream.get(), 31415);
  call.TryCancel();
  EndsWith(stream->Finish(), StatusCode::CANCELLED);
}

void TimeoutOnSleepingServer(const CaseContext& context) {
  ClientContext call;
  call.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(1));
  const Stub stub = Open(context);
  const auto stream = stub->FullDuplexCall(&call);
  StreamingOutputCallRequest request;
  request.mutable_payload()->set_body(std::string(27182, '\0'));
  stream->Write(request);
  EndsWith(stream->Finish(), StatusCode::DEADLINE_EXCEEDED);
}

void CustomMetadata(const CaseContext& context) {
  const std::string initial_name = "x-grpc-test-echo-initial";
  const std::string initial = "test_initial_metadata_value";
  const std::string trailing_name = "x-grpc-test-echo-trailing-bin";
  const std::string trailing = "\xab\xab\xab";
  const auto ask = [&](ClientContext* call) {
    call->AddMetadata(initial_name, initial);
    call->AddMetadata(trailing_name, trailing);
  };
  const auto check = [&](const ClientContext& call) {
    const auto& headers = call.GetServerInitialMetadata();
    const auto header = headers.find(initial_name);
    Check(header != headers.end() && header->second == initial, "no echo in the headers");
    const auto& trailers = call.GetServerTrailingMetadata();
    const auto trailer = trailers.find(trailing_name);
    Check(trailer != trailers.end() && trailer->second == trailing, "no echo in the trailers");
  };
  const Stub stub = Open(context);
  ClientContext unary;
  ask(&unary);
  CallLarge(stub, &unary, LargeRequest());
  check(unary);
  ClientContext streaming;
  ask(&streaming);
  const auto stream = stub->FullDuplexCall(&streaming);
  Check(stream->Write(OutputRequest(kLargeResponse, kLargeRequest)), "a failed write");
  stream->WritesDone();
  ReadSize(stream.get(), kLargeResponse);
  ReadEnd(stream.get());
  check(streaming);
}

void StatusOfUnary(const Stub& stub, const std::string& message) {
  ClientContext call;
  SimpleRequest request;
  request.mutable_response_status()->set_code(2);
  request.mutable_response_status()->set_message(message);
  SimpleResponse response;
  EndsWith(stub->UnaryCall(&call, request, &response), StatusCode::UNKNOWN, message);
}

void StatusCodeAndMessage(const CaseContext& context) {
  const std::string message = "test status message";
  const Stub stub = Open(context);
  StatusOfUnary(stub, message);
  ClientContext call;
  const auto stream = stub->FullDuplexCall(&call);
  StreamingOutputCallRequest request;
  request.mutable_response_status()->set_code(2);
  request.mutable_response_status()->set_message(message);
  stream->Write(request);
  stream->WritesDone();
  EndsWith(stream->Finish(), StatusCode::UNKNOWN, message);
}

void SpecialStatusMessage(const CaseContext& context) {
  StatusOfUnary(Open(context),
                "\t\ntest with whitespace\r\nand Unicode BMP \xe2\x98\xba and non-BMP "
                "\xf0\x9f\x98\x88\t\n");
}

void UnimplementedMethod(const CaseContext& context) {
  ClientContext call;
  Empty response;
  EndsWith(Open(context)->UnimplementedCall(&call, Empty(), &response), StatusCode::UNIMPLEMENTED);
}

void UnimplementedServiceCall(const CaseContext& context) {
  ClientContext call;
  Empty response;
  const auto stub = UnimplementedService::NewStub(context.connect());
  EndsWith(stub->UnimplementedCall(&call, Empty(), &response), StatusCode::UNIMPLEMENTED);
}

SimpleRequest CompressionRequest(bool expected) {
  SimpleRequest request = LargeRequest();
  request.mutable_expect_compressed()->set_value(expected);
  return request;
}

void ClientCompressedUnaryWithoutProbe(const CaseContext& context) {
  const Stub stub = Open(context);
  ClientContext compressed;
  compressed.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  CallLarge(stub, &compressed, CompressionRequest(true));
  ClientContext plain;
  CallLarge(stub, &plain, CompressionRequest(false));
}

void ClientCompressedUnary(const CaseContext& context) {
  ClientContext call;
  SimpleResponse response;
  EndsWith(Open(context)->UnaryCall(&call, CompressionRequest(true), &response),
           StatusCode::INVALID_ARGUMENT);
  ClientCompressedUnaryWithoutProbe(context);
}

StreamingInputCallRequest CompressionInput(bool expected, int size) {
  StreamingInputCallRequest request = InputRequest(size);
  request.mutable_expect_compressed()->set_value(expected);
  return request;
}

void ClientCompressedStreamingWithoutProbe(const CaseContext& context) {
  ClientContext call;
  call.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  StreamingInputCallResponse response;
  const Stub stub = Open(context);
  const auto writer = stub->StreamingInputCall(&call, &response);
  Check(writer->Write(CompressionInput(true, 27182)), "a failed write");
  Check(writer->Write(CompressionInput(false, 45904), grpc::WriteOptions().set_no_compression()),
        "a failed write");
  writer->WritesDone();
  EndsWith(writer->Finish(), StatusCode::OK);
  Equal(response.aggregated_payload_size(), 73086, "the sum");
}

void ClientCompressedStreaming(const CaseContext& context) {
  ClientContext call;
  call.set_compression_algorithm(GRPC_COMPRESS_GZIP);
  StreamingInputCallResponse response;
  const Stub stub = Open(context);
  const auto writer = stub->StreamingInputCall(&call, &response);
  writer->Write(CompressionInput(true, 27182), grpc::WriteOptions().set_no_compression());
  // The server may have refused the first request by now.
  writer->WritesDone();
  EndsWith(writer->Finish(), StatusCode::INVALID_ARGUMENT);
  ClientCompressedStreamingWithoutProbe(context);
}

template <typename NextStub>
void Soak(const Flags& flags, NextStub next) {
  const auto begin = Clock::now();
  const std::chrono::seconds overall(flags.Integer("soak_overall_timeout_seconds", 10));
  const std::chrono::milliseconds each(
      flags.Integer("soak_per_iteration_max_acceptable_latency_ms", 1000));
  const int iterations = flags.Integer("soak_iterations", 10);
  for (int iteration = 0; iteration < iterations; iteration++) {
    const auto start = Clock::now();
    Check(start - begin < overall, "the overall timeout passed");
    ClientContext call;
    call.set_wait_for_ready(true);
    CallLarge(next(), &call, LargeRequest());
    Check(Clock::now() - start <= each,
          "iteration " + std::to_string(iteration) + " took too long");
  }
}

void RpcSoak(const CaseContext& context) {
  const auto channel = context.connect();
  Soak(context.flags, [&channel] { return TestService::NewStub(channel); });
}

void ChannelSoak(const CaseContext& context) {
  Soak(context.flags, [&context] { return Open(context); });
}

}  // namespace

const std::map<std::string, std::function<void(const CaseContext&)>> kCases = {
    {"empty_unary", EmptyUnary},
    {"large_unary", LargeUnary},
    {"client_streaming", ClientStreaming},
    {"server_streaming", ServerStreaming},
    {"ping_pong", PingPong},
    {"empty_stream", EmptyStream},
    {"cancel_after_begin", CancelAfterBegin},
    {"cancel_after_first_response", CancelAfterFirstResponse},
    {"timeout_on_sleeping_server", TimeoutOnSleepingServer},
    {"custom_metadata", CustomMetadata},
    {"status_code_and_message", StatusCodeAndMessage},
    {"special_status_message", SpecialStatusMessage},
    {"unimplemented_method", UnimplementedMethod},
    {"unimplemented_service", UnimplementedServiceCall},
    {"client_compressed_unary", ClientCompressedUnary},
    {"client_compressed_unary_noprobe", ClientCompressedUnaryWithoutProbe},
    {"client_compressed_streaming", ClientCompressedStreaming},
    {"client_compressed_streaming_noprobe", ClientCompressedStreamingWithoutProbe},
    {"very_large_request", VeryLargeRequest},
    {"pick_first_unary", PickFirstUnary},
    {"rpc_soak", RpcSoak},
    {"channel_soak", ChannelSoak},
};
