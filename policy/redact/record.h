#pragma once
// A record, read once: which data item each of its leaves belongs to, and the facts that a decision needs. Reused from
// record to record on one thread (it owns its buffers); `body` and `envelope` must outlive its use.
//
//   Record record;
//   if (auto ok = record.read(Format::kFhir, body, set->record_index(Format::kFhir)); !ok) refuse(ok.error());
//   record.kinds(); record.destinations(); record.subjects();

#include <string>
#include <string_view>
#include <vector>

#include "policy/model/envelope.h"
#include "policy/redact/facts.h"
#include "policy/redact/hl7/hl7_record.h"
#include "policy/redact/json/json_record.h"
#include "policy/redact/opaque/opaque_record.h"

namespace concordat::policy {

class RecordIndex;

class Record {
 public:
  // Refuses what cannot be read with certainty, and more than 256 destinations or people. Error details name the place,
  // never a value.
  Result<void> read(Format format, std::string_view body, const RecordIndex& index, const Envelope& envelope = {});

  [[nodiscard]] Format format() const { return format_; }
  [[nodiscard]] KindSet kinds() const { return facts_.kinds; }
  // Decoded values of the vocabulary's destination leaves, without repeats.
  [[nodiscard]] const std::vector<std::string>& destinations() const { return facts_.destinations; }
  // Decoded, normalised (upper case, no spaces or dashes) values of the items that identify the person, without
  // repeats: who the record is about.
  [[nodiscard]] const std::vector<std::string>& subjects() const { return facts_.subjects; }
  // A person whom the record is about and whom no such value identifies: one of several may be.
  [[nodiscard]] bool names_somebody_unknown() const;
  // The labels by which the sender marked the record, or any resource in it, as more confidential.
  [[nodiscard]] LabelSet labels() const { return facts_.labels; }
  // Whether the item has at least one leaf here.
  [[nodiscard]] bool holds(ItemIndex item) const { return item < facts_.present.size() && facts_.present[item] != 0; }

  // For the redactor: the record in its own format.
  [[nodiscard]] const RecordFacts& facts() const { return facts_; }
  [[nodiscard]] const JsonRecord& json() const { return json_; }  // FHIR and plain JSON
  [[nodiscard]] const Hl7Record& hl7() const { return hl7_; }
  [[nodiscard]] const OpaqueRecord& opaque() const { return opaque_; }
  // Of an opaque payload, as its specification spells it; else empty.
  [[nodiscard]] std::string_view content_type() const {
    return format_ == Format::kOpaque ? opaque_.content_type() : std::string_view();
  }
  // As the sender named it; empty: not said.
  [[nodiscard]] std::string_view file_name() const { return file_name_; }

 private:
  Result<void> read_format(std::string_view body, const RecordIndex& index, const Envelope& envelope);

  Format format_ = Format::kFhir;
  RecordFacts facts_;
  JsonRecord json_;
  Hl7Record hl7_;
  OpaqueRecord opaque_;
  std::string_view file_name_;
};

}  // namespace concordat::policy
