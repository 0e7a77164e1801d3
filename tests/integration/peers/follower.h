#pragma once
// A recipient that takes everything that waits for it and acknowledges it, over as many connections as it needs, on a
// thread of its own. It remembers what came how often, and what a promise of the gateway forbids.
//
//   Follower follower(gateway.client("eastshire-council"));
//   follower.wait_for({ids of all that was accepted}, in(60s));
//   EXPECT_EQ(follower.broken_promises(), "");

#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "gateway/client/native_client.h"
#include "tests/integration/harness/files.h"

namespace concordat::native::v1 {
class Delivery;
class Settled;
}  // namespace concordat::native::v1

namespace concordat::integration {

class Follower {
 public:
  explicit Follower(const std::string& client_file);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // Until each of `records` came, and no acknowledgement is on its way; gives those that did not come by the deadline.
  // (When the gateway dies, an acknowledgement may be durable without our being told.)
  [[nodiscard]] std::set<std::string> wait_for(const std::set<std::string>& records, Deadline deadline);
  // A record that came twice without the redelivery flag, or came after its acknowledgement was said to be durable;
  // empty when there is none.
  [[nodiscard]] std::string broken_promises() const;
  [[nodiscard]] std::size_t redeliveries() const;
  void stop();

 private:
  void run();
  Result<void> follow(client::NativeClient& client);
  void take(const native::v1::Delivery& delivery);
  void note_settled(const native::v1::Settled& settled);
  // False when the follower is to stop.
  bool pause();

  std::string client_file_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::size_t> times_;        // a record came so often
  std::set<std::string> settled_;                   // its acknowledgement is durable
  std::map<std::uint64_t, std::string> unsettled_;  // of this connection, by sequence
  std::string broken_;
  std::size_t redeliveries_ = 0;
  bool stop_ = false;
  std::thread thread_;
};

}  // namespace concordat::integration
