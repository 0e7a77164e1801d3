#pragma once
// What an agreement permits once it is compiled: the meaning that officers sign beside its text. It holds what the
// vocabulary, the purposes and the floor add to the agreement's own words, so that a change there is a change here.
// Written as canonical JSON into a signature, and read back to be compared with what the files mean today.
//
//   Terms now = terms_of(policy, agreement, spoken);
//   std::string signed_text = terms_json(now);                  // a line without line breaks
//   Result<Terms> then = parse_terms(signed_text);

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "policy/compile/resolve.h"
#include "policy/decide/circumstances.h"
#include "policy/load/policy.h"
#include "protocol/base/result.h"

namespace concordat::policy {

// Selectors, sorted, by Format.
using Places = std::array<std::vector<std::string>, kFormats>;

struct TermsItem {
  std::optional<Action> action;  // the floor applied; nullopt: the agreement is silent
  bool structural = false;
  bool identifying = false;
  bool sensitive = false;
  bool subject = false;
  std::string type;
  Places places;
  bool operator==(const TermsItem&) const = default;
};

struct Terms {
  std::string agreement;
  std::string provider;
  std::set<std::string> recipients;
  std::string purpose;
  Status status = Status::kDraft;
  std::chrono::sys_days first_day, last_day;
  Demands demands;
  Obligations obligations;
  std::set<std::string> records;           // the kinds that it covers
  std::map<std::string, Places> kinds;     // how the vocabulary recognises every kind
  std::map<std::string, TermsItem> items;  // every item of the vocabulary
  bool operator==(const Terms&) const = default;
};

// `spoken` is resolve()'s answer. The agreement has no errors.
[[nodiscard]] Terms terms_of(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken);

[[nodiscard]] std::string terms_json(const Terms& terms);
// kMalformed when the text is not what terms_json() writes.
[[nodiscard]] Result<Terms> parse_terms(std::string_view text);

// The wider of what both allow at most, whatever other agreements say beside it: silence lies between withholding and
// keeping, and what can't be compared is withheld.
[[nodiscard]] std::optional<Action> narrower(const std::optional<Action>& a, const std::optional<Action>& b);
// True when `a` allows nothing that `b` does not.
[[nodiscard]] bool within(const std::optional<Action>& a, const std::optional<Action>& b);

}  // namespace concordat::policy
