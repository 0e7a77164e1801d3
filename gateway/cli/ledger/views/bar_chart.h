#pragma once
// A bar chart as inline SVG: a line of words and under it a bar with its number, the longest as wide as the drawing.
// Told again to those who do not see it by a title and a description; the table beside it has the same numbers. Pure.
//
//   write_bar_chart(html, {"stopped", "What stopped it", "The table below says the same."}, {{"Refused", 12}});

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/report/html.h"

namespace concordat::cli {

struct ChartWords {
  std::string id;  // of the drawing, unique on the page
  std::string title;
  std::string description;
};

struct Bar {
  std::string label;
  std::uint64_t value = 0;
};

extern const std::string_view kBarStyle;

// Nothing when there are no bars.
void write_bar_chart(policy::Html& html, const ChartWords& words, const std::vector<Bar>& bars);

}  // namespace concordat::cli
