#pragma once
// Asks the witnesses of a policy to cosign the ledger's newest published checkpoint, and keeps what they answer in
// checkpoint.witnessed, beside the checkpoint: the newest one whose cosignatures meet the policy's quorum, and until
// one does, the newest with any. Traffic never waits for it: a witness that does not answer is asked again with growing
// pauses, is said once when it is missing and once when it is back, and then catches up. What it gets it checks.
//
// Threads: start() makes one; round() is its work, and a test's, on one thread at a time; wake() and status() from any.
//
//   Asker asker({std::move(policy), "DIR/data/ledger", exchange, clock, say, fault});
//   asker.start();
//   asker.wake();          // a checkpoint was published

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "crypto/note/tlog_policy.h"
#include "gateway/runtime/clock.h"
#include "gateway/witness/add_checkpoint.h"
#include "gateway/witness/witness.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct WitnessCall {
  std::string url;  // the witness's submission prefix, with /add-checkpoint
  std::string body;
};
// Posts all of them at once and gives the answers in their order, each within a bounded time.
using WitnessExchange = std::function<std::vector<Result<WitnessAnswer>>(const std::vector<WitnessCall>&)>;

struct WitnessStatus {
  std::string name;
  std::uint64_t size = 0;  // of the newest tree that it has cosigned
  std::string fault;       // empty: none
};
struct WitnessedStatus {
  std::uint64_t size = 0;  // of the tree of checkpoint.witnessed; 0: none yet
  bool quorum = false;     // whether the policy's quorum has cosigned that
  std::vector<WitnessStatus> witnesses;
};

class Asker {
 public:
  static constexpr std::int64_t kFirstPauseMs = 1000;
  static constexpr std::int64_t kLongestPauseMs = 60'000;

  struct Dependencies {
    crypto::TlogPolicy policy;  // the witnesses that have a URL are asked
    std::filesystem::path ledger;
    WitnessExchange exchange;
    const Clock& clock;
    WitnessSay say;
    // What is wrong with a witness now; empty: nothing.
    std::function<void(const std::string& witness, std::string reason)> fault;
  };
  explicit Asker(Dependencies dependencies);
  ~Asker();  // stop()s
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;

  // Asks whoever has not cosigned the newest checkpoint and whose turn it is. Milliseconds until the next one's turn;
  // nullopt when nobody is behind.
  [[nodiscard]] std::optional<std::int64_t> round();

  void start();
  void wake();
  // Ends the thread after the exchange that is under way.
  void stop();

  [[nodiscard]] WitnessedStatus status() const;

 private:
  struct Asked {
    std::string name, url;
    std::size_t index = 0;         // in the policy
    std::uint64_t known_size = 0;  // what it has cosigned, as far as we know
    std::string cosigned_text;     // the newest checkpoint that it cosigned for us
    std::int64_t next_ms = 0;
    std::int64_t pause_ms = 0;  // 0: all is well
    std::string fault;          // now
    std::string said;           // what kind of fault was said
    std::uint64_t cosigned_size = 0;
  };
  struct Head {
    std::string note_text;
    std::string note;
    crypto::Checkpoint checkpoint;
  };
  enum class Next { kDone, kAgain };

  [[nodiscard]] Result<Head> newest() const;
  void ask(const Head& head, std::vector<Asked*> whom);
  [[nodiscard]] Result<std::string> request_for(const Asked& asked, const Head& head) const;
  [[nodiscard]] Next take_answer(Asked& asked, const Head& head, const Result<WitnessAnswer>& answer);
  [[nodiscard]] Next take_size(Asked& asked, const Head& head, std::string_view body);
  void take_cosignature(Asked& asked, const Head& head, std::string_view lines);
  void failed(Asked& asked, Severity severity, std::string_view message, const std::string& reason);
  void well(Asked& asked);
  [[nodiscard]] std::optional<bool> quorum_of(const crypto::Note& note) const;
  void keep(const Head& head);
  void read_kept(const std::string& origin);
  void publish_status();
  void run();

  Dependencies deps_;
  std::vector<Asked> asked_;
  std::string text_;                               // of the checkpoint that signatures_ are of
  std::vector<crypto::NoteSignature> signatures_;  // one for each witness that cosigned it
  std::size_t kept_signatures_ = 0;                // how many of them are in the file
  std::optional<WitnessedStatus> kept_;            // what the file holds

  mutable std::mutex status_mutex_;
  WitnessedStatus status_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool wanted_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace concordat::gateway
