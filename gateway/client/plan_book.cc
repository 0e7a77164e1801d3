#include "gateway/client/plan_book.h"

#include <utility>

#include "protocol/native/concordat.pb.h"

namespace concordat::client {
namespace {

// An action that we do not know withholds: never claim that something was released.
Outcome planned(std::string_view action) {
  if (action == "keep") return Outcome::kReleased;
  for (const std::string_view change : {"mask:", "generalise:", "pseudonymise:"}) {
    if (action.substr(0, change.size()) == change) return Outcome::kChanged;
  }
  return Outcome::kWithheld;
}

}  // namespace

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::kReleased: return "released";
    case Outcome::kChanged: return "changed";
    case Outcome::kWithheld: return "withheld";
    case Outcome::kAbsent: return "absent";
  }
  return "withheld";
}

void PlanBook::learn(const native::v1::Plan& plan) {
  Known known;
  known.items.reserve(static_cast<std::size_t>(plan.items_size()));
  for (const auto& item : plan.items()) {
    known.items.push_back({item.item(), item.label(), item.action(), item.clause(), planned(item.action()), false,
                           item.reason(), item.sensitive()});
  }
  known.agreements.assign(plan.agreements().begin(), plan.agreements().end());
  plans_.insert_or_assign(plan.hash(), std::move(known));
}

Result<std::vector<ItemOutcome>> PlanBook::expand(std::string_view hash, std::span<const std::uint32_t> absent,
                                                  std::span<const std::uint32_t> altered,
                                                  std::span<const std::uint32_t> earlier) const {
  const auto found = plans_.find(std::string(hash));
  if (found == plans_.end()) return fail(Code::kMalformed, "the gateway named a plan that it has not sent");
  std::vector<ItemOutcome> items = found->second.items;
  bool beyond = false;
  const auto each = [&](std::span<const std::uint32_t> positions, const auto& change) {
    for (const std::uint32_t position : positions) {
      if (position < items.size()) {
        change(items[position]);
      } else {
        beyond = true;
      }
    }
  };
  const auto withhold = [](ItemOutcome& item, std::string_view reason) {
    if (item.outcome == Outcome::kWithheld) return;
    item.outcome = Outcome::kWithheld;
    item.altered = true;
    item.reason = reason;
  };
  each(earlier, [&](ItemOutcome& item) { withhold(item, kNotKeptInQueue); });
  each(altered, [&](ItemOutcome& item) { withhold(item, kNotChangedSafely); });
  each(absent, [](ItemOutcome& item) {
    item.outcome = Outcome::kAbsent;
    item.altered = false;
    item.reason.clear();
  });
  if (beyond) return fail(Code::kMalformed, "the gateway named an item that its plan does not have");
  return items;
}

std::vector<std::string> PlanBook::agreements(std::string_view hash) const {
  const auto found = plans_.find(std::string(hash));
  return found == plans_.end() ? std::vector<std::string>() : found->second.agreements;
}

std::vector<std::string> names(const std::vector<ItemOutcome>& items, Outcome outcome) {
  std::vector<std::string> found;
  for (const ItemOutcome& item : items) {
    if (item.outcome == outcome) found.push_back(item.item);
  }
  return found;
}

}  // namespace concordat::client
