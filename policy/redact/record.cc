#include "policy/redact/record.h"

#include <algorithm>

#include "policy/redact/record_index.h"

namespace concordat::policy {

Result<void> Record::read(Format format, std::string_view body, const RecordIndex& index) {
  if (format != index.format() || format == Format::kOpaque) {
    return fail(Code::kUnsupported, "records of this format cannot be read item by item");
  }
  format_ = format;
  auto ok = format == Format::kHl7v2 ? hl7_.read(body, index.hl7(), facts_) : json_.read(body, index, facts_);
  if (!ok) return ok;
  if (facts_.too_many_parties) {
    return fail(Code::kTooLarge, "more than " + std::to_string(RecordFacts::kMostParties) +
                                     " destinations, or more people, in one record; send it in parts");
  }
  return {};
}

bool Record::names_somebody_unknown() const {
  return facts_.subjects.empty() || std::any_of(facts_.people.begin(), facts_.people.end(),
                                                [](const RecordFacts::Person& person) { return !person.identified; });
}

}  // namespace concordat::policy
