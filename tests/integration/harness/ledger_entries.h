#pragma once
// The entries of a published ledger, read from its files alone and without the project's own reader (LEDGER.md, Bytes):
// what a test compares the gateway's promises with.
//
//   for (const boost::json::object& entry : published_entries(dir + "/data/ledger")) ...

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace concordat::integration {

// As many entries as the checkpoint says there are. Empty when nothing is published yet.
[[nodiscard]] std::vector<boost::json::object> published_entries(const std::string& ledger_folder);

// The path of a bundle below tile/entries: 1234067 -> "x001/x234/067".
[[nodiscard]] std::string tile_name(std::uint64_t number);

}  // namespace concordat::integration
