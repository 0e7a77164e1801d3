#include "protocol/json/member_names.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "protocol/json/text.h"

namespace concordat::protocol::json {
namespace {

constexpr std::size_t kFewNames = 24;          // compared with each other directly; FHIR objects have fewer
constexpr std::size_t kKeptNames = 64 * 1024;  // memory for more than this is given back after use
constexpr std::size_t kProbesPerName = 8;      // a half-full table of honest hashes needs under two

std::string_view name_of(std::string_view text, const Token& key) {
  return text.substr(key.offset, key.length);
}

// Whether a key from `first` up to `key` has the name of `key`.
bool stands_between(std::string_view text, const Token* tokens, std::uint32_t first, std::uint32_t key) {
  const std::string_view name = name_of(text, tokens[key]);
  const std::uint16_t tag = tokens[key].tag;
  for (; first < key; first = tokens[first].next) {
    if (tokens[first].tag == tag && name_of(text, tokens[first]) == name) return true;
  }
  return false;
}

}  // namespace

std::uint32_t MemberNames::duplicate(std::string_view text, std::span<const Token> tokens, std::uint32_t object) {
  const Token* const all = tokens.data();
  const std::uint32_t end = all[object].next;
  std::size_t count = 0;
  for (std::uint32_t key = object + 1; key < end; key = all[key].next) {
    if (all[key].escaped || ++count > kFewNames) {
      collect(text, tokens, object);
      const std::uint32_t second = duplicate_by_hash();
      if (names_.capacity() > kKeptNames) *this = MemberNames();
      return second;
    }
    if (stands_between(text, all, object + 1, key)) return key;
  }
  return 0;
}

void MemberNames::collect(std::string_view text, std::span<const Token> tokens, std::uint32_t object) {
  names_.clear();
  decoded_.clear();
  std::size_t escaped_bytes = 0;
  for (std::uint32_t key = object + 1; key < tokens[object].next; key = tokens[key].next) {
    if (tokens[key].escaped) escaped_bytes += tokens[key].length;
  }
  decoded_.reserve(escaped_bytes);  // decoding never lengthens: the views below stay valid
  for (std::uint32_t key = object + 1; key < tokens[object].next; key = tokens[key].next) {
    std::string_view name = name_of(text, tokens[key]);
    if (tokens[key].escaped) {
      const std::size_t start = decoded_.size();
      append_decoded(decoded_, name);
      name = std::string_view(decoded_).substr(start);
    }
    names_.push_back({std::hash<std::string_view>{}(name), name, key});
  }
}

std::uint32_t MemberNames::duplicate_by_hash() {
  table_.assign(std::bit_ceil(names_.size() * 2), 0);
  const std::size_t mask = table_.size() - 1;
  std::size_t probes = names_.size() * kProbesPerName;
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    std::size_t slot = names_[i].hash & mask;
    for (; table_[slot] != 0; slot = (slot + 1) & mask) {
      const Name& other = names_[table_[slot] - 1];
      if (other.hash == names_[i].hash && other.text == names_[i].text) return names_[i].token;
      // The hash is public, so a peer can choose names that share it. Such an object is sorted instead.
      if (--probes == 0) return duplicate_by_order();
    }
    table_[slot] = i + 1;
  }
  return 0;
}

std::uint32_t MemberNames::duplicate_by_order() {
  const auto earlier = [](const Name& a, const Name& b) {
    return a.text == b.text ? a.token < b.token : a.text < b.text;
  };
  std::sort(names_.begin(), names_.end(), earlier);
  const auto same = [](const Name& a, const Name& b) { return a.text == b.text; };
  const auto found = std::adjacent_find(names_.begin(), names_.end(), same);
  return found == names_.end() ? 0 : (found + 1)->token;
}

}  // namespace concordat::protocol::json
