#pragma once
// The one walk over a record's tape: beside the selector tree, with a stack of its own (no recursion). Fills a
// JsonRecord's marks and the facts. Used by JsonRecord::read only.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "policy/redact/json/json_record.h"
#include "policy/redact/json/selector_tree.h"
#include "protocol/limits.h"

namespace concordat::policy {

class RecordReader {
 public:
  RecordReader(JsonRecord& record, RecordFacts& facts, const RecordIndex& index);
  Result<void> run();

 private:
  // Where we stand relative to the element that the covering item names.
  enum class Context : std::uint8_t {
    kOpen,       // no item covers this
    kElement,    // in the element: members are judged by their names
    kCompanion,  // in a companion of its value
    kForeign,    // in an extension, a period, …: an action on the value does not release it
    kValues,     // plain JSON: every leaf of the element is its value
  };
  // What a key (or the root) says of the value after it; elements of an array are told the same.
  struct Place {
    std::string_view name;
    const Facts* bare;  // of a leaf here
    ArrivalIndex arrival;
    ItemIndex inherited;
    KeyId key;
    Member member;
    Context context;
    std::uint16_t flags;  // of Mark, for the leaves below
    bool document;        // the root of a JSON document
    bool demands_resource;
    bool may_be_resource;
    bool underscore;
    bool direct;  // a member's value, not an array's element
  };
  struct Frame {
    std::uint32_t token;
    std::uint32_t end;
    std::uint32_t resource;      // the resource that we are in
    std::uint32_t top_resource;  // and the one that it is contained in, or itself
    std::uint32_t companion_of;  // the object that a companion goes with
    StateIndex state;
    ItemIndex item;
    KeyId type;  // of the resource, when this object is one
    Context context;
    std::uint16_t flags;
    std::uint8_t aligned;  // primitive arrays with a `_` sibling so far
    bool array;
    bool entry;
    bool extension;
    bool focus;
    Place place;  // of an array only
  };

  Frame& enter(std::uint32_t token);
  static constexpr std::uint32_t kRefused = 0;
  void key(std::uint32_t token, const Frame& holder, Place& place);
  void place_member(Place& place, const Frame& holder, std::uint32_t value);
  // Returns the token to go on with, or kRefused after refuse().
  std::uint32_t value(std::uint32_t token, const Place& place);
  // These two and align() return false after refuse().
  bool open_object(std::uint32_t token, const Place& place);
  bool open_resource(std::uint32_t token, const Place& place, Frame& frame);
  void open_array(std::uint32_t token, const Place& place);
  void leaf(std::uint32_t token, const Place& place);
  void mark_special(std::uint32_t token, const Place& place, const Frame& holder, Mark& mark);
  void note_facts(std::uint32_t token, const Facts& facts, const Mark& mark);
  void note_parties(std::uint32_t token, bool destination, bool subject);
  Context inner_context(const Place& place, ItemIndex item, const Facts& facts) const;
  Part leaf_part(const Place& place, ItemIndex item, const Facts& facts) const;
  [[nodiscard]] std::size_t depth() const { return static_cast<std::size_t>(here_ - frames_.data()); }
  void mark_modifier(std::uint32_t value, bool demanding);
  void mark_required(const Place& place, const Frame& holder, std::uint32_t value);
  bool refuse(const char* why) {
    refused_ = why;
    return false;
  }
  [[nodiscard]] tl::unexpected<Error> refusal() const { return fail(Code::kMalformed, refused_); }
  bool align(std::uint32_t object, std::string_view name, std::uint32_t extensions, Frame& holder);
  void note_entry(std::uint32_t entry);
  void note_contained(std::uint32_t resource, std::uint32_t scope);
  std::string_view kept_text(std::uint32_t token);
  Result<void> resolve_references();
  [[nodiscard]] const Anchor* anchor(std::uint32_t scope, std::string_view name) const;

  JsonRecord& record_;
  RecordFacts& facts_;
  const RecordIndex::Tree& tree_;
  const protocol::json::Tape& tape_;
  const protocol::json::Token* const tokens_;  // of the tape
  Mark* const marks_;
  const bool fhir_;
  const char* refused_ = "";
  KeyId header_ = kUnknownKey;  // the type that a message, or a document, begins with
  Place place_;                 // of the member that is read
  // [0] stands around the root. Each is filled when it is entered.
  std::array<Frame, limits::kNestingDepth + 2> frames_;
  Frame* here_;  // the innermost container
  std::string key_scratch_;
  std::string scratch_;
};

}  // namespace concordat::policy
