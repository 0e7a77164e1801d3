#pragma once
// Reads one map of a policy file key by key, so that a loader reads like the table of its keys. Every mistake is
// reported with its place and reading goes on with an empty value; keys that were never asked for are unknown keys,
// reported when the Fields goes out of scope.
//
//   Fields agency(root, "an agency", report);
//   id = agency.word("agency", Need::kRequired);
//   open = agency.boolean("public_authority", true);
//   agency.with_map("identity", Need::kRequired, [&](Fields& identity) { uri = identity.text("san_uri",
//   Need::kOptional); });

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/model/agreement.h"
#include "policy/source/node.h"
#include "policy/source/report.h"

namespace concordat::policy {

enum class Need : std::uint8_t { kOptional, kRequired };

// How a quoted or plain scalar may look where a name stands: letters, digits and - _ . ; a pattern may end in ".*" or
// be "*".
[[nodiscard]] bool is_word(std::string_view text);
[[nodiscard]] bool is_pattern(std::string_view text);

class Fields {
 public:
  // `what` names the map in messages: "an agency". A node that is no map is reported and reads as empty.
  Fields(const Node& node, std::string what, Report& report);
  ~Fields();
  Fields(const Fields&) = delete;
  Fields& operator=(const Fields&) = delete;

  // The value under `key`, or null. Reports a missing one when required, and one that says nothing always.
  const Node* find(std::string_view key, Need need);

  std::string text(std::string_view key, Need need);
  Written written(std::string_view key, Need need);  // text, with its place
  Written word(std::string_view key, Need need);     // a name: is_word
  bool boolean(std::string_view key, bool otherwise);
  std::uint64_t integer(std::string_view key, std::uint64_t otherwise, std::uint64_t least, std::uint64_t most);
  std::uint64_t required_integer(std::string_view key, std::uint64_t least, std::uint64_t most);
  AgreementDate date(std::string_view key, Need need);
  std::chrono::seconds duration(std::string_view key);  // "24h", "30d"; 0 when absent
  std::vector<Written> texts(std::string_view key, Need need);
  std::vector<Written> words(std::string_view key, Need need);
  std::vector<Written> patterns(std::string_view key, Need need);

  // Calls `read` with the map under `key`, if it is there.
  void with_map(std::string_view key, Need need, const std::function<void(Fields&)>& read);
  // Calls `read` for each entry of the map under `key`, whose keys are the author's own.
  void each_entry(std::string_view key, Need need, const std::function<void(const Entry&)>& read);
  // Calls `read` for each element of the list under `key`.
  void each_element(std::string_view key, Need need, const std::function<void(const Node&)>& read);

  template <typename E>
  E one_of(std::string_view key, std::span<const std::pair<std::string_view, E>> choices, E otherwise,
           Need need = Need::kOptional) {
    Written chosen = written(key, need);
    if (chosen.text.empty()) return otherwise;
    std::vector<std::string> names;
    for (const auto& [text, value] : choices) {
      if (text == chosen.text) return value;
      names.emplace_back(text);
    }
    not_one_of(key, chosen, names);
    return otherwise;
  }

  [[nodiscard]] Report& report() { return report_; }
  [[nodiscard]] const Place& place() const { return place_; }

 private:
  void not_one_of(std::string_view key, const Written& chosen, const std::vector<std::string>& names);
  std::optional<std::uint64_t> number(const Node& value, std::string_view key, std::uint64_t least, std::uint64_t most);
  std::vector<Written> list(std::string_view key, Need need, bool (*accepts)(std::string_view),
                            std::string_view expected);

  const Node& node_;
  std::string what_;
  Report& report_;
  Place place_;
  bool readable_ = true;  // false: the node is no map, which was reported, so that missing keys need not be
  std::vector<std::string> asked_;
};

// A scalar's text; reports and returns an empty one for a list, a map or nothing. `key` is for the message.
[[nodiscard]] Written scalar_text(const Node& value, std::string_view key, Report& report);

}  // namespace concordat::policy
