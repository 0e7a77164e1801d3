#pragma once
// Pseudonyms where no real key is at hand and none is needed: tools that say what would happen to a record and never
// show a value.

#include <string>
#include <string_view>

#include "policy/redact/redactor.h"

namespace concordat::policy {

class StandInKeys final : public PseudonymKeys {
 public:
  [[nodiscard]] std::string pseudonym(std::string_view, std::string_view, std::string_view) const override {
    return std::string(32, '\0');
  }
};

}  // namespace concordat::policy
