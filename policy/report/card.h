#pragma once
// One agreement on a card: the parties, why and on which law, for how long, what is shared, what is changed and how,
// what is never shared, under which conditions, and what the recipient has to do.

#include "policy/report/facts.h"
#include "policy/report/html.h"

namespace concordat::policy {

// The address of its card on the page, without '#'.
[[nodiscard]] std::string card_id(const Agreement& agreement);

void write_card(Html& html, const Facts& facts, const AgreementFacts& one);

}  // namespace concordat::policy
