#pragma once
// One immutable snapshot of the whole policy: agencies, vocabulary, purposes, agreements, floor, compiled so that a
// decision is a table look-up. A record is judged by one snapshot from beginning to end, and the snapshot's hash goes
// into the ledger. Thread-safe (const).
//
//   Loaded loaded = load_policy(files);                       // files: path -> text; reading folders is the gateway's
//   business if (!loaded.set) { for (auto& p : loaded.problems) print(p.str()); return 1; } Decision d =
//   loaded.set->decide({.sender = "riverside-trust", .recipient = "eastshire-council", .purpose = "direct-care",
//                                    .kinds = record.kinds(), .unix_seconds = now});

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/compile/plan.h"
#include "policy/decide/circumstances.h"
#include "policy/model/agency.h"
#include "policy/model/vocabulary.h"
#include "policy/problem.h"

namespace concordat::policy {

class RecordIndex;    // policy/redact/record_index.h: selectors compiled for classifying records
class VerifierIndex;  // policy/verify/verifier.h: selectors compiled for the verifier, independently

struct Request {
  std::string_view sender;
  std::string_view recipient;
  std::string_view purpose;
  KindSet kinds = 0;              // all that the record is; it must pass for each
  std::int64_t unix_seconds = 0;  // the gateway's own clock
  Circumstances circumstances;
};

enum class Denial : std::uint8_t {
  kNone,
  kNoSharedAgreement,  // also: no such agency. Never told apart
  kUnknownKind,
  kUnknownPurpose,
  kNotInForce,    // an agreement would permit it, but not today or not in its status
  kOtherPurpose,  // one permits this for another purpose only
  kOtherKind,     // one permits other kinds only
  kNothingReleased,
  kSecurityLabel,  // the record bears one that an agreement does not name
  kNotJustified,   // an emergency without a written justification
  kOptedOut,       // a person opted out, or it can't be told whether
  kObjected,       // a person objected, or it can't be told whether
};

struct Decision {
  bool permit = false;
  bool break_glass = false;              // permitted for an emergency: to be marked, and looked at afterwards
  const Plan* plan = nullptr;            // set when permitted; lives as long as the PolicySet, or as `combined`
  std::shared_ptr<const Plan> combined;  // of a record of several kinds
  Denial denial = Denial::kNone;
  // In words, for the sender: only about agreements that it is a party to. On a denial the nearest miss, e.g.
  // "ISA-2026-014 would have permitted this until 2026-10-31".
  std::vector<std::string> reasons;
  std::vector<AgreementRef> near_misses;  // on a denial: those that nearly matched

  // The agreements that matched, or nearly did.
  [[nodiscard]] const std::vector<AgreementRef>& agreements() const {
    return plan == nullptr ? near_misses : plan->agreements;
  }
};

// What agreements with status shadow would change where they apply.
struct ShadowOutcome {
  std::string agreements;  // their ids, joined
  std::string words;       // "would also release person.telecom; would withhold person.name"
};

// The name of a denial as logs, ledger and receipts write it: "no-shared-agreement".
[[nodiscard]] std::string_view name(Denial denial);

class PolicySet {
 public:
  struct Compiled;  // policy/compile/compiled.h
  explicit PolicySet(std::unique_ptr<const Compiled> compiled);
  ~PolicySet();

  [[nodiscard]] const std::string& hash() const;  // 32 raw bytes: SHA-256 over every file's canonical text
                                                  // and, where they are required, every signature that counts
  [[nodiscard]] const Vocabulary& vocabulary() const;
  [[nodiscard]] const RecordIndex& record_index(Format format) const;
  [[nodiscard]] const VerifierIndex& verifier_index(Format format) const;

  [[nodiscard]] const Agency* agency(std::string_view id) const;
  [[nodiscard]] const std::vector<Agency>& agencies() const;
  // The one agency that the certificate maps to; an error says in an operator's words why there is none, or more than
  // one.
  [[nodiscard]] Result<const Agency*> agency_of(const Identity& identity) const;
  // Agencies whose `destinations` hold `address`, restricted to those that share an agreement with `sender`.
  [[nodiscard]] std::vector<const Agency*> candidates(std::string_view sender, std::string_view address) const;
  // Whether the two are provider and recipient of at least one agreement, in either direction, whatever its status.
  [[nodiscard]] bool share_an_agreement(std::string_view a, std::string_view b) const;
  [[nodiscard]] bool has_purpose(std::string_view purpose) const;
  // Whether a person's own report says nothing of what was shared for it until an officer releases it (UK GDPR article
  // 15(4) and DPA 2018 schedule 3 part 2: serious harm; crime and safeguarding).
  [[nodiscard]] bool held_from_subject(std::string_view purpose) const;

  [[nodiscard]] Decision decide(const Request& request) const;
  // What agreements with status shadow would change about that decision, the record's own circumstances aside; null
  // when none applies. To be logged beside the decision, which it never changes.
  [[nodiscard]] const ShadowOutcome* shadow(const Request& request) const;

  // The key names that the agreements use for pseudonyms.
  [[nodiscard]] std::vector<std::string> pseudonym_keys() const;
  [[nodiscard]] std::size_t agreement_count() const;

  // For policy/explain and the tools beside it, which show the whole policy.
  [[nodiscard]] const Compiled& compiled() const { return *compiled_; }

 private:
  std::unique_ptr<const Compiled> compiled_;
};

// Path relative to the configuration directory ("agreements/isa-014.yaml") -> the file's text.
using PolicyFiles = std::map<std::string, std::string>;

struct Loaded {
  std::shared_ptr<const PolicySet> set;  // null when any problem is an error
  Problems problems;                     // in order of file, line, column
};

// Whether an agreement is in force only with every party's signature.
enum class Signatures : std::uint8_t { kNotRequired, kRequired };

// Loads, checks and compiles a whole policy. `unix_seconds` only decides warnings about dates; it never makes a load
// fail.
[[nodiscard]] Loaded load_policy(const PolicyFiles& files, std::int64_t unix_seconds,
                                 Signatures signatures = Signatures::kNotRequired);

}  // namespace concordat::policy
