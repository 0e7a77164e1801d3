#include "gateway/alerts/open_alerts.h"

namespace concordat::gateway {
namespace {

Result<RecordId> record_of(std::string_view value_name) {
  const auto record = RecordId::parse(value_name.substr(kAlertValues.size()));
  if (!record) return fail(Code::kStorageFailed, "a stored alert is of no record");
  return *record;
}

}  // namespace

Result<std::vector<Alert>> OpenAlerts::list() const {
  const auto values = store_.values_with(kAlertValues, kAlertsAtOnce);
  if (!values) return fail(values.error());
  std::vector<Alert> alerts;
  alerts.reserve(values->size());
  for (const auto& [name, sealed] : *values) {
    const auto record = record_of(name);
    if (!record) return fail(record.error());
    auto alert = unseal(*record, sealed, keys_);
    if (!alert) return fail(alert.error());
    alerts.push_back(std::move(*alert));
  }
  return alerts;
}

Result<std::optional<Alert>> OpenAlerts::find(const RecordId& record) const {
  const auto sealed = store_.value(alert_name(record));
  if (!sealed) return fail(sealed.error());
  if (!*sealed) return std::nullopt;
  auto alert = unseal(record, **sealed, keys_);
  if (!alert) return fail(alert.error());
  return std::move(*alert);
}

Result<AlertCount> OpenAlerts::count() const {
  const auto values = store_.values_with(kAlertValues, kAlertsAtOnce);
  if (!values) return fail(values.error());
  AlertCount count{values->size(), 0};
  if (values->empty()) return count;
  const auto oldest = record_of(values->front().first);
  if (!oldest) return fail(oldest.error());
  count.oldest_unix_ms = static_cast<std::int64_t>(oldest->unix_ms());
  return count;
}

}  // namespace concordat::gateway
