#include "gateway/ledger/entry.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "gateway/ledger/json_text.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

// RFC 8785 from somebody else's parser: sorts the keys of every object and writes what it read.
std::string canonicalise(const boost::json::value& value) {
  std::string out;
  if (const auto* object = value.if_object()) {
    std::vector<std::string> keys;
    for (const auto& member : *object) keys.emplace_back(member.key());
    std::sort(keys.begin(), keys.end(), key_before);
    for (const std::string& key : keys) {
      out += out.empty() ? '{' : ',';
      append_string(out, key);
      out += ':' + canonicalise(object->at(key));
    }
    return out.empty() ? "{}" : out + '}';
  }
  if (const auto* array = value.if_array()) {
    for (const auto& element : *array) out += (out.empty() ? '[' : ',') + canonicalise(element);
    return out.empty() ? "[]" : out + ']';
  }
  if (const auto* text = value.if_string()) {
    append_string(out, *text);
    return out;
  }
  return boost::json::serialize(value);
}

std::string recanonicalised(const std::string& entry) {
  return canonicalise(boost::json::parse(entry));
}

std::string finished(const EntryDraft& draft) {
  return finish_entry(draft, {{"ISA-2026-014", 17}, {"log", 4711}}, {std::string(64, 'a')}, kStartMs);
}

TEST(Entry, AnAcceptEntryIsCanonicalAndSaysWhatWasDecided) {
  const std::string entry = finished(accept_entry(judged_record(7)));
  EXPECT_EQ(entry, recanonicalised(entry));
  const auto read = boost::json::parse(entry);
  EXPECT_EQ(read.at("event"), "accept");
  EXPECT_EQ(read.at("v"), 1);
  EXPECT_EQ(read.at("time"), "2027-01-15T08:00:00.000Z");
  EXPECT_EQ(read.at("seq").at("ISA-2026-014"), 17);
  EXPECT_EQ(read.at("seq").at("log"), 4711);
  EXPECT_EQ(read.at("agreements").at("ISA-2026-014"), 3);
  EXPECT_EQ(read.at("recipients").at(0).at("agency"), "eastshire-council");
}

TEST(Entry, ATypicalEntryStaysSmall) {
  EXPECT_LE(finished(accept_entry(judged_record(7))).size(), 900u);
  EXPECT_LE(finished(settle_entry(settled_record(7, 70, "delivered"))).size(), 600u);
}

TEST(Entry, AbsentItemsAreABitmapWithItemZeroFirst) {
  JudgedEntry judged = judged_record(1);
  judged.recipients[0].absent = {0, 9};
  judged.recipients[0].altered = {23};
  const auto recipient = boost::json::parse(finished(accept_entry(judged))).at("recipients").at(0);
  EXPECT_EQ(recipient.at("absent"), "8040");
  EXPECT_EQ(recipient.at("altered"), "000001");
}

TEST(Entry, ADeniedRecipientHasItsReasonAndNothingElse) {
  JudgedEntry judged = judged_record(1);
  judged.recipients[0].permit = false;
  judged.recipients[0].reason = "no-shared-agreement";
  judged.reason = "refused-by-policy";
  const std::string entry = finished(refuse_entry(judged));
  EXPECT_EQ(entry, recanonicalised(entry));
  EXPECT_NE(entry.find(R"("recipients":[{"agency":"eastshire-council","reason":"no-shared-agreement"}])"), entry.npos);
  EXPECT_NE(entry.find(R"("outcome":"refused")"), entry.npos);
}

TEST(Entry, AmongSeveralRecipientsEachNamesItsAgreements) {
  JudgedEntry judged = judged_record(1);
  judged.recipients[0].agreements = {"ISA-2026-014"};
  EXPECT_EQ(finished(accept_entry(judged)).find(R"("agreements":[)"), std::string::npos);
  judged.recipients.push_back(judged.recipients[0]);
  const std::string entry = finished(accept_entry(judged));
  EXPECT_EQ(entry, recanonicalised(entry));
  EXPECT_NE(entry.find(R"("agreements":["ISA-2026-014"])"), entry.npos);
}

