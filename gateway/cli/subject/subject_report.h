#pragma once
// A person's report: every record about them that passed through the gateway, who received what of it, when, for what
// purpose, under which agreement and on which lawful basis, what was withheld, and who has looked this up before; each
// with the proof that the ledger says so. It is made of what the gateway keeps about the person (the answer of its
// control socket, which leaves out what is lawfully held back) and of the ledger's public files.
//
//   Result<SubjectReport> report = make_report(answer, files, policy);
//   std::cout << as_text(*report);

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/ledger/audit/ledger_files.h"
#include "policy/policy_set.h"
#include "protocol/base/result.h"

namespace concordat::cli {

struct ReportedItem {
  std::string item;   // "person.address"
  std::string label;  // "Home address"; the item where the policy has no word for it any more
  std::string how;    // changed: in words; withheld: why
};

struct ReportedEvent {
  std::string time;
  std::string what;    // "delivered", "rejected by the recipient", …
  std::string reason;  // a code
  std::string words;   // what was said, from the person's detail
  std::uint64_t index = 0;
};

struct ReportedRecipient {
  std::string agency;
  bool shared = false;
  std::string reason;                   // why not: a code
  std::vector<std::string> agreements;  // "ISA-2026-014 v3"
  std::vector<std::string> bases;       // in words, each behind the party whose it is
  std::vector<ReportedItem> released, changed, withheld;
  bool items_known = false;  // whether the ledger spells out what the record held
  std::vector<ReportedEvent> events;
};

struct ReportedRecord {
  std::uint64_t index = 0;
  std::string record, time, sender, purpose;
  std::vector<std::string> kinds;
  std::string reason;  // of a refusal: a code
  bool accepted = false;
  bool held_back = false;  // shown to an auditor only
  std::string identifier, senders_id, words;
  std::uint64_t persons = 1;
  std::vector<ReportedRecipient> recipients;
  std::string entry, proof;  // as the ledger has it; a .tlog-proof
};

struct ReportedLookup {
  std::uint64_t index = 0;
  std::string time, event, by, reason;
  std::string entry, proof;
};

struct SubjectReport {
  std::string origin, request_id;
  std::uint64_t request_index = 0, size = 0;
  std::vector<ReportedRecord> records;
  std::vector<ReportedLookup> lookups;
  std::vector<std::string> keys_hex;  // for an auditor
};

// `answer` is the gateway's to {"command":"subject"}; `policy` may be null: then there are no labels and no bases. The
// published ledger must hold the request's own entry.
[[nodiscard]] Result<SubjectReport> make_report(std::string_view answer, const gateway::LedgerFiles& files,
                                                const policy::PolicySet* policy,
                                                const gateway::Progress& progress = {});

[[nodiscard]] std::string as_text(const SubjectReport& report);
[[nodiscard]] std::string as_json(const SubjectReport& report);
[[nodiscard]] std::string as_html(const SubjectReport& report);

}  // namespace concordat::cli
