#include "policy/redact/record_index.h"

#include "policy/model/envelope.h"
#include "policy/redact/hl7/hl7_index.h"
#include "policy/redact/json/selector_tree.h"
#include "policy/redact/opaque/payload_index.h"

namespace concordat::policy {

RecordIndex::RecordIndex(Format format, const Vocabulary& vocabulary)
    : format_(format), file_name_(vocabulary.item(kFileNameItem).value_or(kNoItem)) {
  if (format == Format::kFhir || format == Format::kJson) tree_ = std::make_unique<const Tree>(format, vocabulary);
  if (format == Format::kHl7v2) hl7_ = std::make_unique<const Hl7Index>(vocabulary);
  if (format == Format::kOpaque) payloads_ = std::make_unique<const PayloadIndex>(vocabulary);
}
RecordIndex::~RecordIndex() = default;
RecordIndex::RecordIndex(RecordIndex&&) noexcept = default;
RecordIndex& RecordIndex::operator=(RecordIndex&&) noexcept = default;

}  // namespace concordat::policy
