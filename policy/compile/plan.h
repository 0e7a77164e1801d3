#pragma once
// A disclosure plan: what one recipient may have of one kind of record, item by item. It is what the redactor obeys,
// what the verifier checks against, what the ledger records once, and what is stored with every queued disclosure.
// Immutable; shared between threads.

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/action.h"
#include "policy/model/vocabulary.h"
#include "protocol/base/result.h"

namespace concordat::policy {

struct AgreementRef {
  AgreementId id;
  std::uint32_t version = 0;
  std::string hash;  // hex SHA-256 of its canonical text
  bool operator==(const AgreementRef&) const = default;
};

struct Obligations {
  std::uint32_t retain_days = 0;       // 0: none stated
  std::string onward_sharing;          // "forbidden" | "permitted"; empty: none stated
  std::chrono::seconds warn_after{0};  // 0: none stated, in these three too
  std::chrono::seconds deliver_within{0};
  std::chrono::seconds expire_after{0};
  bool operator==(const Obligations&) const = default;
};

struct PlanItem {
  Action action;       // withhold unless an agreement says otherwise
  std::string clause;  // which clause did it: "share.keep person.*"; empty: no agreement names it
  // Which of the plan's agreements has that clause, from 1; 0 where the clause says all itself ("floor …"). So that
  // agreements with the same terms share their items, however many there are.
  std::uint16_t agreement = 0;
  bool operator==(const PlanItem&) const = default;
};

// Items that plans share until one of them is changed.
class PlanItems {
 public:
  PlanItems() = default;
  PlanItems(std::vector<PlanItem> items) : items_(std::make_shared<std::vector<PlanItem>>(std::move(items))) {}
  [[nodiscard]] std::size_t size() const { return items_ ? items_->size() : 0; }
  const PlanItem& operator[](std::size_t item) const { return (*items_)[item]; }
  [[nodiscard]] const PlanItem* begin() const { return items_ ? items_->data() : nullptr; }
  [[nodiscard]] const PlanItem* end() const { return begin() + size(); }
  // For changing: a copy of its own, unless it is the only owner.
  std::vector<PlanItem>& edit();

 private:
  std::shared_ptr<std::vector<PlanItem>> items_;
};

struct Plan {
  // Indexed by ItemIndex; as long as the vocabulary's items. Structural items are kept, but for places that an
  // agreement's parties have not signed yet.
  PlanItems items;
  std::vector<AgreementRef> agreements;  // those that matched
  Obligations obligations;
  std::string vocabulary_hash;  // hex; of the compiled selectors
  std::string hash;             // 32 raw bytes: SHA-256 of plan_text()

  // "ISA-2026-014 share.keep person.*"; empty: no agreement names the item.
  [[nodiscard]] std::string clause(std::size_t item) const;
  // True when no item but structural ones is released: such a plan denies.
  [[nodiscard]] bool releases_nothing(const Vocabulary& vocabulary) const;
};

// Canonical JSON of all that a plan says: the ledger's plan entry, and what the store keeps.
[[nodiscard]] std::string plan_text(const Plan& plan, const Vocabulary& vocabulary);
// Fills `hash` from the rest.
void seal(Plan& plan, const Vocabulary& vocabulary);

// Parts of that text, for others who show a plan.
[[nodiscard]] std::string agreements_json(const std::vector<AgreementRef>& agreements);
[[nodiscard]] std::string obligations_json(const Obligations& obligations);

// Reads a plan's canonical text back, in terms of `vocabulary`: items that it no longer has are dropped (so: withheld).
Result<Plan> parse_plan(std::string_view text, const Vocabulary& vocabulary);

// What may still leave of a disclosure that was made under `stored`, now that `current` is in force (DESIGN.md, Store):
// per item, the same action stays as it is (keep); what was kept has the new action applied; anything else is withheld.
// Never wider than either.
[[nodiscard]] Plan narrow(const Plan& stored, const Plan& current, const Vocabulary& vocabulary);

}  // namespace concordat::policy
