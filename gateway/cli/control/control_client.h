#pragma once
// Asks the running gateway for what only its store knows, over DIR/data/control.sock: one JSON line there, one back.
//
//   Result<std::string> answer = ask_gateway("demo", R"({"command":"queues"})");     // {"ok":true,"queues":{...}}
//
// kUnavailable when no gateway runs with that directory. An answer that says {"ok":false,"error":"...","detail":"..."}
// is an error too.

#include <chrono>
#include <string>
#include <string_view>

#include "protocol/base/result.h"

namespace concordat::cli {

// `patience`: how long to wait for the answer.
[[nodiscard]] Result<std::string> ask_gateway(const std::string& directory, std::string_view request,
                                              std::chrono::milliseconds patience = std::chrono::minutes(1));

}  // namespace concordat::cli
