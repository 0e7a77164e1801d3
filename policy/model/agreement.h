#pragma once
// A sharing agreement as its file says it, before it is compiled. Words that name something elsewhere (an agency, a
// purpose, an item) keep the place where they were written, so that the checker can point at them.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/model/action.h"
#include "policy/model/security_label.h"
#include "policy/problem.h"
#include "protocol/base/id.h"

namespace concordat::policy {

struct Written {
  std::string text;
  Place place;
};

enum class Status : std::uint8_t { kDraft, kShadow, kActive, kSuspended };

// "draft", "shadow", "active", "suspended"
[[nodiscard]] std::string_view name(Status status);

// On what law one party relies. Empty: not stated.
struct LawfulBasis {
  Written party;
  Written article_6, article_9, dpa_2018, dpa_part_3, article_10, secrecy, common_law;
};

// One line of `share` or `withhold`: what happens to the items that `pattern` names ("person.name", "person.*", "*").
struct Rule {
  Written pattern;
  Action action;
  std::string clause;  // "share.keep person.*"
};

struct AgreementDate {
  std::chrono::sys_days day;
  std::string text;  // as written: "2027-12-31"
  Place place;
};

// How the circumstances of one record change the answer (policy/decide/circumstances.h).
enum class OptOut : std::uint8_t { kUnstated, kApplies, kNotApplicable };
enum class Objection : std::uint8_t { kDeny, kOverridden };
enum class Justification : std::uint8_t { kNotRequired, kRequired };

struct Conditions {
  OptOut opt_out = OptOut::kUnstated;
  Objection objection = Objection::kDeny;
  Justification justification = Justification::kNotRequired;
  Written objection_grounds;             // why an objection is overridden
  std::vector<Written> acknowledged_by;  // break-glass: officers of a party
  LabelSet security_labels = 0;          // that a record may bear; another one denies
};

// A case that `concordat policy test` runs.
struct Example {
  Written record;  // path, relative to the agreement's file
  std::vector<Written> released, changed, withheld;
};

struct Agreement {
  AgreementId id;
  Place place;  // of its id
  std::string title;
  std::string summary;
  std::string dpia;
  Status status = Status::kDraft;
  std::uint32_t version = 0;
  Written provider;
  std::vector<Written> recipients;
  Written purpose;
  std::vector<LawfulBasis> bases;
  AgreementDate first_day, last_day, review_by;  // inclusive, Europe/London
  std::vector<Written> records;                  // kinds
  std::vector<Rule> rules;
  Conditions conditions;
  Obligations obligations;
  std::vector<Example> examples;
  std::string hash;  // hex SHA-256 of its canonical text
  std::string
      out_of_force;  // why its signatures keep it out of force: "waits for the signature of …"; empty: they don't
};

}  // namespace concordat::policy
