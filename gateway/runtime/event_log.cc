#include "gateway/runtime/event_log.h"

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <ctime>
#include <deque>
#include <mutex>
#include <thread>

#include "gateway/runtime/thread_name.h"
#include "protocol/base/bytes.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kMessageBytes = 600;

std::string_view level_name(Severity level) {
  switch (level) {
    case Severity::kInfo: return "info";
    case Severity::kWarning: return "warning";
    case Severity::kError: return "error";
    case Severity::kCritical: return "critical";
  }
  return "info";
}

// Printable ASCII that JSON takes as it is; a char may be signed or not.
bool plain(std::string_view text) {
  for (const char c : text) {
    if (c < ' ' || c > '~' || c == '"' || c == '\\') return false;
  }
  return true;
}

void append_escaped(std::string& out, std::string_view text) {
  if (plain(text) && text.size() <= kMessageBytes) {
    out += text;
    return;
  }
  for (const char c : printable(text, kMessageBytes)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += ",\"";
  out += name;
  out += "\":\"";
  append_escaped(out, value);
  out += '"';
}

void append_text(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out += ' ';
  out += name;
  out += '=';
  out += plain(value) ? std::string(value) : printable(value, kMessageBytes);
}

std::string stamp_of(std::int64_t unix_ms) {
  const std::time_t seconds = unix_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, unix_ms % 1000);
}

}  // namespace

struct EventLog::State {
  LogOptions options;
  const Clock* clock = nullptr;
  std::shared_ptr<spdlog::logger> file;
  std::shared_ptr<spdlog::logger> terminal;

  struct Batch {
    std::string json;
    std::string text;
    std::uint32_t lines = 0;
  };
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Batch> queue;
  std::size_t queued_bytes = 0;
  bool stopping = false;
  std::atomic<bool> reopen{false};
  std::atomic<std::uint64_t> dropped{0};
  std::uint64_t dropped_said = 0;
  std::thread writer;

  Result<void> open_file() {
    if (options.file.empty()) return {};
    try {
      auto sink = std::make_shared<spdlog::sinks::basic_file_sink_st>(options.file);
      sink->set_pattern("%v");
      file = std::make_shared<spdlog::logger>("file", std::move(sink));
      file->flush_on(spdlog::level::info);
    } catch (const spdlog::spdlog_ex& error) {
      return fail(Code::kIo, std::string("the log file cannot be opened: ") + error.what());
    }
    return {};
  }

  void write(const Batch& batch) {
    // Lines end in a newline each; the logger adds the last one.
    if (file && !batch.json.empty()) file->info(std::string_view(batch.json).substr(0, batch.json.size() - 1));
    if (terminal && !batch.text.empty()) terminal->info(std::string_view(batch.text).substr(0, batch.text.size() - 1));
  }

  void say_dropped() {
    const std::uint64_t now = dropped;
    if (now == dropped_said) return;
    const std::string stamp = stamp_of(clock->unix_ms());
    const std::string words =
        fmt::format("{} log lines were dropped: the disk or the terminal is too slow", now - dropped_said);
    dropped_said = now;
    write({fmt::format("{{\"@timestamp\":\"{}\",\"log.level\":\"error\",\"message\":\"{}\","
                       "\"event.action\":\"log-drop\"}}\n",
                       stamp, words),
           fmt::format("{} {:<8} {:<16} {}\n", stamp, "error", "log-drop", words), 1});
  }

  void run() {
    name_this_thread("log");
    std::unique_lock lock(mutex);
    while (true) {
      wake.wait(lock, [this] { return stopping || reopen || !queue.empty(); });
      std::deque<Batch> taken;
      taken.swap(queue);
      queued_bytes = 0;
      const bool last = stopping;
      lock.unlock();
      if (reopen.exchange(false)) {
        if (auto opened = open_file(); !opened && terminal) terminal->info(opened.error().detail);
      }
      for (const Batch& batch : taken) write(batch);
      say_dropped();
      lock.lock();
      if (last && queue.empty()) return;
    }
  }
};

