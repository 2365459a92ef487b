/** google/protobuf/cpp_options.proto */
export const CPP_OPTIONS_PROTO = `edition = "2024";

package pb;

import public "google/protobuf/cpp_file_options.proto";
`;
