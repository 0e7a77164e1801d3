#pragma once
// A FHIR or plain JSON record, read once: its tokens, and for each what reading found out about it (its mark). Owns its
// buffers, which are reused from record to record; the text must outlive its use.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "policy/redact/facts.h"
#include "policy/redact/json/mark.h"
#include "policy/redact/record_index.h"
#include "protocol/base/result.h"
#include "protocol/json/tape.h"

namespace concordat::policy {

class JsonRecord {
 public:
  // Refuses what cannot be read with certainty: malformed JSON, a FHIR document that is no resource, a Bundle whose
  // entries can't be told apart. Error details name the place, never a value.
  Result<void> read(std::string_view body, const RecordIndex& index, RecordFacts& facts);

  [[nodiscard]] bool fhir() const { return fhir_; }
  [[nodiscard]] const protocol::json::Tape& tape() const { return tape_; }
  // The data item that covers this token, or kNoItem. For a leaf it is the item that decides.
  [[nodiscard]] ItemIndex item_of(std::uint32_t token) const { return marks_[token].item; }

  // What else reading found out. Parallel to the tape (keys have no marks).
  [[nodiscard]] const Mark& mark(std::uint32_t token) const { return marks_[token]; }
  // Whether the policy or FHIR knows the member's name: others are the sender's, and may say anything.
  [[nodiscard]] bool knows(std::string_view member) const;
  // The container that holds this value; 0 for the root, too.
  [[nodiscard]] std::uint32_t parent(std::uint32_t token) const { return parents_[token]; }
  [[nodiscard]] const std::vector<LocalReference>& references() const { return references_; }
  [[nodiscard]] const std::vector<Attendant>& attendants() const { return attendants_; }
  [[nodiscard]] const std::vector<AlignedArrays>& aligned() const { return aligned_; }
  // The strings that are an item's value, in the order of the tape.
  [[nodiscard]] const std::vector<std::uint32_t>& values() const { return values_; }
  // The root resource's meta and meta.security (an array), and the label that an earlier redaction left there; 0: none.
  [[nodiscard]] std::uint32_t meta() const { return meta_; }
  [[nodiscard]] std::uint32_t security() const { return security_; }
  [[nodiscard]] bool labelled() const { return labelled_; }

 private:
  friend class RecordReader;
  void clear_marks();

  const RecordIndex* index_ = nullptr;  // of the last read
  bool fhir_ = false;
  protocol::json::Tape tape_;
  std::vector<Mark> marks_;
  std::vector<std::uint32_t> parents_;
  std::vector<LocalReference> references_;
  std::vector<Attendant> attendants_;
  std::vector<AlignedArrays> aligned_;
  std::vector<std::uint32_t> values_;
  std::vector<Anchor> anchors_;      // sorted by scope and name
  std::deque<std::string> decoded_;  // what anchors with escapes name
  std::uint32_t meta_ = 0;
  std::uint32_t security_ = 0;
  bool labelled_ = false;
};

}  // namespace concordat::policy
