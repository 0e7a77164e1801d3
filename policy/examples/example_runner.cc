#include "policy/examples/example_runner.h"

#include <algorithm>

#include "policy/compile/compiled.h"
#include "policy/compile/merge.h"
#include "policy/examples/stand_in_keys.h"
#include "policy/explain/words.h"
#include "policy/verify/verifier.h"

namespace concordat::policy {
namespace {

enum class ItemFate : std::uint8_t { kAbsent, kReleased, kChanged, kWithheld };

// What became of an item of the record.
ItemFate fate_of(ItemIndex item, const Plan& plan, const Record& before, const Record& after,
                 const Disclosure& disclosure) {
  if (!before.holds(item)) return ItemFate::kAbsent;
  const ActionKind action = plan.items[item].action.kind;
  if (action == ActionKind::kWithhold) return ItemFate::kWithheld;
  if (action == ActionKind::kKeep) return after.holds(item) ? ItemFate::kReleased : ItemFate::kWithheld;
  // A pseudonymised identifier has another system, so that it may no longer be found under its item.
  const auto& altered = disclosure.altered;
  const bool failed = std::find(altered.begin(), altered.end(), item) != altered.end();
  return after.holds(item) || !failed ? ItemFate::kChanged : ItemFate::kWithheld;
}

std::string_view in_words(ItemFate expected) {
  switch (expected) {
    case ItemFate::kReleased: return "released as it is";
    case ItemFate::kChanged: return "changed";
    case ItemFate::kWithheld: return "withheld";
    case ItemFate::kAbsent: break;
  }
  return "absent";
}

std::vector<std::string> kind_names(const Vocabulary& vocabulary, KindSet kinds) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < vocabulary.kinds.size(); ++i) {
    if ((kinds >> i & 1) != 0) names.push_back(vocabulary.kinds[i].id.str());
  }
  return names;
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

// Empty when the agreement shares every kind that the record is.
std::string unshared_kinds(const Agreement& agreement, const std::vector<std::string>& kinds) {
  if (kinds.empty()) {
    return "the record is of no kind that the vocabulary knows, so that it would be refused; is it the right file?";
  }
  std::vector<std::string> others;
  for (const std::string& kind : kinds) {
    const bool named = std::any_of(agreement.records.begin(), agreement.records.end(),
                                   [&](const Written& record) { return record.text == kind; });
    if (!named) others.push_back(kind);
  }
  if (others.empty()) return {};
  return "the record is of the kind " + joined(others) +
         ", which this agreement does not share; add it under records, " + "or take another record";
}

}  // namespace

std::size_t expectations(const Example& example) {
  return example.released.size() + example.changed.size() + example.withheld.size();
}

ExampleRunner::ExampleRunner(const PolicySet& set, const Agreement& agreement)
    : set_(set),
      agreement_(agreement),
      spoken_(resolve(agreement, set.vocabulary())),
      held_(set.vocabulary().items.size(), false) {
  const Voice voice{&agreement, &spoken_};
  plan_ = merge({&voice, 1}, set.compiled().policy.floor, set.vocabulary());
  plan_.vocabulary_hash = set.compiled().vocabulary_hash;
  seal(plan_, set.vocabulary());
}

std::string ExampleRunner::withheld_by(ItemIndex item) const {
  const PlanItem& planned = plan_.items[item];
  if (planned.action.kind != ActionKind::kWithhold) {
    return "is withheld, since that could not be done safely with what this record holds";
  }
  constexpr std::string_view kFloor = "floor ";
  if (planned.clause.starts_with(kFloor)) return "is withheld by the floor: " + planned.clause.substr(kFloor.size());
  return planned.clause.empty() ? "is withheld: no rule of the agreement names it" : "is withheld by " + planned.clause;
}

std::vector<BrokenExpectation> ExampleRunner::compare(const Example& example, const Record& record) const {
  const auto refused = [&](const Error& error) {
    return std::vector<BrokenExpectation>{{example.record.place, "", "the record would be refused: " + error.detail}};
  };
  Redactor redactor;
  Disclosure disclosure;
  if (auto done = redactor.redact(record, plan_, set_.vocabulary(), agreement_.recipients.front().text, StandInKeys(),
                                  disclosure);
      !done)
    return refused(done.error());
  Verifier verifier;
  const Envelope beside{record.content_type(), disclosure.file_name};
  if (auto sound = verifier.verify(disclosure.bytes, plan_, set_.verifier_index(record.format()), beside); !sound)
    return refused(sound.error());
  Record after;
  if (auto done = after.read(record.format(), disclosure.bytes, set_.record_index(record.format()), beside); !done)
    return refused(done.error());

  std::vector<BrokenExpectation> broken;
  const auto expect = [&](const std::vector<Written>& items, ItemFate expected) {
    for (const Written& name : items) {
      const auto item = set_.vocabulary().item(name.text);
      const ItemFate fate = item ? fate_of(*item, plan_, record, after, disclosure) : ItemFate::kAbsent;
      if (fate == expected) continue;
      std::string words = name.text + " was expected to be " + std::string(in_words(expected)) + " and ";
      switch (fate) {
        case ItemFate::kAbsent:
          words += "the record holds none; put one into the record, or remove the expectation";
          break;
        case ItemFate::kReleased: words += "is released by " + plan_.items[*item].clause; break;
        case ItemFate::kChanged:
          words += "is changed (" + in_words(plan_.items[*item].action) + ") by " + plan_.items[*item].clause;
          break;
        case ItemFate::kWithheld: words += withheld_by(*item); break;
      }
      broken.push_back({name.place, name.text, std::move(words)});
    }
  };
  expect(example.released, ItemFate::kReleased);
  expect(example.changed, ItemFate::kChanged);
  expect(example.withheld, ItemFate::kWithheld);
  return broken;
}

ExampleOutcome ExampleRunner::run(const Example& example, Format format, std::string_view body,
                                  const Envelope& envelope) {
  ExampleOutcome outcome;
  const auto failed = [&](std::string words) {
    outcome.broken.push_back({example.record.place, "", std::move(words)});
    return outcome;
  };
  if (expectations(example) == 0) return failed("it expects nothing; name items under released, changed or withheld");
  Record record;
  if (auto read = record.read(format, body, set_.record_index(format), envelope); !read)
    return failed("the record cannot be read: " + read.error().detail);
  outcome.kinds = kind_names(set_.vocabulary(), record.kinds());
  if (std::string words = unshared_kinds(agreement_, outcome.kinds); !words.empty()) return failed(std::move(words));
  if ((record.labels() & ~agreement_.conditions.security_labels) != 0) {
    return failed(
        "the record is marked with a security label that the agreement does not name, so that it would be "
        "refused; name it under conditions.security_labels, or take another record");
  }
  for (std::size_t i = 0; i < held_.size(); ++i) {
    if (record.holds(static_cast<ItemIndex>(i))) held_[i] = true;
  }
  outcome.broken = compare(example, record);
  return outcome;
}

std::vector<const Rule*> ExampleRunner::uncovered() const {
  std::vector<const Rule*> out;
  for (const Rule& rule : agreement_.rules) {
    bool covered = false;
    for (std::size_t i = 0; i < spoken_.size() && !covered; ++i) covered = held_[i] && spoken_[i].rule == &rule;
    if (!covered) out.push_back(&rule);
  }
  std::sort(out.begin(), out.end(), [](const Rule* a, const Rule* b) {
    return std::pair(a->pattern.place.line, a->pattern.place.column) <
           std::pair(b->pattern.place.line, b->pattern.place.column);
  });
  return out;
}

}  // namespace concordat::policy
