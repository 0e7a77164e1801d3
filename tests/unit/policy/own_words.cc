#include "tests/unit/policy/own_words.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/unit/policy/redaction.h"

namespace concordat::policy::test {

std::string redacted(const std::vector<OwnItem>& items, const std::string& body) {
  Vocabulary words;
  Plan plan;
  for (const OwnItem& own : items) {
    Item item;
    item.id = ItemId(own.id);
    item.type = own.type;
    item.identifying = own.identifying;
    std::istringstream selectors(own.selectors);
    for (std::string text; selectors >> text;) item.selectors[0].push_back(parse_selector(Format::kFhir, text).value());
    words.item_by_name.emplace(own.id, static_cast<ItemIndex>(words.items.size()));
    words.items.push_back(std::move(item));
    plan.items.edit().push_back({action(own.action), {}});
  }
  const RecordIndex index(Format::kFhir, words);
  Record record;
  if (const auto read = record.read(Format::kFhir, body, index); !read) return "unreadable: " + read.error().detail;
  Disclosure out;
  Redactor redactor;
  if (const auto done = redactor.redact(record, plan, words, "eastshire-council", PlainKeys(), out); !done)
    return "refused: " + done.error().detail;
  const auto agreed = Verifier().verify(out.bytes, plan, VerifierIndex(Format::kFhir, words));
  EXPECT_TRUE(agreed) << agreed.error().detail << "\n" << out.bytes;
  return out.bytes;
}

std::string unlabelled(std::string text) {
  const std::string label =
      R"(,"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"REDACTED"}]})";
  if (const std::size_t at = text.find(label); at != std::string::npos) text.erase(at, label.size());
  return text;
}

}  // namespace concordat::policy::test
