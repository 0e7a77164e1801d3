#pragma once
// What an emergency ("break-glass") disclosure leaves behind until a named person has looked at it (POLICY.md, The
// decision, rule 9): who shared which record with whom, under which agreements, and why. The justification may hold
// personal data, so an alert is kept sealed, and shown to an operator only. Pure.
//
//   submission.values.push_back(seal(alert, keys));             // "alert/<record id>" -> sealed JSON
//   Result<Alert> back = unseal(alert.record, sealed, keys);

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/keys/key_store.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

struct Alert {
  RecordId record = {};
  std::string sender = {};
  std::vector<std::string> recipients = {};
  std::string purpose = {};
  std::vector<std::pair<std::string, std::uint32_t>> agreements = {};  // id, version: under which it was shared
  std::vector<std::string> parties = {};                               // of those agreements: whose officers may look
  std::vector<std::string> acknowledged_by = {};                       // officers' names; any of them closes it
  std::string justification = {};
  std::int64_t unix_ms = 0;  // when it was shared

  bool operator==(const Alert&) const = default;
};

[[nodiscard]] std::string alert_json(const Alert& alert);
[[nodiscard]] Result<Alert> parse_alert(std::string_view json);

// The name of an alert's value in the store; names sort by the time of the record.
inline constexpr std::string_view kAlertValues = "alert/";
[[nodiscard]] std::string alert_name(const RecordId& record);

[[nodiscard]] std::pair<std::string, Bytes> seal(const Alert& alert, const KeyStore& keys);
[[nodiscard]] Result<Alert> unseal(const RecordId& record, ByteView sealed, const KeyStore& keys);

}  // namespace concordat::gateway
