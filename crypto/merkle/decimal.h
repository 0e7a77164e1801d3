#pragma once
// Lines and decimal numbers as the C2SP formats write them: a newline ends each line; ASCII digits, no sign, no leading
// zeros. Pure.

#include <cstdint>
#include <optional>
#include <string_view>

namespace concordat::crypto {

// The largest that the formats allow: a size or a time that fits a signed 64-bit integer everywhere.
inline constexpr std::uint64_t kMaxDecimal = (std::uint64_t{1} << 63) - 1;

// nullopt unless `text` is the one form of a number up to `max`.
[[nodiscard]] std::optional<std::uint64_t> parse_decimal(std::string_view text, std::uint64_t max = kMaxDecimal);

// Cuts the first line off `text`, without its newline; nullopt when there is no newline.
[[nodiscard]] std::optional<std::string_view> take_line(std::string_view& text);

}  // namespace concordat::crypto
