#pragma once
// What `concordat ledger withheld` says, in its three forms: a table for a terminal, JSON for programs, and a page that
// stands alone for leaders. Pure.
//
//   std::cout << withheld_text(report);
//   write("withheld.html", withheld_page(report));

#include <map>
#include <string>
#include <vector>

#include "gateway/ledger/audit/views/withheld.h"

namespace concordat::cli {

struct WithheldReport {
  gateway::Withheld counts;
  gateway::WithheldOptions options;
  std::string origin;                           // the ledger's
  std::map<std::string, std::string> agencies;  // names by id; empty where there is no policy
  std::string no_names;                         // why there are none, for people; empty where there are

  [[nodiscard]] const std::string& agency(const std::string& id) const;
  [[nodiscard]] std::string item(const std::string& id) const;  // its label
};

[[nodiscard]] std::string withheld_text(const WithheldReport& report);
[[nodiscard]] std::string withheld_json(const WithheldReport& report);
[[nodiscard]] std::string withheld_page(const WithheldReport& report);

// What a reader must know to understand the numbers, a sentence each.
[[nodiscard]] std::vector<std::string> notes_of(const WithheldReport& report);

}  // namespace concordat::cli
