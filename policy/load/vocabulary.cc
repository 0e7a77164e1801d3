#include <array>
#include <unordered_map>

#include "policy/load/files.h"
#include "policy/model/envelope.h"
#include "policy/source/fields.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kMostItems = 4096;
constexpr std::size_t kMostKinds = 64;  // KindSet has a bit for each

constexpr std::array<std::pair<std::string_view, Category>, 4> kCategories{{{"ordinary", Category::kOrdinary},
                                                                            {"special", Category::kSpecial},
                                                                            {"criminal", Category::kCriminal},
                                                                            {"structural", Category::kStructural}}};
constexpr std::array<std::pair<std::string_view, ValueType>, 11> kTypes{{{"text", ValueType::kText},
                                                                         {"name", ValueType::kName},
                                                                         {"identifier", ValueType::kIdentifier},
                                                                         {"date", ValueType::kDate},
                                                                         {"address", ValueType::kAddress},
                                                                         {"postcode", ValueType::kPostcode},
                                                                         {"contact", ValueType::kContact},
                                                                         {"code", ValueType::kCode},
                                                                         {"number", ValueType::kNumber},
                                                                         {"free-text", ValueType::kFreeText},
                                                                         {"reference", ValueType::kReference}}};

// The selectors that items use, so that no place in a record belongs to two items.
class Claims {
 public:
  // Reports when another item holds the same place already.
  void claim(std::size_t format, const Selector& selector, const std::string& item, const Place& place,
             Report& report) {
    auto [it, fresh] = owners_.emplace(key(format, selector), item);
    if (fresh) return;
    std::string other = it->second == item ? "twice to this item" : "to \"" + it->second + "\" too";
    report.error(place, "overlapping: " + selector.text + " belongs " + other + "; let one data item name it");
  }

 private:
  static std::string key(std::size_t format, const Selector& selector) {
    std::string out = std::to_string(format);
    for (const Step& step : selector.steps) {
      out += '\n' + step.name + (step.choice ? "[x]" : "") + '\t' + step.where_key + '\t' + step.where_value;
    }
    return out;
  }

  std::unordered_map<std::string, std::string> owners_;
};

struct Found {
  Selector selector;
  Place place;
};

std::vector<Found> load_selectors(Fields& fields, std::size_t format) {
  std::vector<Found> out;
  for (const Written& said : fields.texts(kFormatKeys[format], Need::kOptional)) {
    auto selector = parse_selector(static_cast<Format>(format), said.text);
    if (selector) {
      out.push_back({std::move(*selector), said.place});
    } else {
      fields.report().error(said.place, "\"" + said.text + "\" is no selector: " + selector.error().detail);
    }
  }
  return out;
}

void load_all_selectors(Fields& fields, std::vector<Selector> (&into)[kFormats], std::size_t formats = kFormats) {
  for (std::size_t format = 0; format < formats; ++format) {
    for (Found& found : load_selectors(fields, format)) into[format].push_back(std::move(found.selector));
  }
}

Item load_item(const Entry& entry, Claims& claims, Report& report) {
  Item item;
  item.id = ItemId{entry.key};
  Fields fields(entry.value, "a data item", report);
  item.label = fields.text("label", Need::kRequired);
  item.category = fields.one_of<Category>("category", kCategories, Category::kSpecial, Need::kRequired);
  item.type = fields.one_of<ValueType>("type", kTypes, ValueType::kText, Need::kRequired);
  item.identifying = fields.boolean("identifying", false);
  item.subject = fields.boolean("subject", false);
  item.sensitive = fields.boolean("sensitive", false);
  bool stands_somewhere = false;
  for (std::size_t format = 0; format < kFormats; ++format) {
    for (Found& found : load_selectors(fields, format)) {
      claims.claim(format, found.selector, entry.key, found.place, report);
      item.selectors[format].push_back(std::move(found.selector));
      stands_somewhere = true;
    }
  }
  if (entry.key == kFileNameItem) {
    if (stands_somewhere)
      report.error(report.at(entry), "\"" + entry.key + "\" stands beside records; leave out its places");
    return item;
  }
  if (!stands_somewhere)
    report.error(
        report.at(entry),
        "\"" + entry.key +
            "\" stands nowhere in any record; give it selectors for at least one format: fhir, json, hl7v2 or opaque");
  return item;
}

// True when `entry`'s key can name an item or a kind.
bool good_name(const Entry& entry, Report& report) {
  if (is_word(entry.key)) return true;
  report.error(report.at(entry),
               "\"" + entry.key + "\" is no name; use letters, digits, '-', '_' and '.', without spaces");
  return false;
}

void load_kinds(Fields& fields, Vocabulary& vocabulary, Report& report) {
  fields.each_entry("kinds", Need::kRequired, [&](const Entry& entry) {
    if (!good_name(entry, report)) return;
    if (vocabulary.kinds.size() == kMostKinds) {
      report.error(report.at(entry), "more than " + std::to_string(kMostKinds) + " kinds of record; remove some");
      return;
    }
    RecordKind kind;
    kind.id = KindId{entry.key};
    Fields of_kind(entry.value, "a kind of record", report);
    kind.label = of_kind.text("label", Need::kRequired);
    load_all_selectors(of_kind, kind.recognise);
    vocabulary.kind_by_name.emplace(entry.key, static_cast<KindIndex>(vocabulary.kinds.size()));
    vocabulary.kinds.push_back(std::move(kind));
  });
}

void load_items(Fields& fields, Vocabulary& vocabulary, Report& report) {
  Claims claims;
  fields.each_entry("items", Need::kRequired, [&](const Entry& entry) {
    if (!good_name(entry, report)) return;
    if (vocabulary.items.size() == kMostItems) {
      report.error(report.at(entry), "more than " + std::to_string(kMostItems) + " data items; remove some");
      return;
    }
    vocabulary.item_by_name.emplace(entry.key, static_cast<ItemIndex>(vocabulary.items.size()));
    vocabulary.items.push_back(load_item(entry, claims, report));
  });
}

}  // namespace

Vocabulary load_vocabulary(const Node& root, Report& report) {
  Vocabulary vocabulary;
  Fields fields(root, "the vocabulary", report);
  fields.word("vocabulary", Need::kRequired);
  fields.required_integer("version", 1, 1'000'000);
  fields.with_map("destination", Need::kOptional, [&](Fields& destination) {
    // An opaque payload says nothing of whom it is for.
    load_all_selectors(destination, vocabulary.destination, static_cast<std::size_t>(Format::kOpaque));
  });
  load_kinds(fields, vocabulary, report);
  load_items(fields, vocabulary, report);
  return vocabulary;
}

}  // namespace concordat::policy
