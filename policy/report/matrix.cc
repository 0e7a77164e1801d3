#include "policy/report/matrix.h"

#include <algorithm>

#include "policy/explain/words.h"
#include "policy/report/terms.h"

namespace concordat::policy {
namespace {

// What becomes of something, with the symbol that stands for it.
struct Fate {
  std::string_view style, symbol, word;
};
constexpr Fate kReleased{"released", "●", "released"};
constexpr Fate kChanged{"changed", "◐", "changed"};
constexpr Fate kWithheld{"withheld", "○", "withheld"};

const Fate& fate_of(const Release& release) {
  return release.action.kind == ActionKind::kKeep ? kReleased : kChanged;
}

// The most that the recipient may have of the item, by whichever way.
const Fate& fate_of(const std::vector<Release>& releases) {
  if (releases.empty()) return kWithheld;
  const bool whole = std::any_of(releases.begin(), releases.end(),
                                 [](const Release& release) { return &fate_of(release) == &kReleased; });
  return whole ? kReleased : kChanged;
}

void write_fate(Html& html, const Fate& fate, const std::string& words) {
  const auto line = html.open("div", {{"class", fate.style}});
  html.leaf("span", fate.symbol, {{"aria-hidden", "true"}});
  html.text(" " + words);
}

// "3 released", "2 changed", "all 5 withheld"
void write_group_cell(Html& html, const ItemGroup& group, const Recipient& recipient) {
  const auto cell = html.open("td");
  for (const Fate* fate : {&kReleased, &kChanged, &kWithheld}) {
    const auto count =
        static_cast<std::size_t>(std::count_if(group.items.begin(), group.items.end(), [&](ItemIndex item) {
          return &fate_of(recipient.items[item]) == fate;
        }));
    if (count == 0) continue;
    write_fate(html, *fate,
               (count == group.items.size() && count > 1 ? "all " : "") + std::to_string(count) + " " +
                   std::string(fate->word));
  }
}

// One answer, and by which ways it comes about: "Riverside Trust: direct care; safeguarding".
struct Answer {
  const Fate* fate;
  std::string words;
  std::vector<std::pair<const Agency*, std::string>> ways;
};

// What is released comes before what is changed.
std::vector<Answer> answers_of(const std::vector<Release>& releases) {
  std::vector<Answer> answers;
  for (const Release& release : releases) {
    std::string words(fate_of(release).word);
    if (release.action.kind != ActionKind::kKeep) words += ": " + in_words(release.action);
    auto answer = std::find_if(answers.begin(), answers.end(), [&](const Answer& a) { return a.words == words; });
    if (answer == answers.end()) answer = answers.insert(answer, {&fate_of(release), words, {}});
    auto way = std::find_if(answer->ways.begin(), answer->ways.end(),
                            [&](const auto& known) { return known.first == release.provider; });
    if (way == answer->ways.end()) way = answer->ways.insert(way, {release.provider, ""});
    way->second += (way->second.empty() ? "" : "; ") + release.purpose->label;
  }
  std::stable_partition(answers.begin(), answers.end(), [](const Answer& a) { return a.fate == &kReleased; });
  return answers;
}

// "released", "changed: only the day", with the ways by which it comes where there are several.
void write_item_cell(Html& html, const Recipient& recipient, ItemIndex item) {
  const auto cell = html.open("td");
  const std::vector<Release>& releases = recipient.items[item];
  if (releases.empty()) return write_fate(html, kWithheld, std::string(kWithheld.word));
  for (const Answer& answer : answers_of(releases)) {
    write_fate(html, *answer.fate, answer.words);
    if (recipient.one_way) continue;
    for (const auto& [provider, purposes] : answer.ways)
      html.leaf("div", provider->name + ": " + purposes, {{"class", "way"}});
  }
}

void write_head(Html& html, const Facts& facts, std::string_view first) {
  const auto head = html.open("thead");
  const auto row = html.open("tr");
  html.leaf("th", first, {{"scope", "col"}});
  for (const Recipient& recipient : facts.recipients) html.leaf("th", recipient.agency->name, {{"scope", "col"}});
}

void write_groups(Html& html, const Facts& facts) {
  const auto frame = html.open("div", {{"class", "scroll"},
                                       {"tabindex", "0"},
                                       {"role", "group"},
                                       {"aria-label", "Table by group, may scroll sideways"}});
  const auto table = html.open("table");
  html.leaf("caption", "The most that each agency may receive today, by group of information");
  write_head(html, facts, "Information about");
  const auto body = html.open("tbody");
  for (const ItemGroup& group : facts.groups) {
    const auto row = html.open("tr");
    {
      const auto name = html.open("th", {{"scope", "row"}});
      html.leaf("a", group.label, {{"href", "#group-" + group.name}});
    }
    for (const Recipient& recipient : facts.recipients) write_group_cell(html, group, recipient);
  }
}

void write_items(Html& html, const Facts& facts, const ItemGroup& group) {
  const auto details = html.open("details");
  html.leaf("summary", group.label + ": " + number_of(group.items.size(), "item", "items"));
  // A link to something inside opens the group.
  const auto frame = html.open("div", {{"class", "scroll"},
                                       {"id", "group-" + group.name},
                                       {"tabindex", "0"},
                                       {"role", "group"},
                                       {"aria-label", group.label + ", item by item; may scroll sideways"}});
  const auto table = html.open("table");
  html.leaf("caption", group.label + ", item by item", {{"class", "unseen"}});
  write_head(html, facts, "Item");
  const auto body = html.open("tbody");
  for (const ItemIndex item : group.items) {
    const auto row = html.open("tr");
    html.leaf("th", facts.label(group, item), {{"scope", "row"}});
    for (const Recipient& recipient : facts.recipients) write_item_cell(html, recipient, item);
  }
}

void write_key(Html& html) {
  const auto list = html.open("ul", {{"class", "key"}});
  const std::pair<const Fate*, const char*> key[] = {
      {&kReleased, "released: the recipient has it as it was recorded"},
      {&kChanged, "changed: the recipient has less than was recorded, such as only the year of a date"},
      {&kWithheld, "withheld: the recipient never has it"}};
  for (const auto& [fate, words] : key) {
    const auto line = html.open("li");
    write_fate(html, *fate, words);
  }
}

}  // namespace

void write_matrix(Html& html, const Facts& facts) {
  const auto section = html.open("section", {{"aria-labelledby", "matrix"}});
  html.leaf("h2", "What each agency may receive", {{"id", "matrix"}});
  if (facts.recipients.empty()) return html.leaf("p", "No agreement is in force today, so that nothing is shared.");
  html.leaf("p",
            "The table adds up all agreements that are in force today, for every kind of record. Where an agency has "
            "several, a record goes under those for its own purpose only: different purposes never add up.");
  write_key(html);
  write_groups(html, facts);
  html.leaf("h3", "Item by item");
  html.leaf("p", "Open a group to see each piece of information in it.");
  for (const ItemGroup& group : facts.groups) write_items(html, facts, group);
}

}  // namespace concordat::policy
