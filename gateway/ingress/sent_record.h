#pragma once
// What a sender may ask about its own records: where each is, and which recipients a recall is about. Another agency's
// record is answered as one that does not exist. Reads the store only.
//
//   auto record = sent_record(store, keys, peer.agency, request.id());
//   if (*record) describe(store, **record, reply);

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/commit/recipient_commands.h"
#include "gateway/keys/key_store.h"
#include "gateway/store/store.h"
#include "policy/policy_set.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::native::v1 {
class Recall;
class RecallReply;
class StatusReply;
}  // namespace concordat::native::v1

namespace concordat::gateway {

struct SentRecord {
  RecordId record;
  std::uint64_t ledger_index = 0;
  std::int64_t unix_ms = 0;
  std::vector<std::pair<std::string, bool>> recipients;  // true: it may have the record
};

// By the sender's own id, or by the record's. nullopt when `agency` sent no such record, or too long ago.
[[nodiscard]] Result<std::optional<SentRecord>> sent_record(Store& store, const KeyStore& keys,
                                                            const std::string& agency, const std::string& id);
[[nodiscard]] Result<void> describe(Store& store, const SentRecord& record, native::v1::StatusReply& reply);

// Withdraws what a recall is about and nobody has, and gives what is then asked of the committer; its origin and
// fingerprint are still to be filled in. kNotFound, kUnknownRecipient for one who may not have the record, kTooLarge
// for its reason. After an error nothing stays withdrawn.
[[nodiscard]] Result<RecallRequest> recall_request(Store& store, const KeyStore& keys, const policy::PolicySet& policy,
                                                   const std::string& agency, const native::v1::Recall& recall);
void describe(const RecallAnswer& answer, native::v1::RecallReply& reply);

}  // namespace concordat::gateway
