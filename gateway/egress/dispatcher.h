#pragma once
// Delivery to one recipient's session: claims disclosures while the recipient's credit and the session's room last,
// decides each again if the policy has changed since (stop, or narrow what is stored; never widen), and appends
// Delivery frames. Knows no socket. One a session, on the session's thread; the queue behind it is the store's.
//
//   dispatcher.grant(records, bytes);
//   auto more = dispatcher.pump(out, room);      // frames appended to `out`, settlements of its own to the outbox
//   dispatcher.acknowledge(first, last);         // -> SettleRequest in the outbox
//   dispatcher.release();                        // the session ends: what is in flight may be claimed by another

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/commit/committer.h"
#include "gateway/keys/key_store.h"
#include "gateway/pipeline/judge.h"
#include "gateway/pipeline/kept_circumstances.h"
#include "gateway/pipeline/plan_frames.h"
#include "gateway/pipeline/snapshot.h"
#include "gateway/runtime/event_log.h"
#include "gateway/store/store.h"
#include "policy/redact/record.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"

namespace concordat::native::v1 {
class Ack;
class Delivery;
}  // namespace concordat::native::v1

namespace concordat::gateway {

// What a thread's sessions share for delivering. One a thread.
struct DeliveryTools {
  Store& store;
  const KeyStore& keys;
  const Clock& clock;
  LogBuffer& log;
  std::vector<Command>& outbox;
  policy::Record record;
  policy::Redactor redactor;
  policy::Verifier verifier;
  policy::Disclosure disclosure;
  std::string ledger_origin = {};  // part of what recipients sign
};

class Dispatcher {
 public:
  Dispatcher(DeliveryTools& tools, const Peer& recipient, Origin origin, SentPlans& plans);

  void grant(std::uint32_t records, std::uint64_t bytes);
  // Appends at most about `room` bytes. True when it stopped for want of room, so that it should be called again.
  Result<bool> pump(const std::shared_ptr<const Snapshot>& snapshot, std::string& out, std::size_t room);
  [[nodiscard]] bool has_credit() const { return credit_records_ > 0 && credit_bytes_ > 0; }

  void acknowledge(std::uint64_t first, std::uint64_t last);
  // One that the recipient signed. An error: nothing of it is settled.
  Result<void> acknowledge_signed(const native::v1::Ack& ack);
  // The reason is the peer's words: it goes to the encrypted detail of whom the record is about, and no further.
  void reject(const Snapshot& snapshot, std::uint64_t sequence, std::string_view reason);
  // What was sent and not acknowledged has failed, for this reason (a code); the ledger will say so.
  void release(std::string_view reason);
  // The ledger has the entry of a narrowed disclosure: now it is offered.
  void noted(const EventAnswer& answer, std::string& out);
  // A settlement that this asked for is durable: says so in the log. Gives back what the recipient had answered itself,
  // also where that had ended otherwise meanwhile: it waits to be told.
  std::vector<std::uint64_t> settled(const SettleAnswer& answer);
  // Disclosures whose settlement is not durable yet.
  [[nodiscard]] std::size_t settling() const { return settling_.size(); }
  [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }

 private:
  struct Judged {
    enum class Kind : std::uint8_t { kAsStored, kNarrow, kStop } kind = Kind::kAsStored;
    policy::Decision decision;  // kNarrow: what is in force now
    std::string reason;         // kStop: the denial's name
  };
  void send(const Claimed& claimed, ByteView message, const crypto::Digest& commitment, std::uint64_t narrowed_index,
            std::string& out);
  Judged decide_again(const Snapshot& snapshot, const Route& route, const KeptCircumstances& circumstances) const;
  // Appends the frame, or settles what may not go.
  Result<void> offer(const Snapshot& snapshot, Claimed& claimed, std::string& out);
  Result<void> hold(const Snapshot& snapshot, Claimed& claimed, ByteView message, const policy::Plan& current);
  struct Narrowed {
    Bytes message;  // empty when nothing may be left of it
    crypto::Digest commitment;
  };
  // The disclosure's message, narrowed to what both plans allow.
  Result<Narrowed> narrowed(const Snapshot& snapshot, const Claimed& claimed, ByteView message,
                            const policy::Plan& current);
  Result<void> list_again(const Snapshot& snapshot, ByteView stored_plan, const policy::Plan& narrowed,
                          const policy::Plan& current, native::v1::Delivery& delivery);
  // The request in the outbox, to be completed; null when none of the sequences is in flight.
  SettleRequest* settle(const std::vector<std::uint64_t>& sequences, SettleOutcome outcome, std::string reason);

  struct Offered {
    SignedReceipt::Line line;  // of `sent`: what the recipient signs for it
    std::string sender;
    std::string agreement;  // the first of them, for the log
    std::string purpose;
    People people;  // whom it is about
    std::uint32_t attempt = 1;
    bool sent = false;  // a frame with it was appended; not yet: it is held until its entry is durable
  };
  struct Held {
    Claimed claimed;
    Narrowed narrowed;
    Bytes plan_hash;
    PlanMessage plan;
  };
  struct Settling {
    Offered offered;
    SettleOutcome outcome;
    std::string reason;
  };

  DeliveryTools& tools_;
  const Peer& peer_;
  Origin origin_;
  SentPlans& plans_;
  std::uint64_t credit_records_ = 0;
  std::uint64_t credit_bytes_ = 0;
  // By sequence: what was offered here and not acknowledged, and what is on its way to the ledger.
  std::map<std::uint64_t, Offered> in_flight_;
  std::unordered_map<std::uint64_t, Held> held_;  // narrowed; they go out when the ledger says so
  std::unordered_map<std::uint64_t, Settling> settling_;
};

}  // namespace concordat::gateway
