// Calls each method of parcels.v1.ParcelService once, and says how each call went.
#include <grpcpp/grpcpp.h>

#include <chrono>
#include <iostream>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>

#include <google/protobuf/util/message_differencer.h>

#include "parcels/v1/parcels.grpc.pb.h"

using google::protobuf::util::MessageDifferencer;
using parcels::v1::Parcel;
using parcels::v1::ParcelService;
using parcels::v1::SplitRequest;

namespace {

Parcel MakeParcel() {
  Parcel parcel;
  parcel.set_id("p");
  parcel.set_weight(41);
  parcel.add_tags("fragile");
  parcel.add_tags("\u00fcn\u00efcode \u263a");
  (*parcel.mutable_counts())["screws"] = int64_t{1} << 62;
  (*parcel.mutable_counts())["nails"] = -1;
  parcel.set_kind(Parcel::KIND_BOX);
  parcel.mutable_place()->set_street("Main");
  parcel.mutable_place()->set_number(7);
  parcel.mutable_sent()->set_seconds(1700000000);
  parcel.mutable_sent()->set_nanos(5);
  parcel.set_seal(std::string("\x00\xff\x80", 3));
  parcel.set_price(0.1);
  for (int reading : {-1, 0, std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    parcel.add_readings(reading);
  }
  return parcel;
}

void Expect(const Parcel& got, const Parcel& wanted) {
  if (!MessageDifferencer::Equals(got, wanted)) {
    throw std::runtime_error("got " + got.ShortDebugString() + " instead of " +
                             wanted.ShortDebugString());
  }
}

void Require(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error(what);
}

void RequireOk(const grpc::Status& status) {
  Require(status.ok(), status.error_message());
}

std::unique_ptr<grpc::ClientContext> MakeContext() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
  return context;
}

void Weigh(ParcelService::Stub& stub) {
  auto context = MakeContext();
  Parcel got;
  RequireOk(stub.Weigh(context.get(), MakeParcel(), &got));
  Parcel wanted = MakeParcel();
  wanted.set_weight(42);
  Expect(got, wanted);
}

void Split(ParcelService::Stub& stub) {
  auto context = MakeContext();
  SplitRequest request;
  *request.mutable_parcel() = MakeParcel();
  request.set_count(3);
  auto reader = stub.Split(context.get(), request);
  Parcel got;
  int count = 0;
  for (; reader->Read(&got); count++) {
    Parcel wanted = MakeParcel();
    wanted.set_id("p-" + std::to_string(count));
    Expect(got, wanted);
  }
  RequireOk(reader->Finish());
  Require(count == 3, std::to_string(count) + " parts");
}

void Join(ParcelService::Stub& stub) {
  auto context = MakeContext();
  Parcel got;
  auto writer = stub.Join(context.get(), &got);
  Parcel wanted;
  for (int at = 0; at < 3; at++) {
    Parcel sent;
    sent.add_tags(std::to_string(at));
    sent.set_weight(at + 1);
    wanted.add_tags(std::to_string(at));
    Require(writer->Write(sent), "no write");
  }
  writer->WritesDone();
  RequireOk(writer->Finish());
  wanted.set_id("joined");
  wanted.set_weight(6);
  Expect(got, wanted);
}

void Relay(ParcelService::Stub& stub) {
  auto context = MakeContext();
  auto stream = stub.Relay(context.get());
  for (int at = 0; at < 3; at++) {
    Parcel parcel = MakeParcel();
    parcel.set_weight(at);
    Require(stream->Write(parcel), "no write");
    Parcel got;
    Require(stream->Read(&got), "no answer");
    parcel.set_weight(at * 2);
    Expect(got, parcel);
  }
  stream->WritesDone();
  Parcel rest;
  Require(!stream->Read(&rest), "no end");
  RequireOk(stream->Finish());
}

void Report(const std::string& name, void (*call)(ParcelService::Stub&),
            ParcelService::Stub& stub) {
  try {
    call(stub);
    std::cout << name << ": ok" << std::endl;
  } catch (const std::exception& error) {
    std::cout << name << ": " << error.what() << std::endl;
  }
}

}  // namespace

int main(int, char** arguments) {
  auto stub = ParcelService::NewStub(
      grpc::CreateChannel(arguments[1], grpc::InsecureChannelCredentials()));
  Report("unary", Weigh, *stub);
  Report("server streaming", Split, *stub);
  Report("client streaming", Join, *stub);
  Report("bidirectional", Relay, *stub);
}
