#pragma once
// Senders under whose feet the gateway goes away: `concordat send` with many records, started again whenever it is
// done, and what it was promised.
//
//   Load load(gateway);
//   for (...) { load.keep_up(); crash(); gateway.start(); }
//   std::set<std::string> accepted = load.finish();

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/integration/harness/gateway.h"

namespace concordat::integration {

class Load {
 public:
  explicit Load(const Gateway& gateway);
  // Starts the next sender if none runs.
  void keep_up();
  // Waits for the last sender. The ids of all records that a receipt says are accepted.
  [[nodiscard]] std::set<std::string> finish();
  // Receipts that are no acceptance, and senders that gave up; empty when there are none.
  [[nodiscard]] const std::string& faults() const { return faults_; }

 private:
  void collect();

  std::vector<std::string> command_;
  std::optional<Process> sender_;
  std::set<std::string> accepted_;
  std::string faults_;
};

// What the ledger of a gateway that has stopped must say of records that were accepted and delivered: each has one
// accept entry and one settle entry. Empty when it does.
[[nodiscard]] std::string ledger_disagreements(const Gateway& gateway, const std::set<std::string>& accepted);

}  // namespace concordat::integration