EventLog::EventLog(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<EventLog>> EventLog::open(LogOptions options, const Clock& clock) {
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  state->clock = &clock;
  if (auto opened = state->open_file(); !opened) return fail(opened.error());
  if (state->options.terminal) {
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_st>();
    sink->set_pattern("%v");
    state->terminal = std::make_shared<spdlog::logger>("terminal", std::move(sink));
  }
  state->writer = std::thread([raw = state.get()] { raw->run(); });
  return std::unique_ptr<EventLog>(new EventLog(std::move(state)));
}

EventLog::~EventLog() {
  finish();
}

void EventLog::finish() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_one();
  if (state_->writer.joinable()) state_->writer.join();
}

void EventLog::reopen() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->reopen = true;
  }
  state_->wake.notify_one();
}

std::uint64_t EventLog::dropped() const {
  return state_->dropped;
}

void EventLog::hand_over(std::string&& json, std::string&& text, std::uint32_t lines) {
  {
    const std::lock_guard lock(state_->mutex);
    if (state_->queued_bytes + json.size() > state_->options.queue_bytes) {
      state_->dropped += lines;
      return;
    }
    state_->queued_bytes += json.size() + text.size();
    state_->queue.push_back({std::move(json), std::move(text), lines});
  }
  state_->wake.notify_one();
}

LogBuffer::LogBuffer(EventLog& log) : log_(log), clock_(*log.state_->clock) {}

void LogBuffer::stamp() {
  const std::int64_t now = clock_.unix_ms();
  if (now == stamped_ms_) return;
  stamped_ms_ = now;
  stamp_ = stamp_of(now);
}

void LogBuffer::add(const LogEvent& event) {
  if (event.level < log_.state_->options.level) return;
  stamp();
  const std::string record = event.record ? event.record->str() : std::string();
  const std::string index = event.index ? std::to_string(*event.index) : std::string();

  json_ += "{\"@timestamp\":\"";
  json_ += stamp_;
  json_ += '"';
  append_field(json_, "log.level", level_name(event.level));
  append_field(json_, "message", event.message);
  append_field(json_, "event.action", event.action);
  append_field(json_, "event.outcome", event.outcome);
  append_field(json_, "event.reason", event.reason);
  append_field(json_, "record.id", record);
  append_field(json_, "agency.sender", event.sender);
  append_field(json_, "agency.recipient", event.recipient);
  append_field(json_, "agreement.id", event.agreement);
  if (event.index) json_ += ",\"ledger.index\":" + index;
  append_field(json_, "trace.id", event.trace);
  append_field(json_, "error.code", event.error_code);
  append_field(json_, "source.address", event.source);
  json_ += "}\n";

  const LogOptions& options = log_.state_->options;
  if (options.terminal && event.level >= options.terminal_level) {
    text_ += stamp_;
    text_ += fmt::format(" {:<8} {:<16} ", level_name(event.level), event.action);
    text_ += plain(event.message) ? std::string(event.message) : printable(event.message, kMessageBytes);
    append_text(text_, "record", record);
    append_text(text_, "from", event.sender);
    append_text(text_, "to", event.recipient);
    append_text(text_, "agreement", event.agreement);
    append_text(text_, "ledger", index);
    append_text(text_, "address", event.source);
    append_text(text_, "reason", event.reason);
    text_ += '\n';
  }
  ++lines_;
}

void LogBuffer::hand_over() {
  if (lines_ == 0) return;
  log_.hand_over(std::move(json_), std::move(text_), lines_);
  json_.clear();
  text_.clear();
  lines_ = 0;
}

std::optional<std::uint64_t> RepeatLimit::allow(std::string_view kind) {
  const std::int64_t minute = clock_.steady_ms() / 60'000;
  if (minute != minute_) {
    minute_ = minute;
    said_ = 0;
    kinds_.clear();
  }
  if (said_ >= in_all_) {
    ++unsaid_;
    return std::nullopt;
  }
  std::uint32_t& of_this_kind = kinds_[std::string(kind)];
  if (of_this_kind >= of_a_kind_) {
    ++unsaid_;
    return std::nullopt;
  }
  ++of_this_kind;
  ++said_;
  return std::exchange(unsaid_, 0);
}

}  // namespace concordat::gateway
