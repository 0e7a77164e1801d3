#pragma once
// Reads the ledger's JSON and accepts one spelling of it: RFC 8785, with numbers that are integers of at most 2^53
// (entries hold no others). So two readers can never understand one entry differently. Nothing is copied: keys and
// values are views of the text as it stands. Pure; nesting is bounded.
//
//   std::vector<Member> members;
//   if (const auto read = read_object(entry, members); !read) return read;
//   std::string sender = text_of(find(members, "sender"));

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.h"

namespace concordat::gateway {

inline constexpr unsigned kJsonDepth = 16;

struct Member {
  std::string_view key;    // between its quotes, as it stands
  std::string_view value;  // as it stands
};

// Replaces `members` by those of the object that `json` is. kMalformed, with the offset, on anything but canonical
// JSON.
[[nodiscard]] Result<void> read_object(std::string_view json, std::vector<Member>& members);
// Likewise the elements of an array.
[[nodiscard]] Result<void> read_array(std::string_view json, std::vector<std::string_view>& elements);

// The value under `key` (which needs no escapes); empty when there is none.
[[nodiscard]] std::string_view find(const std::vector<Member>& members, std::string_view key);

// What a value that was read means. Empty, or nullopt, when it is of another type.
[[nodiscard]] std::string text_of(std::string_view value);
[[nodiscard]] std::optional<std::uint64_t> number_of(std::string_view value);
// The text of a string that has no escapes, without a copy.
[[nodiscard]] std::optional<std::string_view> plain_text_of(std::string_view value);

}  // namespace concordat::gateway
