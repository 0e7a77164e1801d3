#pragma once
// A log of a test, which can be asked for a head and a proof of any size and for another history of the same sizes; and
// a witness of it.

#include <bit>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crypto/merkle/frontier.h"
#include "crypto/merkle/proof.h"
#include "gateway/runtime/files.h"
#include "gateway/witness/witness.h"
#include "tests/unit/crypto/note_fixture.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {

class TestLog {
 public:
  // Entries from `parts_at` on are of another history when `history` is.
  explicit TestLog(std::string history = "", std::uint64_t parts_at = 0, std::uint64_t entries = 64) {
    for (std::uint64_t i = 0; i < entries; ++i) {
      const std::string entry = (i < parts_at ? "" : history) + "entry " + std::to_string(i);
      frontier_.append(crypto::leaf_hash(entry),
                       [&](crypto::NodeId id, const crypto::Digest& hash) { nodes_.emplace(id, hash); });
    }
  }

  [[nodiscard]] crypto::Checkpoint head(std::uint64_t size) const {
    return {"ledger.example/hub", size, crypto::tree_root(size, fetch()).value()};
  }
  [[nodiscard]] std::string note(std::uint64_t size) const {
    const crypto::Signer log = crypto::log_signer();
    return crypto::sign_checkpoint(head(size), log.vkey, log.key);
  }
  [[nodiscard]] std::string request(std::uint64_t old_size, std::uint64_t size) const {
    return AddCheckpoint{old_size, crypto::consistency_proof(old_size, size, fetch()).value(), note(size)}.str();
  }

 private:
  [[nodiscard]] std::function<Result<crypto::Digest>(crypto::NodeId)> fetch() const {
    return [this](crypto::NodeId id) -> Result<crypto::Digest> { return nodes_.at(id); };
  }
  crypto::Frontier frontier_;
  std::map<crypto::NodeId, crypto::Digest> nodes_;
};

struct TestWitness {
  TemporaryFolder folder;
  ManualClock clock;
  std::vector<std::string> said;  // level, message, reason
  std::unique_ptr<Witness> witness;

  TestWitness() { reopen(); }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder.path() / "w" / name).string(); }

  [[nodiscard]] Result<std::unique_ptr<Witness>> open(Witness::IfNew if_new) {
    const crypto::Signer signer = crypto::witness_signer();
    auto policy = crypto::TlogPolicy::parse("log " + crypto::log_signer().vkey.str() + "\nquorum none\n");
    return Witness::open(
        {(folder.path() / "w").string(), signer.vkey.name(), crypto::key_number('W'), std::move(*policy), if_new},
        clock, [this](Severity level, std::string_view message, std::string_view reason) {
          said.push_back(std::to_string(static_cast<int>(level)) + " " + std::string(message) + " " +
                         std::string(reason));
        });
  }
  void reopen() {
    witness.reset();
    auto opened = open(Witness::IfNew::kMake);
    if (!opened) throw std::runtime_error(opened.error().detail);
    witness = std::move(*opened);
  }
  [[nodiscard]] std::vector<std::string> evidence() const {
    std::vector<std::string> texts;
    std::error_code none;
    for (const auto& file : std::filesystem::directory_iterator(folder.path() / "w" / "evidence", none))
      texts.push_back(read_file(file.path()).value());
    return texts;
  }
};

}  // namespace concordat::gateway
