#pragma once
// The keys of pseudonyms over the control socket: an operator sees which there are, rotates one, and, in the overlap
// that follows, has the pseudonyms of known identifiers in both generations, for the table that their recipient needs.
// What changes a key is said in the log and in the ledger. Identifiers are neither kept nor logged. On one thread.
//
//   KeyCommands commands({keys.pseudonyms(), log, record, is_agency});
//   std::string answer = commands.rotate("asc-2026", "30");

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/keys/pseudonym_ring.h"
#include "gateway/runtime/event_log.h"

namespace concordat::gateway {

class KeyCommands {
 public:
  struct Dependencies {
    PseudonymRing& ring;
    LogBuffer& log;
    // Makes the ledger say it.
    std::function<void(std::string_view event, std::vector<std::pair<std::string, std::string>> fields)> record;
    std::function<bool(std::string_view name)> is_agency;
  };
  explicit KeyCommands(Dependencies dependencies) : deps_(std::move(dependencies)) {}

  [[nodiscard]] std::string list();
  // `days`: how long the generation before is kept, in digits; "0" destroys it at once.
  [[nodiscard]] std::string rotate(std::string_view key, std::string_view days);
  [[nodiscard]] std::string end_overlap(std::string_view key);
  // {"ok":true,"pseudonyms":[{"before":"psn-…","now":"psn-…"},…]}, in the order of the pseudonyms, which tells nothing.
  [[nodiscard]] std::string link(std::string_view key, std::string_view recipient,
                                 const std::vector<std::string>& identifiers);
  // Destroys the generations whose overlap is over; called now and then.
  void end_overlaps();

 private:
  void say_destroyed(const PseudonymKeyState& key);  // the generation before `key`'s
  Dependencies deps_;
};

}  // namespace concordat::gateway
