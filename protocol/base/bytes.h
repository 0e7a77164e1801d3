#pragma once
// Bytes and their text forms. A `ByteView` is what is not kept; `Bytes` is a std::string that holds bytes, so that it
// can be moved into protobuf and RocksDB without a copy.
//
//   std::string text = hex(digest);            // "9f86d0..."
//   auto raw = parse_base64("aGVsbG8=");       // nullopt unless canonical

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace concordat {

using Bytes = std::string;
using ByteView = std::string_view;

// Lower-case hexadecimal, two characters a byte.
[[nodiscard]] std::string hex(ByteView bytes);
// Accepts upper and lower case; nullopt on an odd length or another character.
[[nodiscard]] std::optional<Bytes> parse_hex(std::string_view text);

// RFC 4648 section 4, padded.
[[nodiscard]] std::string base64(ByteView bytes);
// nullopt unless `text` is the one canonical encoding of its bytes (padding present, unused bits zero).
[[nodiscard]] std::optional<Bytes> parse_base64(std::string_view text);

// Big-endian integers, as every format here writes them. `get_*` read from the first bytes of `in`, which must be long
// enough.
void put_u16(Bytes& out, std::uint16_t value);
void put_u32(Bytes& out, std::uint32_t value);
void put_u64(Bytes& out, std::uint64_t value);
[[nodiscard]] std::uint16_t get_u16(ByteView in);
[[nodiscard]] std::uint32_t get_u32(ByteView in);
[[nodiscard]] std::uint64_t get_u64(ByteView in);

// `text` as it may stand in a log line or a terminal: control characters, bidirectional overrides and invalid UTF-8
// become \xNN, and what is longer than `max_bytes` is cut with an ellipsis.
[[nodiscard]] std::string printable(std::string_view text, std::size_t max_bytes = 200);

}  // namespace concordat
