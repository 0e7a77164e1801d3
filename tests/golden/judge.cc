#include "tests/golden/judge.h"

#include <set>
#include <utility>

#include "policy/compile/compiled.h"
#include "protocol/base/bytes.h"
#include "tests/golden/policy_files.h"

namespace concordat::golden {
namespace {

using policy::Action;
using policy::ActionKind;
using policy::Decision;
using policy::Plan;
using policy::PolicySet;
using policy::Vocabulary;

std::string listed(const std::vector<std::string>& lines) {
  if (lines.empty()) return " nothing";
  std::string out;
  for (const std::string& line : lines) out += "\n    " + line;
  return out;
}

std::vector<std::string> named(const std::vector<policy::AgreementRef>& agreements) {
  std::vector<std::string> out;
  for (const policy::AgreementRef& one : agreements)
    out.push_back(one.id.str() + " version " + std::to_string(one.version));
  return out;
}

const Action kUntouched{.kind = ActionKind::kKeep};

// What finally reaches the recipient of an item that was stored under one action and narrowed by another.
std::string in_all(const Action& stored, const Action& narrowed) {
  if (narrowed.kind == ActionKind::kKeep) return stored.str();
  if (narrowed.kind == ActionKind::kWithhold || stored.kind == ActionKind::kKeep) return narrowed.str();
  return stored.str() + ", then " + narrowed.str();
}

class Judge {
 public:
  explicit Judge(const Case& one) : case_(one), folder_(read_folder(one.policy)), files_(folder_) {}

  std::vector<std::string> judge() {
    load({case_.change, case_.since_signed}, case_.question, case_.answer);
    if (set_ != nullptr) first(case_.question, case_.answer);
    for (const Later& later : case_.then) {
      load({later.change}, later.question, later.answer);
      if (waiting_) {
        leaves_the_queue(later);
      } else {
        differ("nothing waits: it was denied, or is stopped for good");
      }
    }
    return std::move(differences_);
  }

 private:
  void differ(std::string line) { differences_.push_back(std::move(line)); }

  void same(const std::string& what, const std::string& expected, const std::string& found) {
    if (expected != found) differ(what + ": expected \"" + expected + "\", found \"" + found + "\"");
  }
  void same(const std::string& what, const std::vector<std::string>& expected, const std::vector<std::string>& found) {
    if (expected != found) differ(what + ": expected" + listed(expected) + "\n  found" + listed(found));
  }

  // A set that is refused leaves the one before it in force.
  void load(const std::vector<PolicyChange>& changes, const Question& question, const Answer& answer) {
    policy::PolicyFiles changed = files_;
    for (const PolicyChange& change : changes) {
      if (auto ok = apply(change, folder_, changed); !ok) return differ(ok.error().detail);
    }
    policy::Loaded loaded = policy::load_policy(
        changed, question.at,
        case_.signatures_required ? policy::Signatures::kRequired : policy::Signatures::kNotRequired);
    std::vector<std::string> problems;
    for (const policy::Problem& problem : loaded.problems) problems.push_back(problem.str());
    same("problems", answer.problems, problems);
    if (loaded.set != nullptr) {
      set_ = loaded.set;
      files_ = std::move(changed);
    } else if (answer.permit) {
      differ("a policy that is refused decides nothing");
    }
  }

  std::optional<policy::KindSet> kinds_of(const Question& question) {
    policy::KindSet kinds = 0;
    for (const std::string& name : question.kinds) {
      const auto kind = set_->vocabulary().kind(name);
      if (!kind) {
        differ("the vocabulary has no kind " + name);
        return std::nullopt;
      }
      kinds |= policy::KindSet{1} << *kind;
    }
    return kinds;
  }

  Decision decide(const Question& question, policy::KindSet kinds) {
    const policy::Request request = request_of(question, kinds);
    return set_->decide(request);
  }
  static policy::Request request_of(const Question& question, policy::KindSet kinds) {
    return {question.from, question.to, question.purpose, kinds, question.at, question.circumstances};
  }

  void first(Question question, const Answer& answer) {
    find_sender(question, answer);
    find_recipient(question, answer);
    const auto kinds = kinds_of(question);
    if (!answer.permit || !kinds) return;
    const Decision decision = decide(question, *kinds);
    compare(decision, answer, *answer.permit);
    const policy::ShadowOutcome* outcome = set_->shadow(request_of(question, *kinds));
    same("shadow", answer.shadow, outcome == nullptr ? "" : outcome->words);
    for (const Question& other : answer.same_answer_as) {
      if (const auto other_kinds = kinds_of(other)) same_answer(decision, decide(other, *other_kinds));
    }
    if (!decision.permit) return;
    waiting_ = question;
    stored_text_ = plan_text(*decision.plan, set_->vocabulary());
    stored_hash_ = decision.plan->hash;
  }

