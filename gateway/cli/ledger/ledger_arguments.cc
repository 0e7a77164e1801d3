#include "gateway/cli/ledger/ledger_arguments.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "gateway/ledger/audit/show.h"
#include "gateway/ledger/keys/key_files.h"
#include "gateway/runtime/files.h"

namespace concordat::cli {

Result<std::vector<crypto::VerifierKey>> verifier_keys(const std::string& text_or_path) {
  if (text_or_path.find('\n') != std::string::npos) return gateway::parse_verifiers(text_or_path, "--key");
  const auto one = crypto::VerifierKey::parse(text_or_path);
  if (one) return std::vector{*one};
  if (!gateway::file_exists(text_or_path)) return fail(one.error());
  return gateway::read_verifier_file(text_or_path);
}

Result<std::vector<crypto::VerifierKey>> verifier_keys(const std::string& given, const gateway::LedgerFiles& files) {
  if (!given.empty()) return verifier_keys(given);
  const auto beside = files.key_file();
  if (beside) return verifier_keys(beside->string());
  return fail(Code::kUsage, "no ledger.vkey beside the ledger: give the log's public key with --key");
}

Result<void> parse_time(std::string& time) {
  if (time.empty()) return {};
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  auto parsed = gateway::parse_since(time, std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
  if (!parsed) return fail(parsed.error());
  time = std::move(*parsed);
  return {};
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(", "), list.size());
    parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 2, list.size()));
  }
  return parts;
}

Result<crypto::TlogPolicy> tlog_policy(const std::string& path) {
  const auto text = gateway::read_file(path, crypto::kPolicyBytes);
  if (!text) return fail(text.error());
  return crypto::TlogPolicy::parse(*text, path);
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

ProgressLine::ProgressLine(std::string doing)
    : doing_(std::move(doing)), wanted_(::isatty(STDERR_FILENO) == 1), next_(Clock::now() + std::chrono::seconds(1)) {}

ProgressLine::~ProgressLine() {
  if (shown_) std::cerr << "\r\033[K" << std::flush;
}

void ProgressLine::show(std::uint64_t done, std::uint64_t total) {
  if (!wanted_ || Clock::now() < next_) return;
  next_ = Clock::now() + std::chrono::milliseconds(200);
  shown_ = true;
  std::cerr << "\r\033[K" << doing_ << ": " << grouped(done) << " of " << grouped(total) << " entries ("
            << (total == 0 ? 100 : done * 100 / total) << " %)" << std::flush;
}

}  // namespace concordat::cli
