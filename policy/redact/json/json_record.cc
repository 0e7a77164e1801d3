#include "policy/redact/json/json_record.h"

#include "policy/redact/json/record_reader.h"

namespace concordat::policy {

Result<void> JsonRecord::read(std::string_view body, const RecordIndex& index, RecordFacts& facts) {
  fhir_ = index.format() == Format::kFhir;
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
  facts.clear(index.tree().item_types.size());
  return RecordReader(*this, facts, index).run();
}

}  // namespace concordat::policy
