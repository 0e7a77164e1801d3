#include "policy/survey/disclosures.h"

#include <algorithm>
#include <chrono>
#include <tuple>

#include "policy/compile/compiled.h"
#include "policy/source/day.h"

namespace concordat::policy {
namespace {

// Where only what is tried out begins or ends, the table has a cut and the disclosure goes on.
void extend(std::vector<Stretch>& stretches, const Stretch& next) {
  if (!stretches.empty()) {
    Stretch& last = stretches.back();
    if (last.until == next.from && last.plan == next.plan && last.demands == next.demands) {
      last.until = next.until;
      return;
    }
  }
  stretches.push_back(next);
}

std::vector<Stretch> stretches_of(std::span<const Cut> cuts) {
  std::vector<Stretch> out;
  // The last cut is where everything has ended: it has no plan.
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    if (cuts[i].plan != nullptr) extend(out, {cuts[i].from, cuts[i + 1].from, cuts[i].plan, cuts[i].demands});
  }
  return out;
}

std::tuple<const std::string&, const std::string&, const std::string&, const std::string&> names(const Flow& flow) {
  return {flow.provider->id.str(), flow.recipient->id.str(), flow.purpose->id.str(), flow.kind->id.str()};
}

// London is on Greenwich time, or an hour ahead of it.
std::chrono::sys_days london_day(std::int64_t unix_seconds) {
  const std::chrono::sys_seconds moment{std::chrono::seconds{unix_seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(moment + std::chrono::hours{1});
  return london_midnight(day) <= unix_seconds ? day : day - std::chrono::days{1};
}

}  // namespace

std::vector<Flow> flows(const PolicySet& set) {
  const PolicySet::Compiled& compiled = set.compiled();
  std::vector<Flow> out;
  compiled.table.each([&](const TableKey& key, std::span<const Cut> cuts) {
    Flow flow{&compiled.agencies[key.provider],
              &compiled.agencies[key.recipient],
              &compiled.policy.purposes[key.purpose],
              &compiled.policy.vocabulary.kinds[key.kind],
              key,
              stretches_of(cuts)};
    if (!flow.stretches.empty()) out.push_back(std::move(flow));
  });
  std::sort(out.begin(), out.end(), [](const Flow& a, const Flow& b) { return names(a) < names(b); });
  return out;
}

std::vector<Flow> flows_at(const PolicySet& set, std::int64_t unix_seconds) {
  std::vector<Flow> out = flows(set);
  std::erase_if(out, [&](Flow& flow) {
    std::erase_if(flow.stretches, [&](const Stretch& stretch) { return !stretch.holds(unix_seconds); });
    return flow.stretches.empty();
  });
  return out;
}

std::vector<std::string> in_words(const Demands& demands) {
  std::vector<std::string> out;
  if (demands.opt_out) out.emplace_back("only where nobody in the record has opted out");
  if (demands.objection) out.emplace_back("only where nobody in the record has objected");
  if (demands.justification) out.emplace_back("only with a written justification");
  if (demands.break_glass) out.emplace_back("every use raises an alert, which a named person acknowledges");
  for (const auto& [name, label] : kSecurityLabels) {
    if ((demands.labels & static_cast<LabelSet>(label)) != 0)
      out.push_back("also records that bear the security label " + std::string(name));
  }
  return out;
}

std::string first_day(std::int64_t from) {
  return day_text(london_day(from));
}

std::string last_day(std::int64_t until) {
  return day_text(london_day(until - 1));
}

}  // namespace concordat::policy
