#pragma once
// A witness (C2SP tlog-witness): cosigns a log's head only when it continues the last one that it cosigned, so that no
// log can show it two histories. What it last cosigned is durable before it answers. Two heads that contradict each
// other are refused, kept as evidence, and said in the log. It knows no sockets: the caller brings the request's body.
//
// Folder: state (witness_state.h), evidence/ (evidence.h), witness.vkey (whom others write into their policy), lock.
//
// Threads: add_checkpoint() from any; comparing and replacing is one step under a lock.
//
//   auto witness = Witness::open({folder, "north.example/witness", std::move(key), std::move(policy), kNew}, clock,
//   say); WitnessAnswer answer = (*witness)->add_checkpoint(body);

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>

#include "crypto/note/tlog_policy.h"
#include "crypto/primitive/sign.h"
#include "gateway/ledger/durable_file.h"
#include "gateway/runtime/clock.h"
#include "gateway/witness/add_checkpoint.h"
#include "gateway/witness/witness_state.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// Something that an operator should see. `reason` may be empty.
using WitnessSay = std::function<void(Severity, std::string_view message, std::string_view reason)>;

class Witness {
 public:
  enum class IfNew { kMake, kRefuse };
  struct Options {
    std::string folder;
    std::string name;  // of its key
    crypto::SigningKey key;
    crypto::TlogPolicy policy;      // its log lines say which logs are cosigned; the rest of it does not count here
    IfNew if_new = IfNew::kRefuse;  // whether a folder that holds nothing of a witness yet becomes one's
  };
  // Refused with words that say what to do: a damaged or missing state, a folder that another process uses, a bad name.
  [[nodiscard]] static Result<std::unique_ptr<Witness>> open(Options options, const Clock& clock, WitnessSay say);

  // 200 with the cosignature's line; 400 malformed, 403 not signed by the log's key, 404 a log that is not listed,
  // 409 another size was cosigned last (which is the body) or another root of that size, 422 the proof does not hold,
  // 503 when the state cannot be kept.
  [[nodiscard]] WitnessAnswer add_checkpoint(std::string_view body);

  [[nodiscard]] const crypto::VerifierKey& key() const { return key_; }
  [[nodiscard]] std::size_t known_logs() const { return policy_.logs().size(); }

 private:
  Witness(Options options, crypto::VerifierKey key, OpenFile lock, WitnessState state, const Clock& clock,
          WitnessSay say);

  struct Submitted {
    AddCheckpoint asked;
    crypto::Note note;
    crypto::Checkpoint head;
  };
  // Everything that needs no state; an answer when that refuses it.
  [[nodiscard]] std::variant<Submitted, WitnessAnswer> read(std::string_view body) const;
  [[nodiscard]] WitnessAnswer judge(const Submitted& submitted, std::string_view body);
  [[nodiscard]] WitnessAnswer cosign(const Submitted& submitted, bool is_new);
  void contradicted(std::string_view what, const KnownHead& known, std::string_view body);

  const std::string folder_;
  const crypto::SigningKey signing_;
  const crypto::TlogPolicy policy_;
  const crypto::VerifierKey key_;
  const OpenFile lock_;
  const Clock& clock_;
  const WitnessSay say_;

  std::mutex mutex_;
  WitnessState state_;
  bool broken_ = false;  // what is on the disk is not known
};

}  // namespace concordat::gateway