TEST(Entry, CategoriesSayWhatHappenedToTheData) {
  const auto category = [](const EntryDraft& draft) {
    const auto read = boost::json::parse(finished(draft)).as_object();
    return read.contains("category") ? std::string(read.at("category").as_string()) : "";
  };
  EXPECT_EQ(category(accept_entry(judged_record(1))), "Collection");
  EXPECT_EQ(category(refuse_entry(judged_record(1))), "Consultation");
  EXPECT_EQ(category(settle_entry(settled_record(1, 0, "delivered"))), "Disclosure");
  EXPECT_EQ(category(settle_entry(settled_record(1, 0, "rejected"))), "Disclosure");
  EXPECT_EQ(category(settle_entry(settled_record(1, 0, "expired"))), "Erasure");
  EXPECT_EQ(category(settle_entry(settled_record(1, 0, "dead-letter"))), "");
  EXPECT_EQ(category(event_entry("start", {})), "");
}

TEST(Entry, APlanTooLongForAnEntryIsNamedByItsHashOnly) {
  const auto text_of = [](std::size_t size) {
    return boost::json::parse(finished(plan_entry("ab", std::string(size, 'x')))).as_object().contains("plan_text");
  };
  EXPECT_TRUE(text_of(60'000));
  EXPECT_FALSE(text_of(65'535));
  EXPECT_LE(finished(plan_entry("ab", std::string(64'480, 'x'))).size(), 65'535u);
}

TEST(Entry, TimesAreWrittenToTheMillisecondInUtc) {
  const auto text = [](std::int64_t ms) {
    std::string out;
    append_time(out, ms);
    return out;
  };
  EXPECT_EQ(text(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(text(951'782'399'999), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(text(951'782'400'000), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(text(4'107'542'400'000), "2100-03-01T00:00:00.000Z");
  EXPECT_EQ(text(-5), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(text(INT64_MAX), "9999-12-31T23:59:59.999Z");
}

TEST(Entry, KeysAreInTheOrderOfTheirUtf16CodeUnits) {
  // RFC 8785 section 3.2.3's example.
  const std::vector<std::string> sorted = {
      "\r", "1", "\xC2\x80", "\xC3\xB6", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "\xEF\xAC\xB3"};
  for (std::size_t i = 0; i + 1 < sorted.size(); ++i) {
    EXPECT_TRUE(key_before(sorted[i], sorted[i + 1])) << i;
    EXPECT_FALSE(key_before(sorted[i + 1], sorted[i])) << i;
  }
  EXPECT_TRUE(key_before("log", "logs"));
}

TEST(Entry, WhatIsNotUtf8BecomesTheReplacementCharacter) {
  std::string out;
  append_string(out, "a\xFFz");
  EXPECT_EQ(out, "\"a\xEF\xBF\xBDz\"");
}

RC_GTEST_PROP(Entry, AnyEventIsCanonicalWhateverItsFields, ()) {
  const auto fields = *rc::gen::arbitrary<std::vector<std::pair<std::string, std::string>>>();
  const auto sequences = *rc::gen::container<std::vector<std::pair<std::string, std::uint64_t>>>(
      rc::gen::pair(rc::gen::string<std::string>(), rc::gen::inRange<std::uint64_t>(0, std::uint64_t{1} << 53)));
  std::vector<std::pair<std::string, std::string>> valid;
  for (const auto& [key, value] : fields) {
    std::string repaired;
    append_string(repaired, key);
    valid.emplace_back(boost::json::parse(repaired).as_string(), value);
  }
  std::vector<std::pair<std::string, std::uint64_t>> named;
  for (const auto& [key, value] : sequences) {
    std::string repaired;
    append_string(repaired, key);
    named.emplace_back(boost::json::parse(repaired).as_string(), value);
  }
  const std::string entry = finish_entry(event_entry("start", valid), named, {}, kStartMs);
  RC_ASSERT(entry == recanonicalised(entry));
}

}  // namespace
}  // namespace concordat::gateway
