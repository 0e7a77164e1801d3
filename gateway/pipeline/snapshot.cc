#include "gateway/pipeline/snapshot.h"

#include "gateway/pipeline/manifest.h"
#include "policy/compile/compiled.h"
#include "protocol/base/bytes.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::gateway {

Snapshot::Snapshot(std::shared_ptr<const policy::PolicySet> set, PersonLists lists)
    : set_(std::move(set)), lists_(std::move(lists)), hash_hex_(hex(set_->hash())) {
  std::uint32_t next = 0;
  for (const policy::Item& item : set_->vocabulary().items) {
    positions_.push_back(next);
    if (item.category != policy::Category::kStructural) ++next;
  }
}

const std::string& Snapshot::vocabulary_hash() const {
  return set_->compiled().vocabulary_hash;
}

PlanMessage Snapshot::message_of(const policy::Plan& plan) const {
  const std::lock_guard lock(mutex_);
  PlanMessage& known = messages_[plan.hash];
  if (known.frame) return known;
  native::v1::Plan message;
  message.set_hash(plan.hash);
  for (const policy::AgreementRef& agreement : plan.agreements) {
    message.add_agreements(agreement.id.str() + " v" + std::to_string(agreement.version));
  }
  const auto& items = set_->vocabulary().items;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (items[i].category == policy::Category::kStructural) continue;
    native::v1::PlanItem& item = *message.add_items();
    item.set_item(items[i].id.str());
    item.set_label(items[i].label);
    item.set_action(plan.items[i].action.str());
    item.set_clause(plan.clause(i));
    item.set_reason(std::string(withheld_because(plan, i)));
    item.set_sensitive(items[i].sensitive);
  }
  known.text = std::make_shared<const std::string>(policy::plan_text(plan, set_->vocabulary()));
  known.frame = std::make_shared<const std::string>(message.SerializeAsString());
  return known;
}

std::optional<policy::KindSet> Snapshot::kinds(const std::vector<std::string>& names) const {
  policy::KindSet kinds = 0;
  for (const std::string& name : names) {
    const auto kind = set_->vocabulary().kind(name);
    if (!kind) return std::nullopt;
    kinds |= policy::KindSet{1} << *kind;
  }
  return kinds;
}

std::vector<std::string> Snapshot::names(policy::KindSet kinds) const {
  std::vector<std::string> names;
  const auto& all = set_->vocabulary().kinds;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((kinds >> i & 1) != 0) names.push_back(all[i].id.str());
  }
  return names;
}

}  // namespace concordat::gateway
