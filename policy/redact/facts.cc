#include "policy/redact/facts.h"

#include <algorithm>

namespace concordat::policy {

void RecordFacts::note(std::vector<std::string>& known, std::string_view text) {
  if (std::find(known.begin(), known.end(), text) != known.end()) return;
  if (known.size() == kMostParties) {
    too_many_parties = true;
  } else {
    known.emplace_back(text);
  }
}

}  // namespace concordat::policy
