#pragma once
// Identifiers that cannot be mixed up. Id<Tag> is a name that a person wrote in a file; RecordId is the UUIDv7 that the
// gateway mints for each record (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 random bits.

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/bytes.h"

namespace concordat {

template <typename Tag>
class Id {
 public:
  Id() = default;
  explicit Id(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& str() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  auto operator<=>(const Id&) const = default;

 private:
  std::string text_;
};

using AgencyId = Id<struct AgencyTag>;
using AgreementId = Id<struct AgreementTag>;
using PurposeId = Id<struct PurposeTag>;
using KindId = Id<struct KindTag>;
using ItemId = Id<struct ItemTag>;

class RecordId {
 public:
  RecordId() = default;  // the nil id
  // `random` supplies the 10 bytes after the time; version and variant bits are set over them.
  [[nodiscard]] static RecordId mint(std::uint64_t unix_ms, const std::array<std::uint8_t, 10>& random);
  // The canonical 36-character form, lower or upper case.
  [[nodiscard]] static std::optional<RecordId> parse(std::string_view text);
  // Exactly 16 bytes.
  [[nodiscard]] static std::optional<RecordId> from_bytes(ByteView bytes);

  [[nodiscard]] std::string str() const;
  [[nodiscard]] ByteView bytes() const;
  [[nodiscard]] std::uint64_t unix_ms() const;
  auto operator<=>(const RecordId&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

}  // namespace concordat

template <typename Tag>
struct std::hash<concordat::Id<Tag>> {
  std::size_t operator()(const concordat::Id<Tag>& id) const { return std::hash<std::string>{}(id.str()); }
};
template <>
struct std::hash<concordat::RecordId> {
  std::size_t operator()(const concordat::RecordId& id) const { return std::hash<std::string_view>{}(id.bytes()); }
};
