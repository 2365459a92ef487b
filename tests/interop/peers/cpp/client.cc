// An interop client on gRPC C++, with the official flags. Exits with 0 when the case passed.
#include <exception>
#include <iostream>
#include <memory>
#include <string>

#include <grpcpp/grpcpp.h>

#include "cases.h"
#include "flags.h"

namespace {

constexpr int kMaxReceiveBytes = 16 * 1024 * 1024;

std::shared_ptr<grpc::Channel> Connect(const Flags& flags) {
  const std::string address = flags.Text("server_host", "localhost") + ":" +
                              flags.Text("server_port", "8080");
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  // Connections of different channels are not shared: channel_soak opens one for each call.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  if (!flags.IsSet("use_tls")) {
    return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
  }
  const std::string override = flags.Text("server_host_override");
  if (!override.empty()) arguments.SetSslTargetNameOverride(override);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = flags.File("ca_file");
  return grpc::CreateCustomChannel(address, grpc::SslCredentials(options), arguments);
}

}  // namespace

int main(int count, char** arguments) {
  const Flags flags(count, arguments);
  const std::string name = flags.Text("test_case", "large_unary");
  const auto found = kCases.find(name);
  if (found == kCases.end()) {
    std::cerr << "no case " << name << std::endl;
    return 2;
  }
  try {
    found->second({flags, [&flags] { return Connect(flags); }});
  } catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << std::endl;
    return 1;
  }
  return 0;
}
