// The page: first the answer in a sentence, then what stopped it, where, when, and which items were held back. Every
// chart stands beside a table with the same numbers.

#include <algorithm>
#include <map>
#include <tuple>

#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/ledger/views/bar_chart.h"
#include "gateway/cli/ledger/views/obstacle_words.h"
#include "gateway/cli/ledger/views/withheld_report.h"
#include "policy/report/html.h"
#include "policy/report/style.h"
#include "policy/report/terms.h"

namespace concordat::cli {
namespace {

using gateway::Obstacle;
using gateway::WithheldFlow;
using gateway::WithheldRow;
using policy::Html;

constexpr std::size_t kBarsShown = 12;        // of the most frequent; the table has all
constexpr std::ptrdiff_t kPeriodsShown = 60;  // the last; the table has all
constexpr std::string_view kNotNamed = "not-named";
constexpr std::string_view kTitle = "Where information was not shared, and what stopped it";

bool of_record(Obstacle obstacle) {
  return static_cast<std::size_t>(obstacle) < gateway::kRecordObstacles;
}

std::uint64_t count_of(const WithheldFlow& flow, Obstacle obstacle) {
  return flow.count.at(static_cast<std::size_t>(obstacle));
}

// What came to nothing. One set aside may still be delivered, and a late one was.
std::uint64_t not_shared(const WithheldFlow& flow) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < gateway::kRecordObstacles; ++i) {
    const auto obstacle = static_cast<Obstacle>(i);
    if (obstacle != Obstacle::kSetAside && obstacle != Obstacle::kLate) sum += flow.count.at(i);
  }
  return sum;
}

class Table {
 public:
  Table(Html& html, const std::string& caption, const std::vector<std::string>& titles, std::size_t numbers)
      : html_(html),
        numbers_(titles.size() - numbers),
        frame_(html.open("div", {{"class", "scroll"},
                                 {"tabindex", "0"},
                                 {"role", "group"},
                                 {"aria-label", "Table: " + caption + ", may scroll sideways"}})),
        table_(html.open("table")) {
    html.leaf("caption", caption);
    const auto head = html.open("thead");
    const auto row = html.open("tr");
    for (std::size_t i = 0; i < titles.size(); ++i) {
      html.leaf("th", titles[i], {{"scope", "col"}, {"class", i < numbers_ ? "text" : "number"}});
    }
  }
  // The first cell names the row, the last ones are numbers.
  void add(const std::vector<std::string>& cells) {
    const auto row = html_.open("tr");
    html_.leaf("th", cells.front(), {{"scope", "row"}});
    for (std::size_t i = 1; i < cells.size(); ++i) {
      html_.leaf("td", cells[i], {{"class", i < numbers_ ? "text" : "number"}});
    }
  }

 private:
  Html& html_;
  std::size_t numbers_;  // the first column of numbers
  Html::Element frame_, table_;
};

// The same things counted together, the most frequent first.
template <typename Key>
std::vector<std::pair<Key, std::uint64_t>> by_frequency(const std::map<Key, std::uint64_t>& counts) {
  std::vector<std::pair<Key, std::uint64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return sorted;
}

std::string of_nobody(const std::string& agency) {
  return agency.empty() ? "An agency that the ledger does not name" : agency;
}

std::string times(std::uint64_t count) {
  return count == 1 ? "once" : grouped(count) + " times";
}

class Page {
 public:
  explicit Page(const WithheldReport& report) : report_(report) {}

  std::string str() {
    html_.literal("<!DOCTYPE html>\n");
    {
      const auto page = html_.open("html", {{"lang", "en-GB"}});
      policy::write_head(html_, std::string(kTitle), kBarStyle);
      const auto body = html_.open("body");
      html_.leaf("a", "Skip to the main content", {{"class", "skip"}, {"href", "#main"}});
      banner();
      {
        const auto main = html_.open("main", {{"id", "main"}, {"tabindex", "-1"}});
        if (!report_.counts.flows.empty()) {
          what_stopped_it();
          where();
          if (report_.options.by != gateway::Period::kAll) over_time();
          items();
        }
        notes();
      }
      const auto footer = html_.open("footer");
      html_.leaf("p", "Made by concordat ledger withheld from the published files of the ledger " + report_.origin +
                          ", " + grouped(report_.counts.size) +
                          " entries. Anybody who has them can make it again and compare.");
    }
    return html_.str();
  }

