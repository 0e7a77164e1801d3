#pragma once
// The keys of RocksStore's rows. A recipient's rows share the prefix "length (2 bytes) ‖ name", so that no name is the
// beginning of another one's key; numbers are big-endian, so that rows lie in the order of their commits. Pure.
//
//   row_key("eastshire-council", 7)   // index, bodies and settlements of that recipient's part of commit 7
//
// Tables: state ("c" last commit, "f" forgotten before, "q" ‖ recipient, "v" ‖ value's name), index, bodies and
// settlements (row_key), records (the record's 16 bytes), dedup (the key's 32 bytes), entries (number_key of a commit's
// first entry), tiles (the path).

#include <cstdint>
#include <string_view>

#include "protocol/base/bytes.h"

namespace concordat::gateway {

[[nodiscard]] Bytes recipient_prefix(std::string_view recipient);
[[nodiscard]] Bytes row_key(std::string_view recipient, std::uint64_t commit);
// The number that a row_key or a number_key ends with.
[[nodiscard]] std::uint64_t number_in(ByteView key);

inline constexpr std::string_view kLastCommitKey = "c";
inline constexpr std::string_view kForgottenKey = "f";
inline constexpr char kQueueMark = 'q';
[[nodiscard]] Bytes queue_key(std::string_view recipient);
[[nodiscard]] Bytes value_key(std::string_view name);

[[nodiscard]] Bytes number_key(std::uint64_t number);

// The first key that a record minted at `unix_ms` can have: UUIDv7 begins with 48 bits of milliseconds.
[[nodiscard]] Bytes record_key_at(std::int64_t unix_ms);

}  // namespace concordat::gateway
