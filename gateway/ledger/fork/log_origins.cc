#include "gateway/ledger/fork/log_origins.h"

#include <algorithm>

namespace concordat::gateway {

Result<LogOrigins> LogOrigins::read(Store& store) {
  const auto value = store.value(kOriginsValue);
  if (!value) return fail(value.error());
  LogOrigins origins;
  if (!*value) return origins;
  for (std::string_view rest = **value; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    origins.names_.emplace_back(line);
  }
  return origins;
}

Result<LogOrigins> LogOrigins::read(Store& store, std::string_view gateway_name, const std::string& configured) {
  auto origins = read(store);
  if (!origins) return origins;
  if (origins->names_.empty()) {
    origins->names_.push_back(configured);
    return origins;
  }
  if (!origins->current().starts_with(std::string(gateway_name) + "/")) {
    return fail(Code::kConfigInvalid, "the store's ledger is " + printable(origins->current()) +
                                          ", which is not of the gateway that gateway.yaml names (" +
                                          std::string(gateway_name) + "): put its name back, or its own store");
  }
  return origins;
}

std::string LogOrigins::name(std::uint64_t number) const {
  return number < names_.size() ? names_[number] : std::string();
}

bool LogOrigins::has(std::string_view name) const {
  return std::find(names_.begin(), names_.end(), name) != names_.end();
}

std::pair<std::string, Bytes> LogOrigins::value_with(const std::string& next) const {
  Bytes lines;
  for (const std::string& name : names_) lines += name + '\n';
  return {std::string(kOriginsValue), lines + next + '\n'};
}

}  // namespace concordat::gateway
