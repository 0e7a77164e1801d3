#pragma once
// The alerts that nobody has acknowledged yet, in the order in which they were raised. They are the store's values; to
// acknowledge one is to commit an empty value together with the ledger's entry (gateway/admin/alert_commands.h). Any
// thread.
//
//   OpenAlerts alerts(store, keys);
//   Result<std::vector<Alert>> oldest_first = alerts.list();

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/alerts/alert.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

// So many are read at a time; who has acknowledged these sees the next.
inline constexpr std::size_t kAlertsAtOnce = 1000;

struct AlertCount {
  std::size_t number = 0;           // at most kAlertsAtOnce
  std::int64_t oldest_unix_ms = 0;  // 0 when there is none
};

class OpenAlerts {
 public:
  OpenAlerts(Store& store, const KeyStore& keys) : store_(store), keys_(keys) {}

  [[nodiscard]] Result<std::vector<Alert>> list() const;
  // nullopt when there is none for that record, or it was acknowledged.
  [[nodiscard]] Result<std::optional<Alert>> find(const RecordId& record) const;
  // From the names alone: it opens nothing.
  [[nodiscard]] Result<AlertCount> count() const;

 private:
  Store& store_;
  const KeyStore& keys_;
};

}  // namespace concordat::gateway
