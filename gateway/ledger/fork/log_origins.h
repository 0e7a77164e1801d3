#pragma once
// Which logs a gateway has had: the origins, the oldest first. A store without a fork has none written down, and its
// log is called as the configuration says. Used at start and by the fork.
//
//   Result<LogOrigins> origins = LogOrigins::read(store, config.name, config.origin());
//   LedgerKeys::make(origins->current(), …);

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

inline constexpr std::string_view kOriginsValue = "ledger/origins";  // one a line
// The fork that is under way: its entries are not all there yet. Where it has got to: "<recipient>\n<sequence>".
inline constexpr std::string_view kForkValue = "ledger/fork";
inline constexpr std::string_view kForkHeadValue = "ledger/fork-head";  // the old log's highest head, as it was signed

class LogOrigins {
 public:
  // kConfigInvalid when the store's logs are another gateway's than `gateway_name`.
  [[nodiscard]] static Result<LogOrigins> read(Store& store, std::string_view gateway_name,
                                               const std::string& configured);
  // Only what the store has written down.
  [[nodiscard]] static Result<LogOrigins> read(Store& store);

  [[nodiscard]] const std::string& current() const { return names_.back(); }
  [[nodiscard]] std::uint64_t number() const { return names_.empty() ? 0 : names_.size() - 1; }
  // Empty when there is none of that number.
  [[nodiscard]] std::string name(std::uint64_t number) const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] bool empty() const { return names_.empty(); }
  // The store's value, with one more.
  [[nodiscard]] std::pair<std::string, Bytes> value_with(const std::string& next) const;

 private:
  std::vector<std::string> names_;
};

}  // namespace concordat::gateway
