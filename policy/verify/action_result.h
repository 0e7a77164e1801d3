#pragma once
// What a value that an action produced must look like: judged from the value alone, without the original. Pure.
//
//   looks_done(*Action::parse("mask: last-3"), "*******931", DateForm::kIso) == true

#include <string_view>

#include "policy/model/action.h"

namespace concordat::policy {

[[nodiscard]] bool looks_done(const Action& action, std::string_view value, DateForm form);
// The system that stands beside a pseudonym made with this key.
[[nodiscard]] bool looks_pseudonymised(std::string_view system, std::string_view key);

}  // namespace concordat::policy
