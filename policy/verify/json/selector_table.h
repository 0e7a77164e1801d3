#pragma once
// The vocabulary's selectors as a trie in one hash table, walked with the set of all prefixes that match so far. Slower
// and plainer than what the redactor uses, and on purpose not the same.
//
//   table.step(SelectorTable::kRoot, SelectorTable::Name("Patient"), at);
//   table.hold(at, 0, tape, object);

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/vocabulary.h"
#include "protocol/json/tape.h"

namespace concordat::policy {

using PrefixIndex = std::uint32_t;

struct SelectorTable {
  static constexpr PrefixIndex kRoot = 0;
  static constexpr PrefixIndex kNone = 0xFFFFFFFF;
  enum class Edge : std::uint8_t { kName, kAny, kChoice, kTest, kValue };  // a condition is a kTest and a kValue

  // A member's name with its tag (protocol/json/token.h), by which it is looked up under any prefix.
  struct Name {
    explicit Name(std::string_view of) : text(of), tag(protocol::json::name_tag(of)) {}
    Name(std::string_view of, std::uint16_t its_tag) : text(of), tag(its_tag) {}
    std::string_view text;
    std::uint16_t tag;
  };

  struct Prefix {
    PrefixIndex parent = kNone;
    Edge edge = Edge::kName;
    std::string text;          // a member's name; a choice's without [x]; what a condition tests; the value it wants
    ItemIndex item = kNoItem;  // of the selector that ends here
    bool ends = false;
    int conditions = 0;              // on the way here
    int names = 0;                   // steps that are no wildcard
    std::vector<PrefixIndex> tests;  // of the conditions that may follow
    std::uint64_t may_follow = 0;    // a bit for the tags of names that lead on, all of them where any may: most do not
    std::vector<PrefixIndex> choices;
    PrefixIndex any = kNone;
  };

  SelectorTable(Format format, const Vocabulary& vocabulary);

  // Appends to `to` every prefix that a member `name` leads to from this one.
  void step(PrefixIndex from, const Name& name, std::vector<PrefixIndex>& to) const {
    const Prefix& prefix = prefixes_.data()[from];
    if ((prefix.may_follow & bit_of(name.tag)) != 0) follow(from, name, to);
  }
  // Appends those prefixes from `from` on whose conditions hold of the object.
  void hold(std::vector<PrefixIndex>& prefixes, std::size_t from, const protocol::json::Tape& tape,
            std::uint32_t object) const;
  // The item that ends in the best of these; `ends` says whether any does.
  [[nodiscard]] ItemIndex best(const PrefixIndex* first, const PrefixIndex* last, bool& ends) const;
  // Whether one of these came about by a condition on the member `name`.
  [[nodiscard]] bool tested(const PrefixIndex* first, const PrefixIndex* last, std::string_view name) const;

  // Whether any selector has a step of this name.
  [[nodiscard]] bool knows(std::string_view name) const;

  Format format;
  std::vector<ValueType> types;  // by item
  std::vector<bool> structural;  // by item

 private:
  struct Slot {
    std::uint32_t hash = 0;
    PrefixIndex prefix = kNone;
  };
  [[nodiscard]] static std::uint64_t bit_of(std::uint16_t tag) { return std::uint64_t{1} << (tag & 63); }
  void follow(PrefixIndex from, const Name& name, std::vector<PrefixIndex>& to) const;
  [[nodiscard]] PrefixIndex child(PrefixIndex parent, Edge edge, const Name& text) const;
  PrefixIndex child_or_new(PrefixIndex parent, Edge edge, std::string_view text);
  void insert(PrefixIndex index);
  void add(const Selector& selector, ItemIndex item);

  std::vector<Prefix> prefixes_;
  std::vector<Slot> slots_;  // open addressing, at most half full
};

}  // namespace concordat::policy
