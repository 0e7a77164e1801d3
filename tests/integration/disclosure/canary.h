#pragma once
// Plants a text that exists nowhere else in every value of a record, and finds it again in whatever dress: as it is, in
// another case, as base64, hexadecimal or \u escapes.
//
//   const Planted planted = plant(record, oracle, format, vocabulary);
//   EXPECT_EQ(disguises_of(kWithheldCanary, read_file(path)), "");

#include <string>
#include <string_view>

#include "tests/integration/disclosure/oracle.h"

namespace concordat::integration {

// Each planted text begins with one of these and goes on with letters of its own.
inline constexpr std::string_view kWithheldCanary = "ZqxvWithheldJkpw";
inline constexpr std::string_view kReleasedCanary = "ZqxvReleasedJkpw";

struct Planted {
  std::string record;
  std::size_t withheld = 0;  // values that the policy holds back
  std::size_t released = 0;  // and that it lets through
};

// Codes, identifiers and dates that are released stay as they are; everything withheld is replaced, numbers too.
// Withheld names and the like are written into a released free text as well.
[[nodiscard]] Planted plant(std::string_view record, const Oracle& oracle, policy::Format format,
                            const policy::Vocabulary& vocabulary);

// How `canary` stands in `bytes`, with what is around it; empty when it does not.
[[nodiscard]] std::string disguises_of(std::string_view canary, const std::string& bytes);

}  // namespace concordat::integration
