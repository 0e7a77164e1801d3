#pragma once
// A program that a test runs: started with its output captured, waited for with a deadline and never by sleeping,
// stopped by its own pid only, and always reaped: a test that fails or dies leaves nothing running. A thread of its own
// reads what the program writes, so that the program never waits for the test. Everything else on one thread.
//
//   Finished done = run({CONCORDAT_PROGRAM, "status", id});             // done.exit_code, done.out, done.err
//   Process daemon({CONCORDATD_PROGRAM, "--config", dir});
//   if (!daemon.wait_for_line("is ready", in(30s))) fail(daemon.err());
//   daemon.signal(SIGTERM);
//   daemon.wait(in(15s));

#include <csignal>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/integration/harness/files.h"

namespace concordat::integration {

struct Finished {
  int exit_code = -1;  // -1: ended by a signal, or did not end in time
  std::string out;
  std::string err;
};

class Process {
 public:
  explicit Process(const std::vector<std::string>& arguments);
  ~Process();  // kills it if it still runs
  Process(Process&& other) noexcept = default;
  Process& operator=(Process&& other) noexcept;

  // The first line of standard output that holds `words`; nullopt at the deadline or when the program ends without it.
  [[nodiscard]] std::optional<std::string> wait_for_line(std::string_view words, Deadline deadline);
  // True when it has ended, and all its output is here.
  bool wait(Deadline deadline);
  void signal(int number);
  void kill_and_wait();

  [[nodiscard]] bool running() { return !wait(std::chrono::steady_clock::now()); }
  [[nodiscard]] int ended_by_signal() const { return signal_; }
  [[nodiscard]] std::string out() const;
  [[nodiscard]] std::string err() const;
  [[nodiscard]] Finished finished() const { return {exit_code_, out(), err()}; }

 private:
  class Output;
  std::unique_ptr<Output> output_;
  int pid_ = -1;
  int exit_code_ = -1;
  int signal_ = 0;
};

[[nodiscard]] Finished run(const std::vector<std::string>& arguments,
                           std::chrono::milliseconds time = std::chrono::seconds(60));

}  // namespace concordat::integration
