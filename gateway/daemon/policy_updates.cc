#include "gateway/daemon/policy_updates.h"

#include "crypto/primitive/digest.h"
#include "gateway/pipeline/number_lists.h"
#include "policy/compile/compiled.h"
#include "policy/survey/difference.h"
#include "protocol/base/bytes.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kMostChangesSaid = 200;          // lines of the log
constexpr std::size_t kMostWordsInLedger = 32 * 1024;  // an entry holds 64 KiB

std::string counted_people(std::size_t people) {
  return std::to_string(people) + (people == 1 ? " number" : " numbers");
}

// What was found in the lists, so that the same again is known to be the same.
std::string fingerprint_of(const std::vector<PersonListEntry>& lists) {
  crypto::Digest digest{};
  for (const PersonListEntry& list : lists) {
    std::string people;
    for (const PersonTag& tag : list.people) people.append(tag.begin(), tag.end());
    const std::string head = list.id + "\n" + std::to_string(list.stale_from) + (list.readable ? "+" : "-");
    digest = crypto::sha256(digest.view(), crypto::sha256(head, people).view());
  }
  return std::string(digest.view());
}

}  // namespace

PolicyUpdates::PolicyUpdates(Dependencies dependencies)
    : deps_(std::move(dependencies)), source_(deps_.config.directory, deps_.config.data, deps_.config.signatures) {}

Result<std::shared_ptr<const Snapshot>> PolicyUpdates::first() {
  Read first = read();
  if (!first.snapshot) {
    auto kept = source_.last_good(deps_.clock.unix_ms() / 1000);
    if (!kept)
      return fail(Code::kPolicyInvalid, "the policy has errors and " + kept.error().detail +
                                            "; see `concordat policy check " + deps_.config.directory + "`");
    first.set = std::move(*kept);
    first.snapshot = snapshot_of(first.set, first.fingerprint);
    deps_.health.set_degraded("policy", "the files have errors; the last good set is in force");
    say(Severity::kError, "failure", "the policy has errors: the last good set is in force", first.first_error);
  }
  if (deps_.config.signatures == policy::Signatures::kNotRequired) {
    say(Severity::kWarning, "success",
        "signatures are not required (signatures: not-required): agreements are in force unsigned");
  }
  fingerprint_ = first.fingerprint;
  set_ = std::move(first.set);
  return current_ = first.snapshot;
}

Result<void> PolicyUpdates::reload(Asked asked) {
  Read next = read();
  if (!next.snapshot) {
    deps_.health.set_degraded("policy", "the files have errors; the set that was in force stays");
    say(Severity::kError, "failure", "the policy was not reloaded; the old set stays", next.first_error);
    refresh_lists();
    return fail(Code::kPolicyInvalid, next.first_error);
  }
  deps_.health.set_degraded("policy", {});
  const bool same = next.fingerprint == fingerprint_;
  if (same && asked == Asked::kNo) return {};
  const std::shared_ptr<const Snapshot> before = std::exchange(current_, next.snapshot);
  fingerprint_ = next.fingerprint;
  set_ = std::move(next.set);
  deps_.put_in_force(next.snapshot);
  if (same) {
    say(Severity::kInfo, "success", "reloaded; the policy is the same");
  } else {
    say_change(*before, *next.snapshot);
  }
  return {};
}

PolicyUpdates::Read PolicyUpdates::read() {
  PolicyRead read = source_.read(deps_.clock.unix_ms() / 1000);
  say_problems(read.problems);
  Read out;
  for (const policy::Problem& problem : read.problems) {
    if (problem.level != policy::Level::kError) continue;
    out.first_error = problem.str();
    break;
  }
  out.set = std::move(read.set);
  if (out.set) out.snapshot = snapshot_of(out.set, out.fingerprint);
  return out;
}

