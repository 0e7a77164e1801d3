#pragma once
// What the ledger commands have in common: where the ledger is, whose key is believed, and how long work shows that it
// goes on.

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/note/tlog_policy.h"
#include "crypto/note/verifier_key.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "protocol/base/result.h"

namespace CLI {
class App;
}

namespace concordat::cli {

inline constexpr const char* kLedgerArgument = "A configuration, its data folder, or the ledger's own folder";
inline constexpr const char* kSinceArgument = "2026-11-22, 2026-11-22T17:30 (UTC), or 90m, 24h, 7d ago";
inline constexpr const char* kUntilArgument = "Likewise; a whole day or minute is still in it";

// Verifier keys, one a line, or a file that holds them: a log's key of today, and those before it.
[[nodiscard]] Result<std::vector<crypto::VerifierKey>> verifier_keys(const std::string& text_or_path);
// Those that were given, or else those of ledger.vkey beside the ledger. kUsage when there is neither.
[[nodiscard]] Result<std::vector<crypto::VerifierKey>> verifier_keys(const std::string& given,
                                                                     const gateway::LedgerFiles& files);

// Turns a time as a person gives it ("24h") into one as entries write it; what is empty stays so. kUsage otherwise.
[[nodiscard]] Result<void> parse_time(std::string& time);

// The parts of "ISA-2026-014, ISA-2026-020"; none of an empty text.
[[nodiscard]] std::vector<std::string> split(std::string_view list);

// A tlog-policy file (crypto/note/tlog_policy.h), with every mistake.
[[nodiscard]] Result<crypto::TlogPolicy> tlog_policy(const std::string& path);

// "12,345,678".
[[nodiscard]] std::string grouped(std::uint64_t number);

// A line on standard error that is written over, from the second second on, and only for a person at a terminal.
class ProgressLine {
 public:
  explicit ProgressLine(std::string doing);
  // Wipes the line.
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(std::uint64_t done, std::uint64_t total);
  [[nodiscard]] gateway::Progress callback() {
    return [this](std::uint64_t done, std::uint64_t total) { show(done, total); };
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::string doing_;
  bool wanted_;
  bool shown_ = false;
  Clock::time_point next_;
};

// Each adds one command to the group.
void add_verify_command(CLI::App& group, int& exit_code);
void add_prove_command(CLI::App& group, int& exit_code);
void add_check_command(CLI::App& group, int& exit_code);
void add_fork_command(CLI::App& group, int& exit_code);
void add_prune_command(CLI::App& group, int& exit_code);
void add_rotate_key_command(CLI::App& group, int& exit_code);
void add_show_command(CLI::App& group, int& exit_code);
void add_receipts_command(CLI::App& group, int& exit_code);
void add_export_command(CLI::App& group, int& exit_code);
void add_withheld_command(CLI::App& group, int& exit_code);

}  // namespace concordat::cli
