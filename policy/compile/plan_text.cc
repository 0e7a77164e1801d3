// A plan's canonical JSON (RFC 8785): what the ledger records, and what the store keeps with each queued disclosure.
// Items that no clause speaks of are left out: absent means withheld. Structure is left out too: it follows from the
// vocabulary.

#include <algorithm>
#include <charconv>

#include "crypto/primitive/digest.h"
#include "policy/compile/canonical_json.h"
#include "policy/compile/plan.h"
#include "protocol/json/tape.h"

namespace concordat::policy {
namespace {

namespace json = protocol::json;

std::string items_text(const Plan& plan, const Vocabulary& vocabulary) {
  JsonMembers items;
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const PlanItem& item = plan.items[i];
    bool silent = item.action.kind == ActionKind::kWithhold && item.clause.empty();
    bool as_ever = vocabulary.items[i].category == Category::kStructural && item.action.kind == ActionKind::kKeep;
    if (silent || as_ever) continue;
    items[vocabulary.items[i].id.str()] =
        json_object({{"action", json_string(item.action.str())}, {"clause", json_string(plan.clause(i))}});
  }
  return json_object(items);
}

tl::unexpected<Error> not_a_plan(std::string_view what) {
  return fail(Code::kStorageFailed, "a stored plan cannot be read: " + std::string(what));
}

// Reads a plan's text through the tape. Each reader leaves `ok_` false when something is not as seal() writes it.
class PlanReader {
 public:
  PlanReader(const json::Tape& tape, const Vocabulary& vocabulary) : tape_(tape), vocabulary_(vocabulary) {}

  Result<Plan> read() {
    if (tape_[0].kind != json::Kind::kObject) return not_a_plan("no object");
    Plan plan;
    read_items(plan);
    read_agreements(plan);
    read_obligations(plan.obligations);
    plan.vocabulary_hash = string(0, "vocabulary_hash");
    if (!ok_) return not_a_plan("a member is missing or of another type");
    return plan;
  }

 private:
  std::uint32_t member(std::uint32_t object, std::string_view name, json::Kind kind) {
    std::uint32_t value = tape_.member(object, name);
    if (value == 0 || tape_[value].kind != kind) ok_ = false;
    return ok_ ? value : 0;
  }

  std::string string(std::uint32_t object, std::string_view name) {
    std::uint32_t value = member(object, name, json::Kind::kString);
    std::string scratch;
    return ok_ ? std::string(tape_.decoded(value, scratch)) : std::string();
  }

  std::uint64_t number(std::uint32_t token) {
    std::uint64_t value = 0;
    std::string_view raw = tape_.raw(token);
    auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    if (tape_[token].kind != json::Kind::kNumber || error != std::errc{} || end != raw.data() + raw.size()) ok_ = false;
    return value;
  }

  std::uint64_t number_if_any(std::uint32_t object, std::string_view name) {
    std::uint32_t value = tape_.member(object, name);
    return value == 0 ? 0 : number(value);
  }

  void read_items(Plan& plan) {
    std::vector<PlanItem>& out = plan.items.edit();
    out.resize(vocabulary_.items.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (vocabulary_.items[i].category == Category::kStructural) out[i].action.kind = ActionKind::kKeep;
    }
    std::uint32_t items = member(0, "items", json::Kind::kObject);
    if (!ok_) return;
    std::string scratch;
    for (std::uint32_t key = items + 1; ok_ && key < tape_[items].next;) {
      std::uint32_t value = key + 1;
      if (tape_[value].kind != json::Kind::kObject) ok_ = false;
      auto index = vocabulary_.item(tape_.decoded(key, scratch));
      auto action = Action::parse(ok_ ? string(value, "action") : std::string());
      if (!action) ok_ = false;
      // What is structure now goes with what is released, whatever the plan said of it when it was not.
      bool structure = ok_ && index && vocabulary_.items[*index].category == Category::kStructural;
      if (ok_ && index && !structure) out[*index] = {std::move(*action), string(value, "clause")};
      key = tape_[value].next;
    }
  }

  void read_agreements(Plan& plan) {
    std::uint32_t list = ok_ ? member(0, "agreements", json::Kind::kArray) : 0;
    if (!ok_) return;
    for (std::uint32_t at = list + 1; ok_ && at < tape_[list].next; at = tape_[at].next) {
      if (tape_[at].kind != json::Kind::kObject) ok_ = false;
      AgreementRef agreement;
      agreement.id = AgreementId{ok_ ? string(at, "id") : ""};
      agreement.hash = ok_ ? string(at, "hash") : "";
      std::uint32_t version = ok_ ? member(at, "version", json::Kind::kNumber) : 0;
      if (ok_) agreement.version = static_cast<std::uint32_t>(number(version));
      plan.agreements.push_back(std::move(agreement));
    }
  }

  void read_obligations(Obligations& out) {
    std::uint32_t object = ok_ ? member(0, "obligations", json::Kind::kObject) : 0;
    if (!ok_) return;
    out.retain_days = static_cast<std::uint32_t>(number_if_any(object, "retain_days"));
    out.warn_after = std::chrono::seconds{number_if_any(object, "warn_after_seconds")};
    out.deliver_within = std::chrono::seconds{number_if_any(object, "deliver_within_seconds")};
    out.expire_after = std::chrono::seconds{number_if_any(object, "expire_after_seconds")};
    if (tape_.member(object, "onward_sharing") != 0) out.onward_sharing = string(object, "onward_sharing");
  }

  const json::Tape& tape_;
  const Vocabulary& vocabulary_;
  bool ok_ = true;
};

}  // namespace

std::string agreements_json(const std::vector<AgreementRef>& agreements) {
  std::vector<std::string> out;
  for (const AgreementRef& agreement : agreements) {
    out.push_back(json_object({{"hash", json_string(agreement.hash)},
                               {"id", json_string(agreement.id.str())},
                               {"version", std::to_string(agreement.version)}}));
  }
  return json_array(out);
}

std::string obligations_json(const Obligations& obligations) {
  JsonMembers members;
  auto number = [&](const char* name, std::uint64_t value) {
    if (value != 0) members[name] = std::to_string(value);
  };
  number("retain_days", obligations.retain_days);
  number("warn_after_seconds", static_cast<std::uint64_t>(obligations.warn_after.count()));
  number("deliver_within_seconds", static_cast<std::uint64_t>(obligations.deliver_within.count()));
  number("expire_after_seconds", static_cast<std::uint64_t>(obligations.expire_after.count()));
  if (!obligations.onward_sharing.empty()) members["onward_sharing"] = json_string(obligations.onward_sharing);
  return json_object(members);
}

std::string plan_text(const Plan& plan, const Vocabulary& vocabulary) {
  return json_object({{"agreements", agreements_json(plan.agreements)},
                      {"items", items_text(plan, vocabulary)},
                      {"obligations", obligations_json(plan.obligations)},
                      {"vocabulary_hash", json_string(plan.vocabulary_hash)}});
}

void seal(Plan& plan, const Vocabulary& vocabulary) {
  plan.hash = std::string(crypto::sha256(plan_text(plan, vocabulary)).view());
}

Result<Plan> parse_plan(std::string_view text, const Vocabulary& vocabulary) {
  json::Tape tape;
  if (auto parsed = tape.parse(text, {}); !parsed) return not_a_plan(parsed.error().detail);
  auto plan = PlanReader(tape, vocabulary).read();
  if (!plan) return plan;
  plan->hash = std::string(crypto::sha256(text).view());
  return plan;
}

}  // namespace concordat::policy
