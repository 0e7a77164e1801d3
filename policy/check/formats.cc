// Items that an agreement shares and that have no place in a format in which its records come: in that format they
// would be withheld, record after record, without anyone having meant it. Opaque payloads are left out: one of them is
// one item, and no other item was ever meant to stand in it, nor it in the others' records.

#include <algorithm>

#include "policy/check/rules.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kMostNamed = 8;

std::string named(const std::vector<std::string_view>& items) {
  std::string out;
  for (std::size_t i = 0; i < items.size() && i < kMostNamed; ++i) out += (i == 0 ? "" : ", ") + std::string(items[i]);
  if (items.size() > kMostNamed) out += " and " + std::to_string(items.size() - kMostNamed) + " more";
  return out;
}

bool stands_in_records(const Item& item) {
  for (std::size_t format = 0; format < kFormats; ++format) {
    if (static_cast<Format>(format) != Format::kOpaque && !item.selectors[format].empty()) return true;
  }
  return false;
}

}  // namespace

bool comes_in(const Policy& policy, const Agreement& agreement, Format format) {
  return std::any_of(agreement.records.begin(), agreement.records.end(), [&](const Written& record) {
    const auto kind = policy.vocabulary.kind(record.text);
    return kind && !policy.vocabulary.kinds[*kind].recognise[static_cast<std::size_t>(format)].empty();
  });
}

void check_formats(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken,
                   Findings& findings) {
  for (std::size_t format = 0; format < kFormats; ++format) {
    if (static_cast<Format>(format) == Format::kOpaque || !comes_in(policy, agreement, static_cast<Format>(format)))
      continue;
    // Only what is named in full: a wildcard means what there is of a group in each format.
    std::vector<std::string_view> placeless;
    Place place;
    for (std::size_t i = 0; i < spoken.size(); ++i) {
      const Item& item = policy.vocabulary.items[i];
      if (spoken[i].rule == nullptr || spoken[i].action.kind == ActionKind::kWithhold) continue;
      if (!item.selectors[format].empty() || spoken[i].rule->pattern.text != item.id.str()) continue;
      if (!stands_in_records(item)) continue;
      if (placeless.empty()) place = spoken[i].rule->pattern.place;
      placeless.push_back(item.id.str());
    }
    if (placeless.empty()) continue;
    findings.warning(place, "in " + std::string(kFormatNames[format]) + " records the vocabulary has no place for " +
                                named(placeless) +
                                ", so there it is never shared; give it a selector in vocabulary.yaml");
  }
}

}  // namespace concordat::policy