  void find_sender(Question& question, const Answer& answer) {
    if (!question.certificate) return;
    const auto agency = set_->agency_of(*question.certificate);
    if (agency) question.from = (*agency)->id.str();
    same("sender", answer.sender.value_or(""), agency ? (*agency)->id.str() : "");
    same("nobody", answer.nobody.value_or(""), agency ? "" : agency.error().detail);
  }

  void find_recipient(Question& question, const Answer& answer) {
    if (!question.address) return;
    std::vector<std::string> found;
    for (const policy::Agency* agency : set_->candidates(question.from, *question.address))
      found.push_back(agency->id.str());
    same("candidates", answer.candidates.value_or(std::vector<std::string>{}), found);
    if (found.size() == 1) question.to = found.front();
    if (found.size() != 1 && answer.permit) differ("an address that leads to no one agency, or to several, is refused");
  }

  void compare(const Decision& decision, const Answer& answer, bool permit) {
    same("decision", permit ? "permit" : "deny", decision.permit ? "permit" : "deny");
    same("denial", answer.denial, decision.permit ? "" : std::string(policy::name(decision.denial)));
    same("reasons", answer.reasons, decision.reasons);
    same("break-glass", answer.break_glass ? "yes" : "no", decision.break_glass ? "yes" : "no");
    if (answer.agreements) same("agreements", *answer.agreements, named(decision.agreements()));
    if (decision.permit) compare_plan(*decision.plan, nullptr, answer);
  }

  // `stored` is what was done to the disclosure before; nothing, to a fresh one.
  void compare_plan(const Plan& plan, const Plan* stored, const Answer& answer) {
    const Vocabulary& vocabulary = set_->vocabulary();
    std::map<std::string, std::string> found;
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
      const std::string& item = vocabulary.items[i].id.str();
      if (vocabulary.items[i].category == policy::Category::kStructural) continue;
      const std::string action = in_all(stored == nullptr ? kUntouched : stored->items[i].action, plan.items[i].action);
      if (action != "withhold" || answer.items.contains(item)) found[item] = action;
    }
    same("items", lines_of(answer.items), lines_of(found));
    for (const auto& [item, clause] : answer.clauses) {
      const auto index = vocabulary.item(item);
      same("clause of " + item, clause, index ? plan.clause(*index) : "no such item");
    }
    if (answer.obligations)
      same("obligations", obligations_json(*answer.obligations), obligations_json(plan.obligations));
  }

  static std::vector<std::string> lines_of(const std::map<std::string, std::string>& items) {
    std::vector<std::string> out;
    for (const auto& [item, action] : items) out.push_back(item + ": " + action);
    return out;
  }

  void same_answer(const Decision& one, const Decision& other) {
    const auto told = [&](const Decision& decision) {
      std::vector<std::string> out = decision.reasons;
      for (const std::string& agreement : named(decision.agreements())) out.push_back(agreement);
      out.emplace_back(policy::name(decision.denial));
      out.push_back(decision.plan == nullptr ? "deny" : hex(decision.plan->hash));
      return out;
    };
    same("answer to the other question", told(one), told(other));
  }

  void leaves_the_queue(const Later& later) {
    // Who sent it, to whom and for what was settled when it came; the time and the people's choices go on.
    Question question = *waiting_;
    question.at = later.question.at;
    question.circumstances = later.question.circumstances;
    const auto kinds = kinds_of(question);
    if (!kinds) return;
    const Decision decision = decide(question, *kinds);
    if (!decision.permit) {
      stop(later.answer);
      return compare(decision, later.answer, false);
    }
    const auto stored = policy::parse_plan(stored_text_, set_->vocabulary());
    if (!stored) return differ(stored.error().detail);
    const bool as_stored = decision.plan->hash == stored_hash_;
    const Plan out = as_stored ? *stored : policy::narrow(*stored, *decision.plan, set_->vocabulary());
    if (out.releases_nothing(set_->vocabulary())) {
      stop(later.answer);
      same("reasons", later.answer.reasons, std::vector<std::string>{});
      return same("denial", later.answer.denial, std::string(policy::name(policy::Denial::kNothingReleased)));
    }
    same("delivery", later.answer.delivery, as_stored ? "as-stored" : "narrowed");
    compare_plan(out, as_stored ? nullptr : &*stored, later.answer);
  }

  void stop(const Answer& answer) {
    same("delivery", answer.delivery, "stopped");
    waiting_.reset();
  }

  const Case& case_;
  const policy::PolicyFiles folder_;
  policy::PolicyFiles files_;
  std::shared_ptr<const PolicySet> set_;
  std::optional<Question> waiting_;
  std::string stored_text_, stored_hash_;
  std::vector<std::string> differences_;
};

}  // namespace

std::vector<std::string> differences(const Case& one) {
  return Judge(one).judge();
}

}  // namespace concordat::golden
