#pragma once
// The log that operators live on: one JSON object a line to a file (ECS field names), readable text to a terminal. No
// personal data: a LogEvent has room for ids that the gateway minted, names from the configuration, codes and words,
// and there is no way to hand it a record or a secret. Text that a peer had a part in goes through printable().
//
// A LogBuffer formats on its own thread and hands over once a commit; the writer thread is behind a bounded queue, and
// what does not fit is counted and said (the ledger is the authority). Repeated faults go through RepeatLimit.
//
//   LogBuffer log(event_log);                        // one a thread
//   log.add({.level = Severity::kInfo, .action = "accept", .outcome = "success", .message = "accepted", .record = id,
//   .sender = "…"}); log.hand_over();

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/runtime/clock.h"
#include "protocol/base/error.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct LogEvent {
  Severity level = Severity::kInfo;
  std::string_view action;   // event.action
  std::string_view outcome;  // event.outcome: success | failure | unknown; empty: left out
  std::string_view message;
  std::optional<RecordId> record;      // record.id
  std::string_view sender;             // agency.sender
  std::string_view recipient;          // agency.recipient
  std::string_view agreement;          // agreement.id
  std::optional<std::uint64_t> index;  // ledger.index
  std::string_view trace;              // trace.id
  std::string_view error_code;         // error.code
  std::string_view source;             // source.address
  std::string_view reason;             // event.reason
};

struct LogOptions {
  std::string file;  // empty: none
  Severity level = Severity::kInfo;
  bool terminal = true;                       // text on standard error
  Severity terminal_level = Severity::kInfo;  // and from this level on only
  std::size_t queue_bytes = 64 * 1024 * 1024;
};

class EventLog {
 public:
  // Opens the file (its folder must exist) and starts the writer thread.
  static Result<std::unique_ptr<EventLog>> open(LogOptions options, const Clock& clock);
  ~EventLog();  // finish()es

  // Opens the file anew, so that it can be rotated. Any thread.
  void reopen();
  [[nodiscard]] std::uint64_t dropped() const;
  // Writes what is queued; what other threads still say after that is not written. For a process that is about to end.
  void finish();

 private:
  friend class LogBuffer;
  struct State;
  explicit EventLog(std::unique_ptr<State> state);
  void hand_over(std::string&& json, std::string&& text, std::uint32_t lines);
  std::unique_ptr<State> state_;
};

class LogBuffer {
 public:
  explicit LogBuffer(EventLog& log);
  ~LogBuffer() { hand_over(); }
  LogBuffer(const LogBuffer&) = delete;
  LogBuffer& operator=(const LogBuffer&) = delete;

  void add(const LogEvent& event);
  void hand_over();
  // add() and hand_over() at once, for what is rare.
  void say(const LogEvent& event) {
    add(event);
    hand_over();
  }

 private:
  void stamp();
  EventLog& log_;
  const Clock& clock_;
  std::string json_;
  std::string text_;
  std::uint32_t lines_ = 0;
  std::int64_t stamped_ms_ = -1;
  std::string stamp_;
};

// Lets the first few of each kind of fault through in a minute, and so many in all whatever their kinds, then counts:
// nobody outside can fill the log, also not with a new text each time.
class RepeatLimit {
 public:
  explicit RepeatLimit(const Clock& clock, std::uint32_t of_a_kind = 10, std::uint32_t in_all = 60)
      : clock_(clock), of_a_kind_(of_a_kind), in_all_(in_all) {}
  // nullopt: say nothing. Otherwise how many went unsaid since something was last said.
  [[nodiscard]] std::optional<std::uint64_t> allow(std::string_view kind);

 private:
  const Clock& clock_;
  std::uint32_t of_a_kind_;
  std::uint32_t in_all_;
  std::int64_t minute_ = 0;
  std::uint32_t said_ = 0;
  std::uint64_t unsaid_ = 0;
  std::unordered_map<std::string, std::uint32_t> kinds_;  // said this minute; at most in_all_ long
};

}  // namespace concordat::gateway
