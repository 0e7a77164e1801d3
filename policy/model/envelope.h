#pragma once
// What comes beside a record's bytes and is data too: the same default deny holds for it. It outlives no call.

#include <string_view>

namespace concordat::policy {

// The data item that stands for a file's name, in a vocabulary that has it. It has no place in any record.
inline constexpr std::string_view kFileNameItem = "envelope.file_name";

struct Envelope {
  std::string_view content_type = {};  // of an opaque payload
  std::string_view file_name = {};     // what the sender calls it; empty: not said
};

}  // namespace concordat::policy
