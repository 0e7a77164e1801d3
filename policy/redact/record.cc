#include "policy/redact/record.h"

#include <algorithm>

#include "policy/redact/record_index.h"

namespace concordat::policy {

Result<void> Record::read(Format format, std::string_view body, const RecordIndex& index, const Envelope& envelope) {
  if (format != index.format()) return fail(Code::kUnsupported, "records of this format cannot be read item by item");
  format_ = format;
  file_name_ = envelope.file_name;
  if (auto ok = read_format(body, index, envelope); !ok) return ok;
  if (!file_name_.empty() && index.file_name() != kNoItem) facts_.present[index.file_name()] = 1;
  if (facts_.too_many_parties) {
    return fail(Code::kTooLarge, "more than " + std::to_string(RecordFacts::kMostParties) +
                                     " destinations, or more people, in one record; send it in parts");
  }
  return {};
}

Result<void> Record::read_format(std::string_view body, const RecordIndex& index, const Envelope& envelope) {
  switch (format_) {
    case Format::kHl7v2: return hl7_.read(body, index.hl7(), facts_);
    case Format::kOpaque: return opaque_.read(body, envelope, index.payloads(), facts_);
    default: return json_.read(body, index, facts_);
  }
}

bool Record::names_somebody_unknown() const {
  return facts_.subjects.empty() || std::any_of(facts_.people.begin(), facts_.people.end(),
                                                [](const RecordFacts::Person& person) { return !person.identified; });
}

}  // namespace concordat::policy
