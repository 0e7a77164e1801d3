#pragma once
// One golden case: a policy, a question, and the answer that POLICY.md gives to it. A file of cases is written for
// officers; README.md beside this file tells every key. Reading is as strict as it is for policy files: an unknown key
// is an error with a "did you mean", and a case that expects nothing is an error too.
//
//   policy::Problems problems;
//   std::vector<Case> cases = read_cases("dates.yaml", text, problems);   // problems: what is wrong with the file
//
// One thread.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "policy/policy_set.h"
#include "policy/source/node.h"

namespace concordat::golden {

// What is done to the files of a policy, in this order.
struct PolicyChange {
  struct Edit {
    std::string file, replace, with;
  };
  std::vector<std::string> without_files;
  std::map<std::string, std::string> files;
  std::vector<policy::Node> agreements;  // each a map of the keys that are written over
  std::vector<Edit> edits;
  std::map<std::string, std::vector<std::string>> signed_by;  // agreement -> parties
};

struct Question {
  std::string from, to, purpose;
  std::vector<std::string> kinds;
  std::int64_t at = 0;                          // unix seconds
  std::optional<policy::Identity> certificate;  // then the sender is whom it maps to
  std::optional<std::string> address;           // then the recipient is whom it leads to
  policy::Circumstances circumstances = policy::kNothingAgainst;
};

// What is not set is not looked at; but that a decision's items are all of those that it releases, and that a policy
// has no problems but those named.
struct Answer {
  std::vector<std::string> problems;
  std::optional<std::string> sender, nobody;           // whom a certificate maps to, or why to no one
  std::optional<std::vector<std::string>> candidates;  // to whom an address leads
  std::optional<bool> permit;
  std::string denial;
  std::vector<std::string> reasons;
  std::optional<std::vector<std::string>> agreements;  // "ISA-1 version 3"
  std::map<std::string, std::string> items;            // what is not named must be withheld
  std::map<std::string, std::string> clauses;
  std::optional<policy::Obligations> obligations;
  bool break_glass = false;
  std::string shadow;                    // what is tried out would change; empty: nothing is tried out
  std::vector<Question> same_answer_as;  // questions whose answers must not differ from this one in anything
  std::string delivery;                  // of what waits: "as-stored", "narrowed", "stopped"

  [[nodiscard]] bool says_something() const {
    return permit || sender || nobody || candidates || !problems.empty() || !delivery.empty();
  }
};

// What happens while the disclosure waits, and what becomes of it when it leaves the queue.
struct Later {
  PolicyChange change;
  Question question;
  Answer answer;
};

struct Case {
  std::string name;  // "dates: the last day lasts its 25th hour"
  std::string why;
  std::string policy;  // the folder whose files are changed
  bool signatures_required = false;
  PolicyChange change;
  PolicyChange since_signed;
  Question question;
  Answer answer;
  std::vector<Later> then;
};

[[nodiscard]] std::vector<Case> read_cases(const std::string& file, std::string_view text, policy::Problems& problems);

}  // namespace concordat::golden
