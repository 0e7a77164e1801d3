#pragma once
// What the control socket's answers are written with. Pure.
//
//   return failure({Code::kNotFound, "no such record"});      // {"ok":false,"error":"not-found","detail":"no such
//   record"}

#include <string>
#include <string_view>

#include "protocol/base/result.h"
#include "protocol/json/text.h"

namespace concordat::gateway {

[[nodiscard]] inline std::string quoted(std::string_view text) {
  std::string out;
  protocol::json::append_string(out, text);
  return out;
}

[[nodiscard]] inline std::string failure(const Error& error) {
  return "{\"ok\":false,\"error\":" + quoted(info(error.code).name) + ",\"detail\":" + quoted(error.detail) + "}";
}

}  // namespace concordat::gateway
