#include "protocol/base/id.h"

#include <algorithm>

namespace concordat {
namespace {

constexpr std::size_t kTextLength = 36;
constexpr bool is_dash(std::size_t i) {
  return i == 8 || i == 13 || i == 18 || i == 23;
}

}  // namespace

RecordId RecordId::mint(std::uint64_t unix_ms, const std::array<std::uint8_t, 10>& random) {
  RecordId id;
  for (std::size_t i = 0; i < 6; ++i) id.bytes_[i] = static_cast<std::uint8_t>(unix_ms >> (40 - 8 * i));
  std::copy(random.begin(), random.end(), id.bytes_.begin() + 6);
  id.bytes_[6] = static_cast<std::uint8_t>(0x70 | (id.bytes_[6] & 0x0F));  // version 7
  id.bytes_[8] = static_cast<std::uint8_t>(0x80 | (id.bytes_[8] & 0x3F));  // variant 10
  return id;
}

std::optional<RecordId> RecordId::parse(std::string_view text) {
  if (text.size() != kTextLength) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash(i) != (text[i] == '-')) return std::nullopt;
    if (!is_dash(i)) digits += text[i];
  }
  const auto raw = parse_hex(digits);
  return raw ? from_bytes(*raw) : std::nullopt;
}

std::optional<RecordId> RecordId::from_bytes(ByteView bytes) {
  if (bytes.size() != 16) return std::nullopt;
  RecordId id;
  std::copy(bytes.begin(), bytes.end(), id.bytes_.begin());
  return id;
}

std::string RecordId::str() const {
  const std::string digits = hex(bytes());
  std::string text;
  text.reserve(kTextLength);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (is_dash(text.size())) text += '-';
    text += digits[i];
  }
  return text;
}

ByteView RecordId::bytes() const {
  return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
}

std::uint64_t RecordId::unix_ms() const {
  std::uint64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | bytes_[i];
  return ms;
}

}  // namespace concordat
