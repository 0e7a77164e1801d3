#pragma once
// Steps 2 to 4 of the life of a record: read it, decide for each recipient, build and verify each disclosure, seal it,
// and draft the ledger entry and the receipt. Nothing here is durable, and nothing withheld leaves this thread: what
// comes out holds only sealed disclosures, and the sealed alert of an emergency.
//
// One Judge a thread: it owns the buffers of reading and redacting.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gateway/commit/committer.h"
#include "gateway/keys/key_store.h"
#include "gateway/pipeline/snapshot.h"
#include "gateway/runtime/clock.h"
#include "policy/redact/record.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"
#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Receipt;
class Submit;
}  // namespace concordat::native::v1

namespace concordat::gateway {

// Who sent it, proven by its certificate.
struct Peer {
  std::string agency;
  std::string fingerprint_hex;
  std::string address;                                             // for the log
  std::shared_ptr<const crypto::CertificateKey> certificate = {};  // for what it signs
};

// What a log line says of a judgement.
struct JudgementSummary {
  std::string recipients;  // joined by a comma
  std::string agreements;
  std::string trace;   // the sender's, where it was a trace id
  std::string reason;  // a refusal's, in words
  std::string shadow;  // what agreements that are being tried out would change, in words; empty: none applies
  bool break_glass = false;
  Code code = Code::kRefusedByPolicy;
};

struct Judgement {
  Submission submission;
  JudgementSummary summary;
};

class Judge {
 public:
  Judge(const KeyStore& keys, const Clock& clock);

  // A judgement, accepted or refused. An error means that nothing was judged (the submission is not one, or the gateway
  // is at fault): no entry, and the sender is told to mend it or to try again.
  Result<Judgement> judge(const Snapshot& snapshot, const Peer& peer, const native::v1::Submit& submit);

 private:
  struct Draft;
  Result<void> read(Draft& draft);
  Result<std::vector<std::string>> recipients_of(const Draft& draft) const;
  Result<void> disclose(Draft& draft, const std::string& agency);
  policy::Decision decide(Draft& draft, const std::string& agency);
  policy::Request request_of(const Draft& draft, const std::string& agency) const;
  Result<bool> build(Draft& draft, const std::string& agency, const policy::Plan& plan);
  void queue(Draft& draft, const std::string& agency, const policy::Plan& plan);
  void note_emergency(Draft& draft, const std::string& agency, const policy::Plan& plan);
  void raise_alert(Draft& draft);
  void compose(Draft& draft, const policy::Plan& plan, const Bytes& output_salt);
  void refuse(Draft& draft, const Error& error);
  void finish(Draft& draft);

  const KeyStore& keys_;
  const Clock& clock_;
  policy::Record record_;
  policy::Redactor redactor_;
  policy::Verifier verifier_;
  policy::Disclosure disclosure_;
  std::string plaintext_;
};

// The bytes that bind a sealed disclosure to its place, so that it opens nowhere else.
[[nodiscard]] Bytes seal_context(const RecordId& record, std::string_view recipient, ByteView plan_hash);

[[nodiscard]] RecordId mint_record_id(const Clock& clock);

}  // namespace concordat::gateway
