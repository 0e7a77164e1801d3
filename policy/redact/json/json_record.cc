#include "policy/redact/json/json_record.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "policy/redact/json/record_reader.h"

namespace concordat::policy {

Result<void> JsonRecord::read(std::string_view body, const RecordIndex& index, RecordFacts& facts) {
  index_ = &index;
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
  clear_marks();
  parents_.resize(tape_.size());
  facts.clear(index.tree().item_types.size());
  return RecordReader(*this, facts, index).run();
}

// By ever larger copies: as fast as memory is, where filling mark by mark is a sixth of the walk.
void JsonRecord::clear_marks() {
  static_assert(std::is_trivially_copyable_v<Mark>);
  const std::size_t size = tape_.size();
  if (marks_.size() < size) marks_.resize(size);
  marks_[0] = Mark{};
  for (std::size_t done = 1; done < size;) {
    const std::size_t more = std::min(done, size - done);
    std::memcpy(&marks_[done], &marks_[0], more * sizeof(Mark));
    done += more;
  }
}

bool JsonRecord::knows(std::string_view member) const {
  return index_->tree().knows(member);
}

}  // namespace concordat::policy
