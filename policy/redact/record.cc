#include "policy/redact/record.h"

#include <algorithm>

#include "policy/redact/record_reader.h"

namespace concordat::policy {

Result<void> Record::read(Format format, std::string_view body, const RecordIndex& index) {
  if (format != index.format() || static_cast<std::size_t>(format) >= kStructuredFormats) {
    return fail(Code::kUnsupported, "records of this format cannot be read item by item");
  }
  format_ = format;
  kinds_ = 0;
  destinations_.clear();
  subjects_.clear();
  people_.clear();
  labels_ = 0;
  references_.clear();
  attendants_.clear();
  aligned_.clear();
  values_.clear();
  anchors_.clear();
  decoded_.clear();
  meta_ = security_ = 0;
  labelled_ = false;
  if (auto ok = tape_.parse(body, {}); !ok) return ok;
  marks_.assign(tape_.size(), Mark{});
  parents_.resize(tape_.size());
  present_.assign(index.tree().item_types.size(), 0);
  return RecordReader(*this, index).run();
}

bool Record::names_somebody_unknown() const {
  const bool nobody = subjects_.empty();
  return nobody || std::any_of(people_.begin(), people_.end(), [](const Person& person) { return !person.identified; });
}

}  // namespace concordat::policy
