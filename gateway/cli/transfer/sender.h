#pragma once
// Sends records over the native door: many at a time, again when the gateway is busy, and over a new connection when
// one is lost, with the same ids, so that nothing is sent twice and nothing is left out.
//
//   auto sender = Sender::connect(*file, {});
//   sender->run([&] { return next_submission(); }, [&](Answer answer) { print(answer); });
//
// One thread.

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "gateway/cli/transfer/answer.h"
#include "gateway/client/native_client.h"
#include "protocol/base/result.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::cli {

struct Submission {
  std::string file;  // for messages
  native::v1::Submit submit;
};

struct SenderOptions {
  std::size_t in_flight = 64;
  std::size_t in_flight_bytes = 32 * 1024 * 1024;
  bool proofs = false;  // receipts carry inclusion proofs
  // How long to go on trying while the gateway is busy or cannot be reached, counted from its last answer.
  std::chrono::milliseconds patience = std::chrono::seconds(60);
};

class Sender {
 public:
  // The first connection is tried once: a wrong address or certificate is said at once.
  [[nodiscard]] static Result<Sender> connect(const client::ClientFile& file, const SenderOptions& options);

  [[nodiscard]] const client::NativeClient& client() const { return *client_; }

  // Sends what `next` gives until it gives nothing, and hands over one answer for each, in the order in which they
  // came. An error ends the run; `unanswered()` then says how many records have no answer.
  [[nodiscard]] Result<void> run(const std::function<std::optional<Submission>()>& next,
                                 const std::function<void(Answer)>& answered);
  [[nodiscard]] std::size_t unanswered() const { return in_flight_.size() + again_.size(); }

 private:
  struct Repeat {
    Submission submission;
    client::Deadline not_before;
  };

  Sender(const client::ClientFile& file, const SenderOptions& options, client::NativeClient client);
  void fill(const std::function<std::optional<Submission>()>& next);
  void dispatch(Submission submission);
  [[nodiscard]] bool room() const;
  [[nodiscard]] Result<void> take(const native::v1::Receipt& receipt, const std::function<void(Answer)>& answered);
  [[nodiscard]] Result<void> reconnect(const Error& reason);
  [[nodiscard]] client::Deadline next_wake() const;

  const client::ClientFile* file_;
  SenderOptions options_;
  std::unique_ptr<client::NativeClient> client_;
  std::map<std::uint64_t, Submission> in_flight_;  // by sequence
  std::deque<Repeat> again_;
  std::size_t bytes_ = 0;  // of bodies in flight
  std::uint64_t sequence_ = 0;
  bool exhausted_ = false;
  client::Deadline patience_ends_;
};

}  // namespace concordat::cli
