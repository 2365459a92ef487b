/** google/protobuf/cpp_file_options.proto */
export const CPP_FILE_OPTIONS_PROTO = `edition = "2024";

package pb.file;

import "google/protobuf/descriptor.proto";

extend google.protobuf.FileOptions {
  CppFileOptions cpp = 990
      [feature_support = { edition_introduced: EDITION_2026 }];
}

local message CppFileOptions {
  string namespace = 1;
}
`;