 private:
  [[nodiscard]] std::uint64_t total(std::uint64_t (*of)(const WithheldFlow&)) const {
    std::uint64_t sum = 0;
    for (const WithheldFlow& flow : report_.counts.flows) sum += of(flow);
    return sum;
  }

  void banner() {
    const auto header = html_.open("header");
    html_.leaf("h1", kTitle);
    if (report_.counts.flows.empty()) {
      return html_.leaf("p", "Nothing was asked to be shared in this time.", {{"class", "lead"}});
    }
    const std::uint64_t lost = total(not_shared);
    const std::uint64_t accepted = total([](const WithheldFlow& flow) { return flow.accepted; });
    const std::uint64_t refused = total([](const WithheldFlow& flow) { return count_of(flow, Obstacle::kRefused); });
    const std::uint64_t waiting = total([](const WithheldFlow& flow) { return flow.waiting; });
    const std::uint64_t overdue = total([](const WithheldFlow& flow) { return flow.overdue; });
    html_.leaf("p",
               "From " + report_.counts.from.substr(0, 10) + " to " + report_.counts.to.substr(0, 10) +
                   ", a record was to go to an agency " + times(accepted + refused) + ". It came to nothing " +
                   times(lost) + ".",
               {{"class", "lead"}});
    html_.list({"Refused at once: " + grouped(refused),
                "Accepted, and ended later without having been shared: " + grouped(lost - refused),
                "Still waiting at the end: " + grouped(waiting) + "; longer than they should: " + grouped(overdue)});
  }

  void what_stopped_it() {
    const auto section = html_.open("section", {{"aria-labelledby", "why"}});
    html_.leaf("h2", "What stopped it", {{"id", "why"}});
    std::map<std::pair<Obstacle, std::string>, std::uint64_t> counts;
    for (const WithheldRow& row : report_.counts.rows) {
      if (of_record(row.obstacle)) counts[{row.obstacle, row.reason}] += row.count;
    }
    const auto sorted = by_frequency(counts);
    if (sorted.empty()) return html_.leaf("p", "Nothing: every record that was to be shared was shared, or waits.");
    std::vector<Bar> bars;
    for (const auto& [what, count] : sorted) {
      if (bars.size() < kBarsShown) {
        bars.push_back({std::string(in_words(what.first)) + ": " + reason_in_words(what.second), count});
      }
    }
    write_bar_chart(html_,
                    {"why-chart", "Records by what stopped them",
                     "A bar for each reason, the most frequent first. The table below has the same numbers."},
                    bars);
    Table table(html_, "Records by what stopped them", {"What happened", "Why", "Records"}, 1);
    for (const auto& [what, count] : sorted) {
      table.add({std::string(in_words(what.first)), policy::capitalised(reason_in_words(what.second)), grouped(count)});
    }
  }

  void where() {
    const auto section = html_.open("section", {{"aria-labelledby", "where"}});
    html_.leaf("h2", "Where", {{"id", "where"}});
    html_.leaf("p", "One line for each agency and agreement under which a record was to go to it.");
    struct Place {
      std::uint64_t accepted = 0, delivered = 0, refused = 0, lost = 0, late = 0, waiting = 0;
    };
    std::map<std::pair<std::string, std::string>, Place> places;
    for (const WithheldFlow& flow : report_.counts.flows) {
      Place& place = places[{flow.recipient, flow.agreements}];
      const std::uint64_t refused = count_of(flow, Obstacle::kRefused);
      place.accepted += flow.accepted;
      place.delivered += flow.delivered;
      place.refused += refused;
      place.lost += not_shared(flow) - refused;
      place.late += count_of(flow, Obstacle::kLate);
      place.waiting += flow.waiting;
    }
    Table table(html_, "Records by agency and agreement",
                {"To", "Agreement", "Accepted", "Delivered", "Refused", "Lost later", "Late", "Waiting"}, 6);
    for (const auto& [key, place] : places) {
      table.add({of_nobody(report_.agency(key.first)), key.second.empty() ? "None applied" : key.second,
                 grouped(place.accepted), grouped(place.delivered), grouped(place.refused), grouped(place.lost),
                 grouped(place.late), grouped(place.waiting)});
    }
  }

