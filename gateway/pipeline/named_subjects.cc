#include "gateway/pipeline/named_subjects.h"

#include <algorithm>

#include "gateway/ledger/persons/detail.h"

namespace concordat::gateway {

std::vector<Subject> name_subjects(const NamedRecord& record, std::vector<std::string>& commitments_hex) {
  std::vector<Subject> subjects;
  if (record.identifiers.empty()) subjects.emplace_back();
  Detail detail{.purpose = std::string(record.purpose),
                .vocabulary = std::string(record.vocabulary),
                .held_hex = std::string(record.held_hex),
                .held_back = record.held_back,
                .persons = static_cast<std::uint32_t>(record.identifiers.size())};
  if (record.identifiers.size() == 1 && !record.people.somebody_unknown) {
    detail.senders_id = record.senders_id;
    detail.reason = record.justification;
  }
  for (std::size_t i = 0; i < record.identifiers.size(); ++i) {
    detail.identifier = record.identifiers[i];
    SealedDetail sealed = seal_detail(detail_json(detail));
    commitments_hex.push_back(detail_commitment(sealed.bytes).hex());
    subjects.push_back({record.people.subjects[i], std::move(sealed.bytes), std::move(sealed.key)});
  }
  std::sort(commitments_hex.begin(), commitments_hex.end());
  return subjects;
}

std::vector<std::uint16_t> held_items(const policy::Record& record, const policy::Vocabulary& vocabulary) {
  std::vector<std::uint16_t> held;
  for (policy::ItemIndex i = 0; i < vocabulary.items.size(); ++i) {
    const bool structural = vocabulary.items[i].category == policy::Category::kStructural;
    if (!structural && record.holds(i)) held.push_back(i);
  }
  return held;
}

}  // namespace concordat::gateway
