#pragma once
// Whose word makes a checkpoint trusted (C2SP tlog-policy): the logs, the witnesses, and which of them are enough. Read
// strictly: every mistake is told with its line, and a file with one is refused. Plain values, no shared state.
//
//   log ledger.example/hub+3c1a9f20+AX... https://hub.example:7444/ledger
//   witness north north.example/witness+2f0c7d11+BA... https://north.example:7444/witness
//   witness south south.example/witness+91b4e2aa+BB...
//   group both all north south
//   quorum both
//
//   Result<TlogPolicy> policy = TlogPolicy::parse(text);
//   Result<OpenedCheckpoint> head = policy->open(note);      // a listed log's, and the quorum has cosigned it

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/note/checkpoint.h"
#include "crypto/note/verifier_key.h"
#include "protocol/base/result.h"

namespace concordat::crypto {

inline constexpr std::size_t kPolicyBytes = 1024 * 1024;
inline constexpr std::size_t kPolicyLogs = 1000;       // the format asks for at least 32 of each
inline constexpr std::size_t kPolicyWitnesses = 1000;  // witnesses and groups together

struct PolicyLog {
  VerifierKey key;  // its name is the log's origin
  std::string url;  // empty: none is said
};

struct PolicyWitness {
  std::string name;  // within the file only
  VerifierKey key;
  std::string url;  // the submission prefix; empty: none is said
};

class TlogPolicy {
 public:
  // kConfigInvalid with a line for each mistake: "FILE:3: …". `file` is what the text is called in them.
  [[nodiscard]] static Result<TlogPolicy> parse(std::string_view text, std::string_view file = "policy");

  [[nodiscard]] const std::vector<PolicyLog>& logs() const { return logs_; }
  [[nodiscard]] const std::vector<PolicyWitness>& witnesses() const { return witnesses_; }
  // The witnesses' keys, in their order: what open_checkpoint() wants.
  [[nodiscard]] const std::vector<VerifierKey>& witness_keys() const { return witness_keys_; }
  // The keys of the log of that origin: several while a log changes its key, none when it is not listed.
  [[nodiscard]] std::vector<VerifierKey> keys_of(std::string_view origin) const;
  // The quorum's name in the file; "none" when no cosignature is asked for.
  [[nodiscard]] const std::string& quorum() const { return quorum_name_; }

  // Whether the quorum has cosigned. `cosigners` are of witness_keys().
  [[nodiscard]] bool satisfied(std::span<const Cosigner> cosigners) const;
  [[nodiscard]] bool satisfied(const OpenedCheckpoint& opened) const { return satisfied(opened.cosigners); }
  // The checkpoint of a note that some listed log signed and the quorum cosigned. kMalformed, or kLedgerInvalid
  // with what is missing.
  [[nodiscard]] Result<OpenedCheckpoint> open(std::string_view note) const;
  // Likewise of the log with that key, listed or not: the format lets a policy name no log.
  [[nodiscard]] Result<OpenedCheckpoint> open(std::string_view note, const VerifierKey& log) const;
  // Of which one key at least, old or new, has signed.
  [[nodiscard]] Result<OpenedCheckpoint> open(std::string_view note, std::span<const VerifierKey> log) const;

 private:
  friend class PolicyReader;
  TlogPolicy() = default;

  // A witness, or a group of nodes that stand before it.
  struct Node {
    std::string name;
    std::size_t witness = 0;           // of a witness: its index
    std::size_t threshold = 0;         // of a group: how many of its members; 0: a witness
    std::vector<std::size_t> members;  // of a group: indices of nodes
    bool is_member = false;
  };
  static constexpr std::size_t kNoQuorum = static_cast<std::size_t>(-1);

  std::vector<PolicyLog> logs_;
  std::vector<PolicyWitness> witnesses_;
  std::vector<VerifierKey> witness_keys_;
  std::vector<Node> nodes_;
  std::size_t quorum_ = kNoQuorum;
  std::string quorum_name_;
};

}  // namespace concordat::crypto
