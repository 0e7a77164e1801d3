#pragma once
// Small random damage to a text, the same for the same seed: what the differential test and the replay of corpora run
// on.
//
//   std::mt19937_64 random(seed);
//   std::string damaged = mutate(sample, random);

#include <random>
#include <string>
#include <string_view>

namespace concordat::fuzz {

// One to four changes: a byte flipped, replaced, dropped or doubled, a slice moved or cut off, a troublesome fragment
// put in.
[[nodiscard]] std::string mutate(std::string_view text, std::mt19937_64& random);

}  // namespace concordat::fuzz
