// The cases of doc/interop-test-descriptions.md that gRPC C++'s public API can express.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "flags.h"

// What a case works with. It throws what does not hold.
struct CaseContext {
  const Flags& flags;
  std::function<std::shared_ptr<grpc::Channel>()> connect;
};

extern const std::map<std::string, std::function<void(const CaseContext&)>> kCases;
