#include "gateway/ledger/audit/views/plan_view.h"

#include <algorithm>

namespace concordat::gateway {
namespace {

constexpr std::int64_t kSecond = 1000;

// The words of gateway/pipeline/manifest.cc, which a recipient reads in its manifests.
std::string reason_of(std::string_view clause) {
  if (clause.empty()) return "not-named";
  if (clause.starts_with("floor ")) return "floor";
  if (clause.ends_with("as signed")) return "not-yet-signed";
  return clause.find(" against ") != std::string_view::npos ? "agreements-differ" : "withheld-by-agreement";
}

}  // namespace

const std::string& ItemNames::label(const std::string& id) const {
  const auto found = std::find_if(items.begin(), items.end(), [&](const Item& item) { return item.id == id; });
  return found == items.end() || found->label.empty() ? id : found->label;
}

void PlanViews::learn(const EntryView& entry) {
  const std::string text = text_of(gateway::find(entry.members, "plan_text"));
  std::vector<Member> members, items, item;
  if (text.empty() || !read_object(text, members) || !read_object(find(members, "items"), items)) return;
  Plan plan;
  plan.vocabulary_hash = text_of(find(members, "vocabulary_hash"));
  for (const Member& member : items) {
    if (!read_object(member.value, item)) return;
    plan.items[std::string(member.key)] = {text_of(find(item, "action")) == "withhold", text_of(find(item, "clause"))};
  }
  if (read_object(find(members, "obligations"), item)) {
    const auto within = number_of(find(item, "deliver_within_seconds"));
    if (within) plan.deliver_within_ms = static_cast<std::int64_t>(*within) * kSecond;
  }
  plans_.insert_or_assign(std::string(entry.text("plan")), std::move(plan));
}

void PlanViews::learn_vocabulary(const EntryView& entry) {
  std::vector<std::string_view> elements;
  if (!read_array(gateway::find(entry.members, "items"), elements)) return;
  std::vector<std::string>& items = vocabularies_[std::string(entry.text("hash"))];
  items.clear();
  for (const std::string_view element : elements) items.push_back(text_of(element));
}

bool PlanViews::complete(const std::string& hash) const {
  const auto plan = plans_.find(hash);
  return plan != plans_.end() && !names_.items.empty() && plan->second.vocabulary_hash == names_.vocabulary_hash;
}

std::vector<WithheldItem> PlanViews::withheld(const std::string& hash) const {
  std::vector<WithheldItem> result;
  const auto plan = plans_.find(hash);
  if (plan == plans_.end()) return result;
  for (const auto& [id, item] : plan->second.items) {
    if (item.withheld) result.push_back({id, reason_of(item.clause), item.clause});
  }
  if (!complete(hash)) return result;
  for (const ItemNames::Item& item : names_.items) {
    if (!item.structural && !plan->second.items.contains(item.id)) result.push_back({item.id, reason_of({}), {}});
  }
  return result;
}

std::vector<WithheldItem> PlanViews::lost(const std::string& before, const std::string& now) const {
  std::vector<WithheldItem> result;
  const auto was = plans_.find(before), is = plans_.find(now);
  if (was == plans_.end() || is == plans_.end()) return result;
  for (const auto& [id, item] : was->second.items) {
    if (item.withheld) continue;
    const auto left = is->second.items.find(id);
    if (left != is->second.items.end() && !left->second.withheld) continue;
    const std::string clause = left == is->second.items.end() ? std::string() : left->second.clause;
    result.push_back({id, reason_of(clause), clause});
  }
  return result;
}

std::string PlanViews::item(const std::string& hash, std::uint16_t place) const {
  if (complete(hash) && place < names_.items.size()) return names_.items[place].id;
  const auto plan = plans_.find(hash);
  const auto items = plan == plans_.end() ? vocabularies_.end() : vocabularies_.find(plan->second.vocabulary_hash);
  if (items != vocabularies_.end() && place < items->second.size()) return items->second[place];
  return "item " + std::to_string(place);
}

std::optional<std::int64_t> PlanViews::deliver_within_ms(const std::string& hash) const {
  const auto plan = plans_.find(hash);
  return plan == plans_.end() ? std::nullopt : plan->second.deliver_within_ms;
}

}  // namespace concordat::gateway
