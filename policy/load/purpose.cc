#include <array>

#include "policy/load/files.h"
#include "policy/source/fields.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kMostPurposes = 1024;
constexpr std::array<std::pair<std::string_view, ListMeaning>, 3> kMeanings{
    {{"may-use", ListMeaning::kMayUse}, {"opted-out", ListMeaning::kOptedOut}, {"objected", ListMeaning::kObjected}}};

std::map<std::string, Written> load_codes(Fields& routes, std::string_view key) {
  std::map<std::string, Written> out;
  Report& report = routes.report();
  routes.each_entry(key, Need::kOptional, [&](const Entry& entry) {
    Written agency = scalar_text(entry.value, entry.key, report);
    if (!agency.text.empty()) out.emplace(entry.key, std::move(agency));
  });
  return out;
}

}  // namespace

std::vector<Purpose> load_purposes(const Node& root, Report& report) {
  std::vector<Purpose> out;
  Fields fields(root, "the list of purposes", report);
  fields.each_entry("purposes", Need::kRequired, [&](const Entry& entry) {
    if (!is_word(entry.key)) {
      report.error(report.at(entry),
                   "\"" + entry.key + "\" is no name; use letters, digits, '-', '_' and '.', without spaces");
      return;
    }
    if (out.size() == kMostPurposes) {
      report.error(report.at(entry), "more than " + std::to_string(kMostPurposes) + " purposes; remove some");
      return;
    }
    Fields purpose(entry.value, "a purpose", report);
    std::string label = purpose.text("label", Need::kRequired);
    // Unstated is read as beyond direct care: the side on which more is asked of an agreement.
    bool beyond = purpose.boolean("beyond_direct_care", true);
    bool break_glass = purpose.boolean("break_glass", false);
    bool held = purpose.boolean("held_from_subject", false);
    out.push_back({PurposeId{entry.key}, std::move(label), beyond, break_glass, held});
  });
  return out;
}

std::vector<Prohibition> load_floor(const Node& root, Report& report) {
  std::vector<Prohibition> out;
  Fields fields(root, "the floor", report);
  fields.each_element("floor", Need::kOptional, [&](const Node& node) {
    Fields prohibition(node, "a prohibition", report);
    Written item = prohibition.written("item", Need::kRequired);
    std::string reason = prohibition.text("reason", Need::kRequired);
    if (!item.text.empty() && !is_pattern(item.text)) {
      report.error(item.place, "\"" + item.text + "\" is no data item; write a name such as person.name, or person.*");
      return;
    }
    out.push_back({std::move(item), std::move(reason)});
  });
  return out;
}

PersonList load_person_list(const Node& root, Report& report) {
  Fields fields(root, "a list of people", report);
  PersonList list;
  list.id = fields.word("list", Need::kRequired);
  list.meaning = fields.one_of<ListMeaning>("meaning", kMeanings, ListMeaning::kOptedOut, Need::kRequired);
  list.numbers = fields.word("numbers", Need::kRequired);
  list.stale_after = fields.duration("stale_after");
  if (list.meaning != ListMeaning::kObjected && list.stale_after.count() == 0) {
    report.error(fields.place(),
                 "an opt-out list must say how old it may be; add stale_after, for example \"stale_after: 7d\"",
                 "National data opt-out operational policy guidance");
  }
  return list;
}

Routes load_routes(const Node& root, Report& report) {
  Fields fields(root, "the routes", report);
  Routes routes;
  routes.postcode = load_codes(fields, "postcode");
  routes.gp = load_codes(fields, "gp");
  routes.local_authority = load_codes(fields, "local_authority");
  return routes;
}

}  // namespace concordat::policy
