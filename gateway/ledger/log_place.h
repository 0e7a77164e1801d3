#pragma once
// Where an entry is when a gateway has had more than one log (LEDGER.md, Durability: fork): which of its logs, counted
// from 0, and the index in it, in one number. The store's rows keep places, so that a row that was written before a
// fork never takes an entry of the new log for its own; before the first fork a place is the index. Pure.
//
//   row.ledger_index = place_of(log.number(), index);   …   if (log_number_of(row.ledger_index) == log.number()) …

#include <cstdint>

namespace concordat::gateway {

inline constexpr unsigned kPlaceIndexBits = 48;  // 2.8 x 10^14 entries in each of 65,536 logs

[[nodiscard]] constexpr std::uint64_t place_of(std::uint64_t log_number, std::uint64_t index) {
  return log_number << kPlaceIndexBits | index;
}
[[nodiscard]] constexpr std::uint64_t log_number_of(std::uint64_t place) {
  return place >> kPlaceIndexBits;
}
[[nodiscard]] constexpr std::uint64_t index_of(std::uint64_t place) {
  return place & ((std::uint64_t{1} << kPlaceIndexBits) - 1);
}

}  // namespace concordat::gateway
