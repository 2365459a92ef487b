// Generated from packages/protobuf/proto and packages/rpc/proto by tools/generate-google-apis.ts.

/** The contracts that come with the compiler besides the well-known types. */
export const GOOGLE_APIS: readonly (readonly [path: string, text: string])[] = [
  [
    "google/api/annotations.proto",
    `// The option that maps a method to HTTP. Names and numbers as published by Google
// (google/api/annotations.proto); comments are Tramline's.
syntax = "proto3";

package google.api;

import "google/api/http.proto";
import "google/protobuf/descriptor.proto";

option go_package = "google.golang.org/genproto/googleapis/api/annotations;annotations";
option java_multiple_files = true;
option java_outer_classname = "AnnotationsProto";
option java_package = "com.google.api";
option objc_class_prefix = "GAPI";

extend google.protobuf.MethodOptions {
  // How the method is called by HTTP with JSON.
  HttpRule http = 72295728;
}
`,
  ],
  [
    "google/api/client.proto",
    `// Settings for generators of client libraries. Names and numbers as published by Google
// (google/api/client.proto); comments are Tramline's.
syntax = "proto3";

package google.api;

import "google/api/launch_stage.proto";
import "google/protobuf/descriptor.proto";
import "google/protobuf/duration.proto";

option go_package = "google.golang.org/genproto/googleapis/api/annotations;annotations";
option java_multiple_files = true;
option java_outer_classname = "ClientProto";
option java_package = "com.google.api";
option objc_class_prefix = "GAPI";

extend google.protobuf.MethodOptions {
  // Fields that clients may take as parameters, separated by commas; one for each signature.
  repeated string method_signature = 1051;
}

extend google.protobuf.ServiceOptions {
  // The host that serves the API.
  string default_host = 1049;
  // The OAuth scopes that a client needs, separated by commas.
  string oauth_scopes = 1050;
  // The version of the API that clients send along.
  string api_version = 525000001;
}

// Settings for every language.
message CommonLanguageSettings {
  // The address of the reference documentation.
  string reference_docs_uri = 1 [deprecated = true];
  // Where libraries are published.
  repeated ClientLibraryDestination destinations = 2;
  // The methods that are generated.
  SelectiveGapicGeneration selective_gapic_generation = 3;
}

// Settings for the libraries of one version of an API.
message ClientLibrarySettings {
  // The version, as a package.
  string version = 1;
  // How far it has come.
  LaunchStage launch_stage = 2;
  // Whether REST clients send enums as numbers.
  bool rest_numeric_enums = 3;
  // For Java.
  JavaSettings java_settings = 21;
  // For C++.
  CppSettings cpp_settings = 22;
  // For PHP.
  PhpSettings php_settings = 23;
  // For Python.
  PythonSettings python_settings = 24;
  // For Node.
  NodeSettings node_settings = 25;
  // For .NET.
  DotnetSettings dotnet_settings = 26;
  // For Ruby.
  RubySettings ruby_settings = 27;
  // For Go.
  GoSettings go_settings = 28;
}

// Settings for publishing libraries.
message Publishing {
  // Settings of methods.
  repeated MethodSettings method_settings = 2;
  // Where issues are filed.
  string new_issue_uri = 101;
  // The address of the documentation.
  string documentation_uri = 102;
  // A short name of the API.
  string api_short_name = 103;
  // The label of issues.
  string github_label = 104;
  // The teams that own the code.
  repeated string codeowner_github_teams = 105;
  // A prefix of tags in examples.
  string doc_tag_prefix = 106;
  // The organization that publishes.
  ClientLibraryOrganization organization = 107;
  // Settings for each version. Of two with one version the last counts.
  repeated ClientLibrarySettings library_settings = 109;
  // The address of the reference of the contract.
  string proto_reference_documentation_uri = 110;
  // The address of the reference of REST.
  string rest_reference_documentation_uri = 111;
}

// Settings for Java.
message JavaSettings {
  // The package of the library.
  string library_package = 1;
  // Class names by the full names of services.
  map<string, string> service_class_names = 2;
  // Settings for every language.
  CommonLanguageSettings common = 3;
}

// Settings for C++.
message CppSettings {
  // Settings for every language.
  CommonLanguageSettings common = 1;
}

// Settings for PHP.
message PhpSettings {
  // Settings for every language.
  CommonLanguageSettings common = 1;
  // The package of the library.
  string library_package = 2;
}

// Settings for Python.
message PythonSettings {
  // What is tried out.
  message ExperimentalFeatures {
    // REST clients for asyncio.
    bool rest_async_io_enabled = 1;
    // Types as Python has them.
    bool protobuf_pythonic_types_enabled = 2;
    // No module without a version in its name.
    bool unversioned_package_disabled = 3;
  }

  // Settings for every language.
  CommonLanguageSettings common = 1;
  // What is tried out.
  ExperimentalFeatures experimental_features = 2;
}

// Settings for Node.
message NodeSettings {
  // Settings for every language.
  CommonLanguageSettings common = 1;
}

// Settings for .NET.
message DotnetSettings {
  // Settings for every language.
  CommonLanguageSettings common = 1;
  // Names of services by their original names.
  map<string, string> renamed_services = 2;
  // Short names of resources by their full types.
  map<string, string> renamed_resources = 3;
  // Types of resources for which nothing is generated.
  repeated string ignored_resources = 4;
  // Namespaces that are aliased in examples.
  repeated string forced_namespace_aliases = 5;
  // Signatures that are written by hand.
  repeated string handwritten_signatures = 6;
}

// Settings for Ruby.
message RubySettings {
  // Settings for every language.
  CommonLanguageSettings common = 1;
}

// Settings for Go.
message GoSettings {
  // Settings for every language.
  CommonLanguageSettings common = 1;
  // Names of services by their original names.
  map<string, string> renamed_services = 2;
}

// Settings of one method.
message MethodSettings {
  // How clients wait for operations that take long.
  message LongRunning {
    // The time until the first look. Default: 5 seconds.
    google.protobuf.Duration initial_poll_delay = 1;
    // How much longer each further wait is. Default: 1.5 times.
    float poll_delay_multiplier = 2;
    // The longest wait between two looks. Default: 45 seconds.
    google.protobuf.Duration max_poll_delay = 3;
    // The longest wait in all. Default: 5 minutes.
    google.protobuf.Duration total_poll_timeout = 4;
  }

  // The full name of the method.
  string selector = 1;
  // How clients wait for it.
  LongRunning long_running = 2;
  // Fields of requests that clients fill in by themselves.
  repeated string auto_populated_fields = 3;
  // How clients put several requests in one.
  BatchingConfigProto batching = 4;
}

// An organization that publishes libraries.
enum ClientLibraryOrganization {
  // Not said.
  CLIENT_LIBRARY_ORGANIZATION_UNSPECIFIED = 0;
  // Google Cloud.
  CLOUD = 1;
  // Ads.
  ADS = 2;
  // Photos.
  PHOTOS = 3;
  // Street View.
  STREET_VIEW = 4;
  // Shopping.
  SHOPPING = 5;
  // Geo.
  GEO = 6;
  // Generative AI.
  GENERATIVE_AI = 7;
}

// Where libraries are published.
enum ClientLibraryDestination {
  // Nowhere.
  CLIENT_LIBRARY_DESTINATION_UNSPECIFIED = 0;
  // In a repository, and in no registry of packages.
  GITHUB = 10;
  // In registries of packages.
  PACKAGE_MANAGER = 20;
}

// Which methods are in a library.
message SelectiveGapicGeneration {
  // The full names of the methods that are public.
  repeated string methods = 1;
  // Whether the others are generated too, for internal use.
  bool generate_omitted_as_internal = 2;
}

// How clients put several requests in one.
message BatchingConfigProto {
  // When a batch is sent.
  BatchingSettingsProto thresholds = 1;
  // What a batch consists of.
  BatchingDescriptorProto batch_descriptor = 2;
}

// When a batch is sent, and what it must not exceed.
message BatchingSettingsProto {
  // The number of elements at which it is sent.
  int32 element_count_threshold = 1;
  // The size at which it is sent, in bytes.
  int64 request_byte_threshold = 2;
  // The time after which it is sent.
  google.protobuf.Duration delay_threshold = 3;
  // The most elements that it may have.
  int32 element_count_limit = 4;
  // The largest size that it may have, in bytes.
  int32 request_byte_limit = 5;
  // The most elements that may wait.
  int32 flow_control_element_limit = 6;
  // The most bytes that may wait.
  int32 flow_control_byte_limit = 7;
  // What happens beyond that.
  FlowControlLimitExceededBehaviorProto flow_control_limit_exceeded_behavior = 8;
}

// What happens to elements that are too many.
enum FlowControlLimitExceededBehaviorProto {
  // The default of the library.
  UNSET_BEHAVIOR = 0;
  // An error.
  THROW_EXCEPTION = 1;
  // They wait.
  BLOCK = 2;
  // They are sent.
  IGNORE = 3;
}

// What a batch consists of.
message BatchingDescriptorProto {
  // The repeated field with the elements.
  string batched_field = 1;
  // Fields that are the same in all requests of a batch.
  repeated string discriminator_fields = 2;
  // The repeated field with the responses to the elements.
  string subresponse_field = 3;
}
`,
  ],
  [
    "google/api/field_behavior.proto",
    `// What a field of a request or resource is for. Names and numbers as published by Google
// (google/api/field_behavior.proto); comments are Tramline's.
syntax = "proto3";

package google.api;

import "google/protobuf/descriptor.proto";

option go_package = "google.golang.org/genproto/googleapis/api/annotations;annotations";
option java_multiple_files = true;
option java_outer_classname = "FieldBehaviorProto";
option java_package = "com.google.api";
option objc_class_prefix = "GAPI";

extend google.protobuf.FieldOptions {
  // How the field behaves. It changes nothing in the encoding.
  repeated google.api.FieldBehavior field_behavior = 1052 [packed = false];
}

// How a field behaves (AIP-203).
enum FieldBehavior {
  // Not for use.
  FIELD_BEHAVIOR_UNSPECIFIED = 0;
  // It may be left out.
  OPTIONAL = 1;
  // A request without it is invalid.
  REQUIRED = 2;
  // The server sets it, and ignores it in requests.
  OUTPUT_ONLY = 3;
  // It is in requests only.
  INPUT_ONLY = 4;
  // It does not change once the resource has been created.
  IMMUTABLE = 5;
  // The order of the list means nothing.
  UNORDERED_LIST = 6;
  // The server chooses a value when it is left out.
  NON_EMPTY_DEFAULT = 7;
  // It names the resource.
  IDENTIFIER = 8;
}
`,
  ],
  [
    "google/api/field_info.proto",
    `// The format of a field. Names and numbers as published by Google (google/api/field_info.proto);
// comments are Tramline's.
syntax = "proto3";

package google.api;

import "google/protobuf/descriptor.proto";

option go_package = "google.golang.org/genproto/googleapis/api/annotations;annotations";
option java_multiple_files = true;
option java_outer_classname = "FieldInfoProto";
option java_package = "com.google.api";
option objc_class_prefix = "GAPI";

extend google.protobuf.FieldOptions {
  // What the field's type does not say.
  google.api.FieldInfo field_info = 291403980;
}

// What the type of a field does not say of its values (AIP-202).
message FieldInfo {
  // The format of a string.
  enum Format {
    // Any.
    FORMAT_UNSPECIFIED = 0;
    // A UUID of version 4 (RFC 4122).
    UUID4 = 1;
    // An IPv4 address (RFC 791).
    IPV4 = 2;
    // An IPv6 address (RFC 2460, RFC 5952).
    IPV6 = 3;
    // An IPv4 or IPv6 address.
    IPV4_OR_IPV6 = 4;
  }

  // The format of the value.
  Format format = 1;
  // The types that a google.protobuf.Any may hold.
  repeated TypeReference referenced_types = 2;
}

// A reference to a message type.
message TypeReference {
  // The full name, the name alone within the same package, or \`*\` for any type.
  string type_name = 1;
}
`,
  ],
  [
    "google/api/http.proto",
    `// How methods are mapped to HTTP. Names and numbers as published by Google (google/api/http.proto);
// comments are Tramline's.
syntax = "proto3";

package google.api;

option cc_enable_arenas = true;
option go_package = "google.golang.org/genproto/googleapis/api/annotations;annotations";
option java_multiple_files = true;
option java_outer_classname = "HttpProto";
option java_package = "com.google.api";
option objc_class_prefix = "GAPI";

// The rules of an API that are not in its contract. Of two rules for one method the last counts.
message Http {
  // The rules, each with a selector.
  repeated HttpRule rules = 1;
  // Whether captures of several segments are decoded entirely, except for \`%2F\`.
  bool fully_decode_reserved_expansion = 2;
}

// Maps a method to HTTP: fields of the request come from the path, from the body, and, what neither of
// them holds, from the query.
message HttpRule {
  // The full name of the method, in rules that are not options of one.
  string selector = 1;
  // The HTTP method, and the template of the path: \`/v1/{name=shelves/*}\`.
  oneof pattern {
    // Reads a resource or lists resources.
    string get = 2;
    // Replaces a resource.
    string put = 3;
    // Creates a resource, or does something.
    string post = 4;
    // Deletes a resource.
    string delete = 5;
    // Changes parts of a resource.
    string patch = 6;
    // Another HTTP method.
    CustomHttpPattern custom = 8;
  }
  // The field that the body of the request holds; \`*\` for all that are not in the path. Empty: no body.
  string body = 7;
  // The field that the body of the response holds. Empty: the whole response.
  string response_body = 12;
  // Other ways to call the method. They have no bindings of their own.
  repeated HttpRule additional_bindings = 11;
}

// A path for an HTTP method that HttpRule has no field for.
message CustomHttpPattern {
  // The HTTP method, such as \`HEAD\`; \`*\` for any.
  string kind = 1;
  // The template of the path.
  string path = 2;
}
`,
  ],
  [
    "google/api/httpbody.proto",
    `// A body that is not JSON. Names and numbers as published by Google (google/api/httpbody.proto);
// comments are Tramline's.
syntax = "proto3";

package google.api;

import "google/protobuf/any.proto";

option cc_enable_arenas = true;
option go_package = "google.golang.org/genproto/googleapis/api/httpbody;httpbody";
option java_multiple_files = true;
option java_outer_classname = "HttpBodyProto";
option java_package = "com.google.api";
option objc_class_prefix = "GAPI";

// A body in any format, such as an image or a page: as the request, a field of the request, or the
// response of a method that is called by HTTP.
message HttpBody {
  // The content type, such as \`image/png\`.
  string content_type = 1;
  // The body itself.
  bytes data = 2;
  // What an application has to say beside it. Of a stream, in the first message.
  repeated google.protobuf.Any extensions = 3;
}
`,
  ],
  [
    "google/api/launch_stage.proto",
    `// How far an API has come. Names and numbers as published by Google (google/api/launch_stage.proto);
// comments are Tramline's.
syntax = "proto3";

package google.api;

option go_package = "google.golang.org/genproto/googleapis/api;api";
option java_multiple_files = true;
option java_outer_classname = "LaunchStageProto";
option java_package = "com.google.api";
option objc_class_prefix = "GAPI";

// How far an API has come.
enum LaunchStage {
  // Not for use.
  LAUNCH_STAGE_UNSPECIFIED = 0;
  // Not usable yet.
  UNIMPLEMENTED = 6;
  // Visible to its makers only.
  PRELAUNCH = 7;
  // For a closed group of testers.
  EARLY_ACCESS = 1;
  // For testers who apply.
  ALPHA = 2;
  // For all, without guarantees.
  BETA = 3;
  // For all, and for production.
  GA = 4;
  // About to end.
  DEPRECATED = 5;
}
`,
  ],
  [
    "google/api/resource.proto",
    `// Resources and their names. Names and numbers as published by Google (google/api/resource.proto);
// comments are Tramline's.
syntax = "proto3";

package google.api;

import "google/protobuf/descriptor.proto";

option cc_enable_arenas = true;
option go_package = "google.golang.org/genproto/googleapis/api/annotations;annotations";
option java_multiple_files = true;
option java_outer_classname = "ResourceProto";
option java_package = "com.google.api";
option objc_class_prefix = "GAPI";

extend google.protobuf.FieldOptions {
  // The field holds the name of a resource.
  google.api.ResourceReference resource_reference = 1055;
}

extend google.protobuf.FileOptions {
  // Resources that no message of the file stands for.
  repeated google.api.ResourceDescriptor resource_definition = 1053;
}

extend google.protobuf.MessageOptions {
  // The message is a resource.
  google.api.ResourceDescriptor resource = 1053;
}

// A type of resources (AIP-123).
message ResourceDescriptor {
  // How the patterns have come about.
  enum History {
    // Not said.
    HISTORY_UNSPECIFIED = 0;
    // It began with one pattern, and more came later.
    ORIGINALLY_SINGLE_PATTERN = 1;
    // It has one pattern, and more are expected.
    FUTURE_MULTI_PATTERN = 2;
  }

  // A style that a resource claims to follow.
  enum Style {
    // Not for use.
    STYLE_UNSPECIFIED = 0;
    // Fit for declarative clients (AIP-128).
    DECLARATIVE_FRIENDLY = 1;
  }

  // The type, such as \`library.example.com/Shelf\`.
  string type = 1;
  // Patterns of its names, such as \`shelves/{shelf}\`.
  repeated string pattern = 2;
  // The field with the name. Empty: \`name\`.
  string name_field = 3;
  // How the patterns have come about.
  History history = 4;
  // The plural, such as \`shelves\`.
  string plural = 5;
  // The singular, such as \`shelf\`.
  string singular = 6;
  // Styles that it follows.
  repeated Style style = 10;
}

// Says which resource a field names.
message ResourceReference {
  // The type of the resource; \`*\` for any.
  string type = 1;
  // The type of resources whose parent the field names.
  string child_type = 2;
}
`,
  ],
  [
    "google/rpc/code.proto",
    `// The status codes of gRPC as an enum. Names and numbers as published by Google
// (google/rpc/code.proto); comments are Tramline's.
syntax = "proto3";

package google.rpc;

option go_package = "google.golang.org/genproto/googleapis/rpc/code;code";
option java_multiple_files = true;
option java_outer_classname = "CodeProto";
option java_package = "com.google.rpc";
option objc_class_prefix = "RPC";

// How a call ended.
enum Code {
  // It succeeded.
  OK = 0;
  // The caller gave it up.
  CANCELLED = 1;
  // It failed with no better code.
  UNKNOWN = 2;
  // The request is wrong whatever the state of the server.
  INVALID_ARGUMENT = 3;
  // Time ran out.
  DEADLINE_EXCEEDED = 4;
  // The thing asked for does not exist.
  NOT_FOUND = 5;
  // The thing to be created exists already.
  ALREADY_EXISTS = 6;
  // The caller is known and may not do this.
  PERMISSION_DENIED = 7;
  // The caller did not prove who it is.
  UNAUTHENTICATED = 16;
  // A quota, a limit or a resource is used up.
  RESOURCE_EXHAUSTED = 8;
  // The state of the server does not allow it.
  FAILED_PRECONDITION = 9;
  // A conflict with something concurrent.
  ABORTED = 10;
  // Past the end of the valid range.
  OUT_OF_RANGE = 11;
  // Not offered here.
  UNIMPLEMENTED = 12;
  // An invariant is broken.
  INTERNAL = 13;
  // Cannot be reached now.
  UNAVAILABLE = 14;
  // Data was lost or damaged for good.
  DATA_LOSS = 15;
}
`,
  ],
  [
    "google/rpc/error_details.proto",
    `// The usual details of a status. Names and numbers as published by Google
// (google/rpc/error_details.proto); comments are Tramline's.
syntax = "proto3";

package google.rpc;

import "google/protobuf/duration.proto";

option go_package = "google.golang.org/genproto/googleapis/rpc/errdetails;errdetails";
option java_multiple_files = true;
option java_outer_classname = "ErrorDetailsProto";
option java_package = "com.google.rpc";
option objc_class_prefix = "RPC";

// Why a call failed, for programs to act on.
message ErrorInfo {
  // The reason within the domain, in UPPER_SNAKE_CASE.
  string reason = 1;
  // Who gives the reason its meaning, such as "shop.example.com".
  string domain = 2;
  // Facts about this failure, by lowerCamelCase or snake_case name.
  map<string, string> metadata = 3;
}

// When to try again.
message RetryInfo {
  // How long to wait at least before the next try.
  google.protobuf.Duration retry_delay = 1;
}

// What a server says to those who repair it.
message DebugInfo {
  // Where it happened, innermost first.
  repeated string stack_entries = 1;
  // Anything else worth knowing.
  string detail = 2;
}

// Which quotas were exceeded.
message QuotaFailure {
  // One quota exceeded.
  message Violation {
    // What the quota was checked for, such as "project:orders".
    string subject = 1;
    // What was exceeded, and how to get along with it.
    string description = 2;
    // The API that the quota belongs to.
    string api_service = 3;
    // What the quota measures.
    string quota_metric = 4;
    // The name of the limit.
    string quota_id = 5;
    // What the limit depends on, such as a region, with the values of this call.
    map<string, string> quota_dimensions = 6;
    // The limit when it was exceeded.
    int64 quota_value = 7;
    // The limit that is being introduced, if it is changing.
    optional int64 future_quota_value = 8;
  }

  repeated Violation violations = 1;
}

// Which conditions must hold before the call can succeed.
message PreconditionFailure {
  // One condition that does not hold.
  message Violation {
    // The kind of condition, such as "TOS".
    string type = 1;
    // What it is checked on.
    string subject = 2;
    // What is missing, and how to mend it.
    string description = 3;
  }

  repeated Violation violations = 1;
}

// What is wrong with the request.
message BadRequest {
  // One field with a wrong value.
  message FieldViolation {
    // The path to the field, such as "items[0].sku".
    string field = 1;
    // What is wrong with it.
    string description = 2;
    // The reason for programs, in UPPER_SNAKE_CASE.
    string reason = 3;
    // The description in the user's language.
    LocalizedMessage localized_message = 4;
  }

  repeated FieldViolation field_violations = 1;
}

// How the server's operators find this call.
message RequestInfo {
  // An id that the server logged.
  string request_id = 1;
  // More that helps to find it, opaque to the caller.
  string serving_data = 2;
}

// The resource that was asked for.
message ResourceInfo {
  // Its kind, such as "order" or a message type.
  string resource_type = 1;
  // Its name or id.
  string resource_name = 2;
  // Who owns it, such as "user:name@example.com".
  string owner = 3;
  // What went wrong with it.
  string description = 4;
}

// Where to read more.
message Help {
  // One place to read.
  message Link {
    // What is found there.
    string description = 1;
    // Its URL.
    string url = 2;
  }

  repeated Link links = 1;
}

// The message for the user, in the user's language.
message LocalizedMessage {
  // A BCP 47 tag, such as "en-GB".
  string locale = 1;
  // The text.
  string message = 2;
}
`,
  ],
  [
    "google/rpc/status.proto",
    `// A status with typed details. Names and numbers as published by Google
// (google/rpc/status.proto); comments are Tramline's.
syntax = "proto3";

package google.rpc;

import "google/protobuf/any.proto";

option cc_enable_arenas = true;
option go_package = "google.golang.org/genproto/googleapis/rpc/status;status";
option java_multiple_files = true;
option java_outer_classname = "StatusProto";
option java_package = "com.google.rpc";
option objc_class_prefix = "RPC";

// How a call ended, in the form that travels in grpc-status-details-bin.
message Status {
  // A number of google.rpc.Code.
  int32 code = 1;
  // Text for developers, in English.
  string message = 2;
  // Messages that say more, such as those of error_details.proto.
  repeated google.protobuf.Any details = 3;
}
`,
  ],
  [
    "buf/validate/validate.proto",
    `// The options by which a contract says what is valid. Names and numbers as published by Buf
// (buf/validate/validate.proto of protovalidate 1.2); comments are Tramline's. The published file also says
// the standard rules in CEL; here they are code.
syntax = "proto2";

package buf.validate;

import "google/protobuf/descriptor.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/timestamp.proto";

option go_package = "buf.build/gen/go/bufbuild/protovalidate/protocolbuffers/go/buf/validate";
option java_multiple_files = true;
option java_outer_classname = "ValidateProto";
option java_package = "build.buf.validate";

extend google.protobuf.MessageOptions {
  // The rules of a message.
  optional MessageRules message = 1159;
}

extend google.protobuf.OneofOptions {
  // The rules of a oneof.
  optional OneofRules oneof = 1159;
}

extend google.protobuf.FieldOptions {
  // The rules of a field.
  optional FieldRules field = 1159;
  // The rules that an extension of FieldRules stands for.
  optional PredefinedRules predefined = 1160;
}

// A rule written as a CEL expression.
message Rule {
  // The name of the rule in violations.
  optional string id = 1;
  // The text of the violation. Without it, the expression returns the text.
  optional string message = 2;
  // Returns true or an empty string for a valid value. Has \`this\`, \`now\`, and, if predefined, \`rules\` and \`rule\`.
  optional string expression = 3;
}

// The rules of a message.
message MessageRules {
  // Rules that are their own id.
  repeated string cel_expression = 5;
  // Rules written in CEL; \`this\` is the message.
  repeated Rule cel = 3;
  // Sets of fields of which at most one may be set.
  repeated MessageOneofRule oneof = 4;
  reserved 1;
  reserved "disabled";
}

// Fields of which at most one may be set.
message MessageOneofRule {
  // The names of the fields.
  repeated string fields = 1;
  // One of them must be set.
  optional bool required = 2;
}

// The rules of a oneof.
message OneofRules {
  // One field of the oneof must be set.
  optional bool required = 1;
}

// The rules of a field, of the items of a list, or of the keys or values of a map.
message FieldRules {
  // Rules that are their own id.
  repeated string cel_expression = 29;
  // Rules written in CEL; \`this\` is the value.
  repeated Rule cel = 23;
  // The field must be set; without presence, it must not be zero.
  optional bool required = 25;
  // When the rules are passed over.
  optional Ignore ignore = 27;
  // The rules for the type of the field.
  oneof type {
    FloatRules float = 1;
    DoubleRules double = 2;
    Int32Rules int32 = 3;
    Int64Rules int64 = 4;
    UInt32Rules uint32 = 5;
    UInt64Rules uint64 = 6;
    SInt32Rules sint32 = 7;
    SInt64Rules sint64 = 8;
    Fixed32Rules fixed32 = 9;
    Fixed64Rules fixed64 = 10;
    SFixed32Rules sfixed32 = 11;
    SFixed64Rules sfixed64 = 12;
    BoolRules bool = 13;
    StringRules string = 14;
    BytesRules bytes = 15;
    EnumRules enum = 16;
    RepeatedRules repeated = 18;
    MapRules map = 19;
    AnyRules any = 20;
    DurationRules duration = 21;
    FieldMaskRules field_mask = 28;
    TimestampRules timestamp = 22;
  }
  reserved 24, 26;
  reserved "skipped", "ignore_empty";
}

// Rules that come with an extension of one of the messages below, for use in many fields.
message PredefinedRules {
  // The rules; \`rule\` is the value of the extension, \`rules\` the message that it extends.
  repeated Rule cel = 1;
  reserved 24, 26;
  reserved "skipped", "ignore_empty";
}

// When the rules of a field are passed over.
enum Ignore {
  // When a field with presence is not set.
  IGNORE_UNSPECIFIED = 0;
  // When the field is not set, or is zero or empty.
  IGNORE_IF_ZERO_VALUE = 1;
  // Always, and those of its message too.
  IGNORE_ALWAYS = 3;
  reserved 2;
  reserved "IGNORE_EMPTY", "IGNORE_DEFAULT", "IGNORE_IF_DEFAULT_VALUE", "IGNORE_IF_UNPOPULATED";
}

// The rules of a float, or of a google.protobuf.FloatValue.
message FloatRules {
  // Must equal this.
  optional float const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    float lt = 2;
    // Must be less or equal.
    float lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    float gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    float gte = 5;
  }
  // Must be one of these.
  repeated float in = 6;
  // Must be none of these.
  repeated float not_in = 7;
  // Must be neither infinite nor NaN.
  optional bool finite = 8;
  // Examples; they have no effect.
  repeated float example = 9;
  extensions 1000 to max;
}

// The rules of a double, or of a google.protobuf.DoubleValue.
message DoubleRules {
  // Must equal this.
  optional double const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    double lt = 2;
    // Must be less or equal.
    double lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    double gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    double gte = 5;
  }
  // Must be one of these.
  repeated double in = 6;
  // Must be none of these.
  repeated double not_in = 7;
  // Must be neither infinite nor NaN.
  optional bool finite = 8;
  // Examples; they have no effect.
  repeated double example = 9;
  extensions 1000 to max;
}

// The rules of an int32, or of a google.protobuf.Int32Value.
message Int32Rules {
  // Must equal this.
  optional int32 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    int32 lt = 2;
    // Must be less or equal.
    int32 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    int32 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    int32 gte = 5;
  }
  // Must be one of these.
  repeated int32 in = 6;
  // Must be none of these.
  repeated int32 not_in = 7;
  // Examples; they have no effect.
  repeated int32 example = 8;
  extensions 1000 to max;
}

// The rules of an int64, or of a google.protobuf.Int64Value.
message Int64Rules {
  // Must equal this.
  optional int64 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    int64 lt = 2;
    // Must be less or equal.
    int64 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    int64 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    int64 gte = 5;
  }
  // Must be one of these.
  repeated int64 in = 6;
  // Must be none of these.
  repeated int64 not_in = 7;
  // Examples; they have no effect.
  repeated int64 example = 9;
  extensions 1000 to max;
}

// The rules of a uint32, or of a google.protobuf.UInt32Value.
message UInt32Rules {
  // Must equal this.
  optional uint32 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    uint32 lt = 2;
    // Must be less or equal.
    uint32 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    uint32 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    uint32 gte = 5;
  }
  // Must be one of these.
  repeated uint32 in = 6;
  // Must be none of these.
  repeated uint32 not_in = 7;
  // Examples; they have no effect.
  repeated uint32 example = 8;
  extensions 1000 to max;
}

// The rules of a uint64, or of a google.protobuf.UInt64Value.
message UInt64Rules {
  // Must equal this.
  optional uint64 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    uint64 lt = 2;
    // Must be less or equal.
    uint64 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    uint64 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    uint64 gte = 5;
  }
  // Must be one of these.
  repeated uint64 in = 6;
  // Must be none of these.
  repeated uint64 not_in = 7;
  // Examples; they have no effect.
  repeated uint64 example = 8;
  extensions 1000 to max;
}

// The rules of a sint32.
message SInt32Rules {
  // Must equal this.
  optional sint32 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    sint32 lt = 2;
    // Must be less or equal.
    sint32 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    sint32 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    sint32 gte = 5;
  }
  // Must be one of these.
  repeated sint32 in = 6;
  // Must be none of these.
  repeated sint32 not_in = 7;
  // Examples; they have no effect.
  repeated sint32 example = 8;
  extensions 1000 to max;
}

// The rules of a sint64.
message SInt64Rules {
  // Must equal this.
  optional sint64 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    sint64 lt = 2;
    // Must be less or equal.
    sint64 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    sint64 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    sint64 gte = 5;
  }
  // Must be one of these.
  repeated sint64 in = 6;
  // Must be none of these.
  repeated sint64 not_in = 7;
  // Examples; they have no effect.
  repeated sint64 example = 8;
  extensions 1000 to max;
}

// The rules of a fixed32.
message Fixed32Rules {
  // Must equal this.
  optional fixed32 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    fixed32 lt = 2;
    // Must be less or equal.
    fixed32 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    fixed32 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    fixed32 gte = 5;
  }
  // Must be one of these.
  repeated fixed32 in = 6;
  // Must be none of these.
  repeated fixed32 not_in = 7;
  // Examples; they have no effect.
  repeated fixed32 example = 8;
  extensions 1000 to max;
}

// The rules of a fixed64.
message Fixed64Rules {
  // Must equal this.
  optional fixed64 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    fixed64 lt = 2;
    // Must be less or equal.
    fixed64 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    fixed64 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    fixed64 gte = 5;
  }
  // Must be one of these.
  repeated fixed64 in = 6;
  // Must be none of these.
  repeated fixed64 not_in = 7;
  // Examples; they have no effect.
  repeated fixed64 example = 8;
  extensions 1000 to max;
}

// The rules of an sfixed32.
message SFixed32Rules {
  // Must equal this.
  optional sfixed32 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    sfixed32 lt = 2;
    // Must be less or equal.
    sfixed32 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    sfixed32 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    sfixed32 gte = 5;
  }
  // Must be one of these.
  repeated sfixed32 in = 6;
  // Must be none of these.
  repeated sfixed32 not_in = 7;
  // Examples; they have no effect.
  repeated sfixed32 example = 8;
  extensions 1000 to max;
}

// The rules of an sfixed64.
message SFixed64Rules {
  // Must equal this.
  optional sfixed64 const = 1;
  // The upper bound.
  oneof less_than {
    // Must be less.
    sfixed64 lt = 2;
    // Must be less or equal.
    sfixed64 lte = 3;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    sfixed64 gt = 4;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    sfixed64 gte = 5;
  }
  // Must be one of these.
  repeated sfixed64 in = 6;
  // Must be none of these.
  repeated sfixed64 not_in = 7;
  // Examples; they have no effect.
  repeated sfixed64 example = 8;
  extensions 1000 to max;
}

// The rules of a bool, or of a google.protobuf.BoolValue.
message BoolRules {
  // Must equal this.
  optional bool const = 1;
  // Examples; they have no effect.
  repeated bool example = 2;
  extensions 1000 to max;
}

// The rules of a string, or of a google.protobuf.StringValue.
message StringRules {
  // Must equal this.
  optional string const = 1;
  // Characters, exactly. A character is a Unicode code point.
  optional uint64 len = 19;
  // Characters, at least.
  optional uint64 min_len = 2;
  // Characters, at most.
  optional uint64 max_len = 3;
  // Bytes of UTF-8, exactly.
  optional uint64 len_bytes = 20;
  // Bytes of UTF-8, at least.
  optional uint64 min_bytes = 4;
  // Bytes of UTF-8, at most.
  optional uint64 max_bytes = 5;
  // A regular expression of RE2 that must match somewhere.
  optional string pattern = 6;
  // Must begin with this.
  optional string prefix = 7;
  // Must end with this.
  optional string suffix = 8;
  // Must contain this.
  optional string contains = 9;
  // Must not contain this.
  optional string not_contains = 23;
  // Must be one of these.
  repeated string in = 10;
  // Must be none of these.
  repeated string not_in = 11;
  // A format with a name.
  oneof well_known {
    // An email address as HTML's input has it.
    bool email = 12;
    // A host name of RFC 1034.
    bool hostname = 13;
    // An IP address, with zone if it is of version 6.
    bool ip = 14;
    // An IPv4 address.
    bool ipv4 = 15;
    // An IPv6 address.
    bool ipv6 = 16;
    // A URI of RFC 3986.
    bool uri = 17;
    // A URI reference of RFC 3986.
    bool uri_ref = 18;
    // A host name or an IP address.
    bool address = 21;
    // A UUID of RFC 9562.
    bool uuid = 22;
    // A UUID without dashes.
    bool tuuid = 33;
    // An IP address and the length of its prefix.
    bool ip_with_prefixlen = 26;
    // An IPv4 address and the length of its prefix.
    bool ipv4_with_prefixlen = 27;
    // An IPv6 address and the length of its prefix.
    bool ipv6_with_prefixlen = 28;
    // An IP prefix: all bits after it are zero.
    bool ip_prefix = 29;
    // An IPv4 prefix: all bits after it are zero.
    bool ipv4_prefix = 30;
    // An IPv6 prefix: all bits after it are zero.
    bool ipv6_prefix = 31;
    // A host name or an IP address, and a port.
    bool host_and_port = 32;
    // A ULID.
    bool ulid = 35;
    // A full name of Protocol Buffers.
    bool protobuf_fqn = 37;
    // A full name of Protocol Buffers after a dot.
    bool protobuf_dot_fqn = 38;
    // A pattern with a name.
    KnownRegex well_known_regex = 24;
  }
  // Default true. When false, the patterns with a name only rule out NUL, CR, and LF.
  optional bool strict = 25;
  // Examples; they have no effect.
  repeated string example = 34;
  extensions 1000 to max;
}

// Patterns with a name.
enum KnownRegex {
  // No pattern.
  KNOWN_REGEX_UNSPECIFIED = 0;
  // The name of a header of HTTP.
  KNOWN_REGEX_HTTP_HEADER_NAME = 1;
  // The value of a header of HTTP.
  KNOWN_REGEX_HTTP_HEADER_VALUE = 2;
}

// The rules of bytes, or of a google.protobuf.BytesValue.
message BytesRules {
  // Must equal this.
  optional bytes const = 1;
  // Bytes, exactly.
  optional uint64 len = 13;
  // Bytes, at least.
  optional uint64 min_len = 2;
  // Bytes, at most.
  optional uint64 max_len = 3;
  // A regular expression of RE2 that must match somewhere; the bytes must be UTF-8.
  optional string pattern = 4;
  // Must begin with this.
  optional bytes prefix = 5;
  // Must end with this.
  optional bytes suffix = 6;
  // Must contain this.
  optional bytes contains = 7;
  // Must be one of these.
  repeated bytes in = 8;
  // Must be none of these.
  repeated bytes not_in = 9;
  // A format with a name.
  oneof well_known {
    // 4 or 16 bytes.
    bool ip = 10;
    // 4 bytes.
    bool ipv4 = 11;
    // 16 bytes.
    bool ipv6 = 12;
    // 16 bytes.
    bool uuid = 15;
  }
  // Examples; they have no effect.
  repeated bytes example = 14;
  extensions 1000 to max;
}

// The rules of an enum.
message EnumRules {
  // Must equal this.
  optional int32 const = 1;
  // Must be a value that the enum declares.
  optional bool defined_only = 2;
  // Must be one of these.
  repeated int32 in = 3;
  // Must be none of these.
  repeated int32 not_in = 4;
  // Examples; they have no effect.
  repeated int32 example = 5;
  extensions 1000 to max;
}

// The rules of a repeated field.
message RepeatedRules {
  // Items, at least.
  optional uint64 min_items = 1;
  // Items, at most.
  optional uint64 max_items = 2;
  // No two items are equal; for scalars and enums.
  optional bool unique = 3;
  // The rules of each item.
  optional FieldRules items = 4;
  extensions 1000 to max;
}

// The rules of a map.
message MapRules {
  // Entries, at least.
  optional uint64 min_pairs = 1;
  // Entries, at most.
  optional uint64 max_pairs = 2;
  // The rules of each key.
  optional FieldRules keys = 4;
  // The rules of each value.
  optional FieldRules values = 5;
  extensions 1000 to max;
}

// The rules of a google.protobuf.Any, whose content is not validated.
message AnyRules {
  // The type URL must be one of these.
  repeated string in = 2;
  // The type URL must be none of these.
  repeated string not_in = 3;
}

// The rules of a google.protobuf.Duration.
message DurationRules {
  // Must equal this.
  optional google.protobuf.Duration const = 2;
  // The upper bound.
  oneof less_than {
    // Must be less.
    google.protobuf.Duration lt = 3;
    // Must be less or equal.
    google.protobuf.Duration lte = 4;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    google.protobuf.Duration gt = 5;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    google.protobuf.Duration gte = 6;
  }
  // Must be one of these.
  repeated google.protobuf.Duration in = 7;
  // Must be none of these.
  repeated google.protobuf.Duration not_in = 8;
  // Examples; they have no effect.
  repeated google.protobuf.Duration example = 9;
  extensions 1000 to max;
}

// The rules of a google.protobuf.FieldMask.
message FieldMaskRules {
  // Must equal this.
  optional google.protobuf.FieldMask const = 1;
  // Each path must be one of these or within one.
  repeated string in = 2;
  // No path may be one of these or within one.
  repeated string not_in = 3;
  // Examples; they have no effect.
  repeated google.protobuf.FieldMask example = 4;
  extensions 1000 to max;
}

// The rules of a google.protobuf.Timestamp.
message TimestampRules {
  // Must equal this.
  optional google.protobuf.Timestamp const = 2;
  // The upper bound.
  oneof less_than {
    // Must be less.
    google.protobuf.Timestamp lt = 3;
    // Must be less or equal.
    google.protobuf.Timestamp lte = 4;
    // Must be in the past.
    bool lt_now = 7;
  }
  // The lower bound.
  oneof greater_than {
    // Must be greater. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    google.protobuf.Timestamp gt = 5;
    // Must be greater or equal. Above a smaller \`lt\` or \`lte\`, either of the two suffices.
    google.protobuf.Timestamp gte = 6;
    // Must be in the future.
    bool gt_now = 8;
  }
  // Must be at most this far from now.
  optional google.protobuf.Duration within = 9;
  // Examples; they have no effect.
  repeated google.protobuf.Timestamp example = 10;
  extensions 1000 to max;
}

// The rules that a message violates.
message Violations {
  // In the order in which they were found.
  repeated Violation violations = 1;
}

// A rule that a message violates.
message Violation {
  // The field; absent for a rule of the whole message.
  optional FieldPath field = 5;
  // The rule, from FieldRules on.
  optional FieldPath rule = 6;
  // The id of the rule.
  optional string rule_id = 2;
  // What is wrong, for people.
  optional string message = 3;
  // The key of the map violates the rule, not the value.
  optional bool for_key = 4;
  reserved 1;
  reserved "field_path";
}

// The way to a field, or to the rule of one.
message FieldPath {
  // From the outside in.
  repeated FieldPathElement elements = 1;
}

// A step of a way: a field, and an element of it if it is a list or a map.
message FieldPathElement {
  // The number of the field.
  optional int32 field_number = 1;
  // The name of the field, in brackets if it is an extension.
  optional string field_name = 2;
  // The type of the field.
  optional google.protobuf.FieldDescriptorProto.Type field_type = 3;
  // The type of the keys, of a map.
  optional google.protobuf.FieldDescriptorProto.Type key_type = 4;
  // The type of the values, of a map.
  optional google.protobuf.FieldDescriptorProto.Type value_type = 5;
  // The element of a list or of a map.
  oneof subscript {
    // The place in a list, from 0.
    uint64 index = 6;
    // The key in a map.
    bool bool_key = 7;
    // The key in a map.
    int64 int_key = 8;
    // The key in a map.
    uint64 uint_key = 9;
    // The key in a map.
    string string_key = 10;
  }
}
`,
  ],
];
