#pragma once
// Makes a complete configuration that runs at once (DESIGN.md, Names): the example policy, a throw-away authority,
// certificates, keys.
//
//   Result<Configuration> made = make_configuration("demo", {.port = 7443});

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/base/result.h"

namespace concordat::cli {

inline constexpr std::uint16_t kNativePort = 7443;

struct ConfigurationOptions {
  std::uint16_t port = kNativePort;
  std::size_t load_agreements = 0;
};

struct Configuration {
  std::string directory;
  std::uint16_t port = 0;
  std::vector<std::string> agencies;  // those with a client file
  std::size_t agreements = 0;
};

// kConfigInvalid, and nothing is changed, when `directory` holds anything already.
[[nodiscard]] Result<Configuration> make_configuration(const std::string& directory,
                                                       const ConfigurationOptions& options,
                                                       std::chrono::sys_seconds now);

}  // namespace concordat::cli
