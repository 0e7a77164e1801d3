#include "gateway/admin/key_commands.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "gateway/admin/answer_text.h"
#include "policy/redact/value/pseudonym.h"

namespace concordat::gateway {
namespace {

constexpr int kMostDays = 3660;

std::optional<std::chrono::days> parse_days(std::string_view text) {
  int days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error != std::errc() || end != text.data() + text.size() || days < 0 || days > kMostDays) return std::nullopt;
  return std::chrono::days(days);
}

std::string key_json(const PseudonymKeyState& key) {
  return "{\"key\":" + quoted(key.name) + ",\"generation\":" + std::to_string(key.generation) +
         ",\"since_unix_ms\":" + std::to_string(key.since_unix_ms) +
         ",\"overlap_ends_unix_ms\":" + std::to_string(key.overlap_ends_unix_ms) + "}";
}

}  // namespace

std::string KeyCommands::list() {
  std::string out = R"({"ok":true,"keys":[)";
  const char* comma = "";
  for (const PseudonymKeyState& key : deps_.ring.list()) {
    out += comma + key_json(key);
    comma = ",";
  }
  return out + "]}";
}

std::string KeyCommands::rotate(std::string_view key, std::string_view days) {
  const auto overlap = parse_days(days);
  if (!overlap) {
    return failure({Code::kUsage, "the overlap is a number of days, from 0 to " + std::to_string(kMostDays)});
  }
  const auto rotated = deps_.ring.rotate(key, *overlap);
  if (!rotated) return failure(rotated.error());
  const std::string generation = std::to_string(rotated->generation);
  deps_.record("key-change", {{"change", "rotated"}, {"generation", generation}, {"key", rotated->name}});
  deps_.log.say({.level = Severity::kWarning,
                 .action = "key-change",
                 .outcome = "success",
                 .message = "pseudonyms are made with a new generation of their key, " + rotated->name + ", number " +
                            generation});
  if (overlap->count() == 0) say_destroyed(*rotated);
  return R"({"ok":true,"key":)" + key_json(*rotated) + "}";
}

std::string KeyCommands::end_overlap(std::string_view key) {
  const auto ended = deps_.ring.end_overlap(key);
  if (!ended) return failure(ended.error());
  say_destroyed(*ended);
  return R"({"ok":true,"key":)" + key_json(*ended) + "}";
}

void KeyCommands::end_overlaps() {
  const auto ended = deps_.ring.end_overlaps();
  if (!ended) {
    return deps_.log.say({.level = info(ended.error().code).severity,
                          .action = "key-change",
                          .outcome = "failure",
                          .message = "an old generation of a pseudonym key was not destroyed; it is tried again",
                          .error_code = info(ended.error().code).name,
                          .reason = ended.error().detail});
  }
  for (const PseudonymKeyState& key : *ended) say_destroyed(key);
}

void KeyCommands::say_destroyed(const PseudonymKeyState& key) {
  const std::string generation = std::to_string(key.generation - 1);
  deps_.record("key-change", {{"change", "destroyed"}, {"generation", generation}, {"key", key.name}});
  deps_.log.say({.level = Severity::kWarning,
                 .action = "key-change",
                 .outcome = "success",
                 .message = "generation " + generation + " of the pseudonym key " + key.name +
                            " was destroyed: its pseudonyms can no longer be linked"});
}

std::string KeyCommands::link(std::string_view key, std::string_view recipient,
                              const std::vector<std::string>& identifiers) {
  if (!deps_.is_agency(recipient)) return failure({Code::kNotFound, "the policy knows no agency of that name"});
  std::vector<std::pair<std::string, std::string>> table;
  for (const std::string& identifier : identifiers) {
    const std::string normal = policy::normalised_identifier(identifier);
    if (normal.empty()) continue;
    const auto both = deps_.ring.link(recipient, key, normal);
    if (!both) return failure(both.error());
    table.emplace_back(policy::pseudonym_text(both->before), policy::pseudonym_text(both->now));
  }
  std::sort(table.begin(), table.end());
  table.erase(std::unique(table.begin(), table.end()), table.end());
  deps_.log.say({.action = "pseudonyms-linked",
                 .outcome = "success",
                 .message = "an operator linked pseudonyms of two generations: " + std::to_string(table.size()),
                 .recipient = recipient,
                 .reason = "key " + std::string(key)});
  std::string out = R"({"ok":true,"pseudonyms":[)";
  const char* comma = "";
  for (const auto& [before, now] : table) {
    out += comma + ("{\"before\":" + quoted(before)) + ",\"now\":" + quoted(now) + "}";
    comma = ",";
  }
  return out + "]}";
}

}  // namespace concordat::gateway