  void over_time() {
    const auto section = html_.open("section", {{"aria-labelledby", "when"}});
    html_.leaf("h2", "Over time", {{"id", "when"}});
    std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> periods;  // asked, not shared
    for (const WithheldFlow& flow : report_.counts.flows) {
      periods[flow.period].first += flow.accepted + count_of(flow, Obstacle::kRefused);
      periods[flow.period].second += not_shared(flow);
    }
    std::vector<Bar> bars;
    for (const auto& [period, counts] : periods) bars.push_back({period, counts.second});
    if (static_cast<std::ptrdiff_t>(bars.size()) > kPeriodsShown) bars.erase(bars.begin(), bars.end() - kPeriodsShown);
    write_bar_chart(html_,
                    {"when-chart", "Records that were not shared, over time",
                     "A bar for each period, in order, the last at the end. The table below has all of them."},
                    bars);
    Table table(html_, "Records over time", {"Period", "To be shared", "Not shared"}, 2);
    for (const auto& [period, counts] : periods) {
      table.add({period, grouped(counts.first), grouped(counts.second)});
    }
  }

  using ItemCounts = std::vector<std::pair<std::tuple<std::string, std::string, Obstacle>, std::uint64_t>>;

  // Those that no agreement names apart: they are many, and nobody decided about each.
  [[nodiscard]] ItemCounts item_counts(bool named) const {
    std::map<std::tuple<std::string, std::string, Obstacle>, std::uint64_t> counts;
    for (const WithheldRow& row : report_.counts.rows) {
      if (of_record(row.obstacle) || (row.reason != kNotNamed) != named) continue;
      counts[{row.item, row.reason, row.obstacle}] += row.count;
    }
    return by_frequency(counts);
  }

  void items() {
    const auto section = html_.open("section", {{"aria-labelledby", "items"}});
    html_.leaf("h2", "What was held back of what was shared", {{"id", "items"}});
    const ItemCounts named = item_counts(true), others = item_counts(false);
    if (named.empty() && others.empty()) return html_.leaf("p", "No item is known to have been held back.");
    html_.leaf("p",
               "Agreements name what an agency may have; the rest is held back. Each line says of an item in how many "
               "disclosures it was left out, and why.");
    std::vector<Bar> bars;
    for (const auto& [what, count] : named) {
      if (bars.size() == kBarsShown) break;
      bars.push_back({report_.item(std::get<0>(what)) + ": " + reason_in_words(std::get<1>(what)), count});
    }
    write_bar_chart(html_,
                    {"items-chart", "Items by how many disclosures went without them",
                     "A bar for each of the items that were left out most often. The table below has all of them."},
                    bars);
    if (!named.empty()) item_table("Items that are held back by name", named);
    if (others.empty()) return;
    const auto details = html_.open("details");
    html_.leaf("summary", policy::number_of(others.size(), "item", "items") +
                              " that the agreements do not name, and that therefore were left out");
    item_table("Items that no agreement names", others);
  }

  void item_table(const std::string& caption, const ItemCounts& counts) {
    Table table(html_, caption, {"Item", "What happened", "Why", "Disclosures"}, 1);
    for (const auto& [what, count] : counts) {
      table.add({report_.item(std::get<0>(what)), std::string(in_words(std::get<2>(what))),
                 policy::capitalised(reason_in_words(std::get<1>(what))), grouped(count)});
    }
  }

  void notes() {
    const auto section = html_.open("section", {{"aria-labelledby", "notes"}});
    html_.leaf("h2", "How to read the numbers", {{"id", "notes"}});
    html_.list(notes_of(report_));
  }

  const WithheldReport& report_;
  Html html_;
};

}  // namespace

std::string withheld_page(const WithheldReport& report) {
  return Page(report).str();
}

}  // namespace concordat::cli
