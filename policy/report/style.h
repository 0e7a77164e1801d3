#pragma once
// The page's style sheet. Every pair of colours has a contrast of at least 4.5 to 1 in both schemes (WCAG 2.2, 1.4.3);
// edges of what is not text at least 3 to 1 (1.4.11).

#include <string>
#include <string_view>

#include "policy/report/html.h"

namespace concordat::policy {

extern const std::string_view kStyle;

// A page's <head>: its title, this style and what is given of a page's own, and the rule that no script runs and
// nothing is fetched.
void write_head(Html& html, const std::string& title, std::string_view own_style = {});

}  // namespace concordat::policy
