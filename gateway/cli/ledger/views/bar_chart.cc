#include "gateway/cli/ledger/views/bar_chart.h"

#include <algorithm>

#include "gateway/cli/ledger/ledger_arguments.h"

namespace concordat::cli {
namespace {

// In the units of the drawing, which are pixels at its full width.
constexpr std::uint64_t kWidth = 800, kBars = 690, kRow = 46, kLabel = 16, kBarTop = 22, kBarHeight = 16, kGap = 8;
constexpr std::size_t kLabelBytes = 100;

std::string px(std::uint64_t number) {
  return std::to_string(number);
}

std::string shortened(const std::string& label) {
  if (label.size() <= kLabelBytes) return label;
  std::size_t end = kLabelBytes;
  while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xC0) == 0x80) --end;
  return label.substr(0, end) + "…";
}

}  // namespace

const std::string_view kBarStyle = R"css(
svg .bar { fill: var(--apart-line); }
svg .number { font-weight: 600; }
td.number, th.number { text-align: right; min-width: 5rem; }
)css";

void write_bar_chart(policy::Html& html, const ChartWords& words, const std::vector<Bar>& bars) {
  if (bars.empty()) return;
  const auto longest =
      std::max_element(bars.begin(), bars.end(), [](const Bar& a, const Bar& b) { return a.value < b.value; });
  const std::uint64_t full = std::max<std::uint64_t>(longest->value, 1);
  const auto frame = html.open("div", {{"class", "scroll"},
                                       {"tabindex", "0"},
                                       {"role", "group"},
                                       {"aria-label", "Chart: " + words.title + ", may scroll sideways"}});
  const auto svg = html.open("svg", {{"role", "img"},
                                     {"aria-labelledby", words.id + "-title " + words.id + "-description"},
                                     {"viewBox", "0 0 " + px(kWidth) + " " + px(bars.size() * kRow)}});
  html.leaf("title", words.title, {{"id", words.id + "-title"}});
  html.leaf("desc", words.description, {{"id", words.id + "-description"}});
  std::uint64_t y = 0;
  for (const Bar& bar : bars) {
    // A bar that is not empty is seen.
    const std::uint64_t width = bar.value == 0 ? 0 : std::max<std::uint64_t>(2, bar.value * kBars / full);
    html.leaf("text", shortened(bar.label), {{"class", "label"}, {"x", "0"}, {"y", px(y + kLabel)}});
    html.leaf("rect", "",
              {{"class", "bar"}, {"x", "0"}, {"y", px(y + kBarTop)}, {"width", px(width)}, {"height", px(kBarHeight)}});
    html.leaf("text", grouped(bar.value),
              {{"class", "number"}, {"x", px(width + kGap)}, {"y", px(y + kBarTop + kBarHeight - 3)}});
    y += kRow;
  }
}

}  // namespace concordat::cli
