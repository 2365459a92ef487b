/** google/protobuf/json_options.proto */
export const JSON_OPTIONS_PROTO = `edition = "2024";

package pb;

import public "google/protobuf/json_enumvalue_options.proto";

option java_package = "com.google.protobuf.util";
`;
