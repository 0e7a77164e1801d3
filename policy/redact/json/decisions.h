#pragma once
// What happens to each token of one record for one recipient, before a byte is written: a fate a leaf, and whether each
// container has anything left in it. Decided in one forward pass, then settled for what depends on the rest:
// references, companions, the label.
//
//   Decisions decisions;
//   if (auto ok = decisions.decide({record.json(), record.facts(), plan, vocabulary, recipient, keys}, out); !ok)
//   refuse(ok.error()); write(record.json(), decisions, out.bytes);

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "policy/redact/redactor.h"
#include "policy/redact/treatments.h"
#include "policy/redact/value/free_text.h"

namespace concordat::policy {

struct DecisionInput {
  const JsonRecord& record;
  const RecordFacts& facts;
  const Plan& plan;
  const Vocabulary& vocabulary;
  std::string_view recipient;
  const PseudonymKeys& keys;
};

class Decisions {
 public:
  // Fills everything of `out` but its bytes.
  Result<void> decide(const DecisionInput& input, Disclosure& out);

  [[nodiscard]] bool written(std::uint32_t token) const {
    return fates_[token] != Fate::kDrop || (alive_[token] & kWritten) != 0;
  }
  [[nodiscard]] Fate fate(std::uint32_t token) const { return fates_[token]; }
  // Elements of this array keep their places: what is dropped becomes null.
  [[nodiscard]] bool keeps_places(std::uint32_t array) const { return (alive_[array] & kPlaces) != 0; }
  [[nodiscard]] const std::vector<Replacement>& replacements() const { return replacements_; }  // by token
  [[nodiscard]] std::string_view replacement_text() const { return replaced_; }
  [[nodiscard]] bool needs_label() const { return needs_label_; }

 private:
  // What is known of a container.
  static constexpr std::uint8_t kReleased = 1;  // holds a value that an item releases
  static constexpr std::uint8_t kPinned = 2;    // stays without one: a message's header
  static constexpr std::uint8_t kWeak = 4;      // holds what goes with something else
  static constexpr std::uint8_t kPoisoned = 8;  // a modifier of it is withheld or altered
  static constexpr std::uint8_t kLost = 16;     // an entry whose resource is poisoned
  static constexpr std::uint8_t kPlaces = 32;
  static constexpr std::uint8_t kCut = 64;  // nothing in it is written, whatever becomes of the leaf
  static constexpr std::uint8_t kRemains = kReleased | kPinned;
  static constexpr std::uint8_t kWritten = kRemains | kWeak;

  // Why a container is withheld whole.
  struct Cause {
    std::uint32_t element = 0;  // that may not go with it
    ItemIndex item = kNoItem;   // that withholds the element
    bool required = false;      // by FHIR; otherwise it is a modifier
  };
  struct Frame {
    std::uint32_t token;
    std::uint32_t end;
    ItemIndex item;
    std::uint8_t state;
    bool array;
    Cause cause;
  };
  struct Lost {
    std::uint32_t resource;
    Cause cause;
  };
  struct PseudonymisedIdentifier {
    std::uint32_t object;
    ItemIndex item;
  };

  void reset(const DecisionInput& input, Disclosure& out);
  void first_pass();
  bool visit(std::uint32_t token);  // true: all that it holds was judged with it
  void open(std::uint32_t token);
  void close();
  void leaf(std::uint32_t token);
  void keep_leaf(std::uint32_t token);
  void copy_companion(std::uint32_t token);
  void transform_leaf(std::uint32_t token);
  std::optional<std::string> transformed_text(std::uint32_t token, const Action& action);
  bool unit(std::uint32_t token);
  void words_of_unit(std::uint32_t unit);
  void poison(const Cause& cause);
  void withhold_whole(const Frame& frame);
  void require_name(Frame& frame) const;
  void require(std::uint32_t token, const Cause& deeper);
  void link(std::uint32_t token);
  void mark_alive(std::uint32_t token, std::uint8_t state);
  // No container around it is withheld.
  [[nodiscard]] bool reachable(std::uint32_t token) const {
    return token == 0 || (alive_[input_->record.parent(token)] & kCut) == 0;
  }
  [[nodiscard]] bool verbatim(std::uint32_t token) const { return fates_[token] == Fate::kCopy && reachable(token); }
  Result<void> check_focus() const;
  [[nodiscard]] Result<void> refuse_empty() const;
  [[nodiscard]] const Cause* cause_of_refusal() const;
  [[nodiscard]] std::string named(const Cause& cause) const;
  [[nodiscard]] std::string path(std::uint32_t token) const;
  void settle_reach();
  void settle_references();
  void settle_attendants();
  void settle_links();
  void settle_pseudonyms();
  void settle_arrays();
  void settle_label();
  void scrub();
  [[nodiscard]] bool narrative(std::uint32_t token) const;
  void withhold_text(std::uint32_t token);
  void gather_withheld();
  void gather_released();
  void replace(std::uint32_t token, std::string_view text);
  void replace_raw(std::uint32_t token, std::string_view json);
  void alter(ItemIndex item) { items_.alter(item); }
  [[nodiscard]] Treatment treatment(ItemIndex item) const { return items_.treatment(item); }
  [[nodiscard]] const protocol::json::Tape& tape() const { return input_->record.tape(); }

  const DecisionInput* input_ = nullptr;  // of the current call only
  Disclosure* out_ = nullptr;
  const protocol::json::Token* tokens_ = nullptr;  // of its tape
  const Mark* marks_ = nullptr;
  Treatments treatments_;
  ItemOutcomes items_;
  std::vector<Fate> fates_;          // by token
  std::vector<std::uint8_t> alive_;  // by token
  std::vector<Frame> frames_;
  std::vector<Replacement> replacements_;
  std::string replaced_;  // their texts
  std::vector<PseudonymisedIdentifier> pseudonymised_;
  std::vector<std::uint32_t> free_text_;
  std::vector<std::uint32_t> links_;  // required references
  std::vector<Lost> lost_;            // resources that are withheld whole
  Cause no_instruction_;              // why an entry has lost what the receiver is to do with it
  FreeText scrubber_;
  std::string scratch_;
  std::string clean_;
  bool changed_ = false;
  bool cut_ = false;  // some container is withheld whatever it holds
  bool needs_label_ = false;
};

}  // namespace concordat::policy