// Who opted out or objected must be heard also while a mistake in another file waits to be mended.
void PolicyUpdates::refresh_lists() {
  std::string fingerprint;
  std::shared_ptr<const Snapshot> next = snapshot_of(set_, fingerprint);
  if (fingerprint == fingerprint_) return;
  fingerprint_ = std::move(fingerprint);
  current_ = next;
  deps_.put_in_force(std::move(next));
  say(Severity::kInfo, "success", "the lists of people were read again; the policy is the same");
}

std::shared_ptr<const Snapshot> PolicyUpdates::snapshot_of(std::shared_ptr<const policy::PolicySet> set,
                                                           std::string& fingerprint) {
  NumberLists read =
      read_number_lists(deps_.config.directory, set->compiled().policy.lists,
                        [this](std::string_view number) { return Bytes(deps_.keys.subject(number).view()); });
  for (const policy::Problem& problem : read.problems) say(Severity::kError, "failure", problem.str());
  deps_.health.set_degraded("lists", read.problems.empty() ? std::string() : read.problems.front().str());
  fingerprint = set->hash() + fingerprint_of(read.lists);
  return std::make_shared<const Snapshot>(std::move(set), PersonLists(std::move(read.lists)));
}

// What was said of the last set and still holds is not said again for a change somewhere else.
void PolicyUpdates::say_problems(const policy::Problems& problems) {
  for (const policy::Problem& problem : problems) {
    const bool known = std::any_of(said_.begin(), said_.end(),
                                   [&](const policy::Problem& said) { return said.str() == problem.str(); });
    const bool error = problem.level == policy::Level::kError;
    if (known && !error) continue;
    deps_.log.say({.level = error ? Severity::kError : Severity::kWarning,
                   .action = "policy-check",
                   .outcome = error ? "failure" : "success",
                   .message = problem.str()});
  }
  said_ = problems;
}

void PolicyUpdates::say_change(const Snapshot& before, const Snapshot& after) {
  Fields fields{{"policy", after.hash_hex()}, {"was", before.hash_hex()}};
  for (const PersonListEntry& list : after.lists().lists()) {
    fields.emplace_back("list " + list.id, list.readable ? counted_people(list.people.size()) : "unreadable");
  }
  const policy::Difference difference = policy::difference(before.policy(), after.policy());
  say(Severity::kInfo, "success", "reloaded; the new policy is in force. " + difference.summary());
  std::string words;
  std::size_t said = 0;
  for (const policy::Change& change : difference.changes) {
    if (said == kMostChangesSaid) break;
    ++said;
    const std::string_view direction = change.wider ? "shares more" : change.narrower ? "shares less" : "to know";
    deps_.log.say({.level = change.wider ? Severity::kWarning : Severity::kInfo,
                   .action = "policy-change",
                   .outcome = "success",
                   .message = change.sentence,
                   .reason = direction});
    if (words.size() + change.sentence.size() < kMostWordsInLedger) words += change.sentence + "\n";
  }
  if (said < difference.changes.size()) {
    const std::string rest = std::to_string(difference.changes.size() - said);
    say(Severity::kWarning, "success", "and " + rest + " more changes: see `concordat policy diff`");
  }
  fields.emplace_back("changes", words);
  fields.emplace_back("changes_in_all", std::to_string(difference.changes.size()));
  deps_.ledger("policy-load", std::move(fields));
}

void PolicyUpdates::say(Severity level, std::string_view outcome, std::string_view message, std::string_view reason) {
  deps_.log.say({.level = level, .action = "policy-load", .outcome = outcome, .message = message, .reason = reason});
}

FolderWatchOptions PolicyUpdates::watched(const std::string& directory) {
  FolderWatchOptions options;
  options.folders = {directory, directory + "/agencies", directory + "/agreements", directory + "/signatures",
                     directory + "/lists"};
  options.concerns = [directory](const std::string& folder, std::string_view name) {
    if (name.starts_with('.')) return false;
    if (folder != directory) return name.ends_with(".yaml") || name.ends_with(".sig") || folder.ends_with("/lists");
    return name == "vocabulary.yaml" || name == "purposes.yaml" || name == "floor.yaml" || name == "routes.yaml";
  };
  return options;
}

}  // namespace concordat::gateway
