#pragma once
// The page's style sheet. Every pair of colours has a contrast of at least 4.5 to 1 in both schemes (WCAG 2.2, 1.4.3);
// edges of what is not text at least 3 to 1 (1.4.11).

#include <string_view>

namespace concordat::policy {

extern const std::string_view kStyle;

}  // namespace concordat::policy
