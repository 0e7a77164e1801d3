#pragma once
// A record, read once: its tokens, which data item each leaf belongs to, and the facts that a decision needs. Reused
// from record to record on one thread (it owns its buffers); `body` must outlive its use.
//
//   Record record;
//   if (auto ok = record.read(Format::kFhir, body, set->record_index(Format::kFhir)); !ok) refuse(ok.error());
//   record.kinds(); record.destinations(); record.subjects();

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/security_label.h"
#include "policy/model/vocabulary.h"
#include "policy/redact/mark.h"
#include "protocol/base/result.h"
#include "protocol/json/tape.h"

namespace concordat::policy {

class RecordIndex;

class Record {
 public:
  // Refuses what cannot be read with certainty: malformed JSON, a FHIR document that is no resource, a Bundle whose
  // entries can't be told apart; and more than 256 destinations or people. Error details name the place, never a value.
  Result<void> read(Format format, std::string_view body, const RecordIndex& index);

  [[nodiscard]] Format format() const { return format_; }
  [[nodiscard]] KindSet kinds() const { return kinds_; }
  // Decoded values of the vocabulary's destination leaves, without repeats.
  [[nodiscard]] const std::vector<std::string>& destinations() const { return destinations_; }
  // Decoded, normalised (upper case, no spaces or dashes) values of the items that identify the person, without
  // repeats: who the record is about.
  [[nodiscard]] const std::vector<std::string>& subjects() const { return subjects_; }

  // A person whom the record is about and whom no such value identifies: one of several may be.
  [[nodiscard]] bool names_somebody_unknown() const;
  // The labels by which the sender marked the record, or any resource in it, as more confidential.
  [[nodiscard]] LabelSet labels() const { return labels_; }

  [[nodiscard]] const protocol::json::Tape& tape() const { return tape_; }
  // The data item that covers this token, or kNoItem. For a leaf it is the item that decides.
  [[nodiscard]] ItemIndex item_of(std::uint32_t token) const { return marks_[token].item; }
  // Which items have at least one leaf here.
  [[nodiscard]] bool holds(ItemIndex item) const { return item < present_.size() && present_[item] != 0; }

  // For the redactor: what else reading found out. Parallel to the tape (keys have no marks).
  [[nodiscard]] const Mark& mark(std::uint32_t token) const { return marks_[token]; }
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
  struct Person {
    std::uint32_t token = 0;  // a Patient
    bool identified = false;
  };
  Format format_ = Format::kFhir;
  KindSet kinds_ = 0;
  protocol::json::Tape tape_;
  std::vector<Mark> marks_;
  std::vector<std::uint32_t> parents_;
  std::vector<std::uint8_t> present_;
  std::vector<std::string> destinations_;
  std::vector<std::string> subjects_;
  std::vector<Person> people_;
  LabelSet labels_ = 0;
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
