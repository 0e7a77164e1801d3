#pragma once
// A record, read once: its tokens, which data item each leaf belongs to, and the facts that a decision needs. Reused from record to
// record on one thread (it owns its buffers); `body` must outlive its use.
//
//   Record record;
//   if (auto ok = record.read(Format::kFhir, body, set->record_index(Format::kFhir)); !ok) refuse(ok.error());
//   record.kinds(); record.destinations(); record.subjects();

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/vocabulary.h"
#include "protocol/base/result.h"
#include "protocol/json/tape.h"

namespace concordat::policy {

class RecordIndex;

class Record {
 public:
  // Refuses what cannot be read with certainty: malformed JSON, a FHIR document that is no resource, a Bundle whose entries can't be told
  // apart. Error details name the place, never a value.
  Result<void> read(Format format, std::string_view body, const RecordIndex& index);

  [[nodiscard]] Format format() const { return format_; }
  [[nodiscard]] KindSet kinds() const { return kinds_; }
  // Decoded values of the vocabulary's destination leaves, without repeats.
  [[nodiscard]] const std::vector<std::string>& destinations() const { return destinations_; }
  // Decoded, normalised (no spaces) values of the items that identify the person, without repeats: who the record is about.
  [[nodiscard]] const std::vector<std::string>& subjects() const { return subjects_; }

  [[nodiscard]] const protocol::json::Tape& tape() const { return tape_; }
  // The data item that covers this token, or kNoItem. For a leaf it is the item that decides; parallel to the tape.
  [[nodiscard]] ItemIndex item_of(std::uint32_t token) const { return items_[token]; }
  // Bit per item: which items have at least one leaf here.
  [[nodiscard]] bool holds(ItemIndex item) const { return present_[item]; }

 private:
  friend class RecordIndex;
  Format format_ = Format::kFhir;
  KindSet kinds_ = 0;
  protocol::json::Tape tape_;
  std::vector<ItemIndex> items_;
  std::vector<bool> present_;
  std::vector<std::string> destinations_;
  std::vector<std::string> subjects_;
  std::string scratch_;
};

}  // namespace concordat::policy
