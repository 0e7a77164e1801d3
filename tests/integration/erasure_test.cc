// What the ledger's files tell about a person to somebody who has nothing else; and what is left of a person after an
// erasure to somebody who has everything, the master key too.

#include <gmock/gmock.h>

#include <filesystem>
#include <functional>
#include <set>

#include "crypto/primitive/digest.h"
#include "gateway/keys/key_store.h"
#include "gateway/runtime/clock.h"
#include "protocol/base/bytes.h"
#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kPerson = "9991048278";  // of both records below
constexpr const char* kRecord = "deploy/examples/records/discharge-referral-1.json";
constexpr const char* kNotice = "deploy/examples/records/discharge-notice-1.json";
constexpr const char* kOfficer = "riverside-trust/Caldicott Guardian";

class Erasure : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }

  std::string send(const std::string& record, const std::string& senders_id) {
    const Finished sent = gateway_.send({"--id", senders_id, source_file(record)});
    EXPECT_EQ(sent.exit_code, 0) << sent.out << sent.err;
    return text_of(json_lines(sent.out).at(0), "record_id");
  }
  void deliver(int count) {
    const auto received = gateway_.receive(gateway_.outside("received"), {"--count", std::to_string(count)});
    EXPECT_EQ(received.exit_code, 0) << received.err;
  }
  Finished about(const std::string& command, std::vector<std::string> more = {}) {
    std::vector<std::string> words{"ledger", command,  gateway_.config(), kPerson,
                                   "--as",   kOfficer, "--reason",        "a request"};
    words.insert(words.end(), more.begin(), more.end());
    return gateway_.tool(words);
  }
  boost::json::object report(std::vector<std::string> more = {"--json"}) {
    const Finished asked = about("subject", std::move(more));
    EXPECT_EQ(asked.exit_code, 0) << asked.err;
    return json_lines(asked.out).at(0);
  }
  // What somebody with the master key would search for.
  std::vector<std::pair<std::string, std::string>> needles(const std::vector<std::string>& records,
                                                           const std::string& senders_id) {
    const std::string copy = gateway_.outside("keys-" + std::to_string(++copies_));
    std::filesystem::create_directory(copy);
    for (const char* name : {"keyring", "pseudonym-keys"})
      std::filesystem::copy(gateway_.file(std::string("data/") + name), copy + "/" + name);
    const gateway::SystemClock clock;
    const auto keys = gateway::KeyStore::open(gateway_.file("keys/master.key"), copy + "/keyring", clock);
    EXPECT_TRUE(keys) << keys.error().detail;
    const std::string hash((*keys)->subject(kPerson).view());
    const std::string dedup((*keys)->dedup_key("riverside-trust", senders_id).view());
    std::vector<std::pair<std::string, std::string>> all{{"the person's number", kPerson},
                                                         {"its keyed hash", hash},
                                                         {"its keyed hash, in hex", hex(hash)},
                                                         {"the dedup key", dedup},
                                                         {"the dedup key, in hex", hex(dedup)}};
    for (const std::string& record : records)
      all.emplace_back("the id of " + record, std::string(RecordId::parse(record)->bytes()));
    return all;
  }
  // "data/store/000007.log: the dedup key", for each that is found below the data folder.
  std::vector<std::string> found(const std::vector<std::pair<std::string, std::string>>& needles) {
    std::vector<std::string> in;
    for (const std::string& path : files_under(gateway_.file("data"))) {
      if (!std::filesystem::is_regular_file(path)) continue;
      const std::string bytes = read_file(path);
      for (const auto& [what, needle] : needles) {
        if (bytes.find(needle) != std::string::npos) in.push_back(path + ": " + what);
      }
    }
    return in;
  }
  void add_keys(std::vector<std::pair<std::string, std::string>>& needles) {
    const std::string path = gateway_.outside("auditor.json");
    ASSERT_EQ(about("subject", {"--for-auditor", path}).exit_code, 0);
    for (const std::string& key : texts_of(json_lines(read_file(path)).at(0), "keys")) {
      needles.emplace_back("the person's key, in hex", key);
      needles.emplace_back("the person's key", *parse_hex(key));
    }
  }

  Gateway gateway_;
  int copies_ = 0;
};

// Every text of the JSON value, and what it is the hexadecimal or base64 form of.
void gather(const boost::json::value& value, std::set<std::string>& texts) {
  if (const auto* text = value.if_string()) {
    const std::string plain(text->data(), text->size());
    texts.insert(plain);
    if (const auto bytes = parse_hex(plain)) texts.insert(*bytes);
  }
  if (const auto* list = value.if_array()) {
    for (const auto& one : *list) gather(one, texts);
  }
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      texts.insert(std::string(member.key()));
      gather(member.value(), texts);
    }
  }
}

// Whether some text of the entry is the number, a hash of it, a hash of it salted with any other text of the entry or
// of what is public, or an HMAC of one under the other.
bool gives_away(const boost::json::object& entry, const std::vector<std::string>& public_texts,
                const std::string& number) {
  std::set<std::string> texts(public_texts.begin(), public_texts.end());
  gather(entry, texts);
  const auto there = [&](const crypto::Digest& digest) {
    const std::string raw(digest.view());
    return texts.count(raw) > 0 || texts.count(digest.hex()) > 0;
  };
  for (const std::string& text : texts) {
    if (text.find(number) != std::string::npos) return true;
    const bool derived = there(crypto::sha256(text, number)) || there(crypto::sha256(number, text)) ||
                         there(crypto::sha256(text, crypto::sha256(number).view())) ||
                         there(crypto::hmac_sha256(text, number)) || there(crypto::hmac_sha256(number, text));
    if (derived) return true;
  }
  return there(crypto::sha256(number));
}

TEST_F(Erasure, TheLedgersFilesAloneDoNotSayWhetherARecordIsAboutANumber) {
  (void)send(kRecord, std::string("case-") + kPerson);
  (void)send(kNotice, kPerson);
  deliver(2);
  (void)report();
  const std::vector<std::string> public_texts{"riverside-trust", "eastshire-council", "concordat.localhost/ledger",
                                              read_file(gateway_.file("ledger.vkey")), ""};
  const auto entries = gateway_.ledger(8);
  ASSERT_GE(entries.size(), 8u);
  for (const boost::json::object& entry : entries) {
    EXPECT_FALSE(gives_away(entry, public_texts, kPerson)) << boost::json::serialize(entry);
  }
  // The search finds what it is for.
  boost::json::object weak = entries.back();
  weak["subjects"] = {crypto::hmac_sha256(text_of(weak, "time"), kPerson).hex()};
  EXPECT_TRUE(gives_away(weak, public_texts, kPerson));
  weak["subjects"] = {crypto::sha256(kPerson).hex()};
  EXPECT_TRUE(gives_away(weak, public_texts, kPerson));
}

TEST_F(Erasure, NothingOfAnErasedPersonIsInAnyFileAndTheLedgerVerifies) {
  const std::string first = send(kRecord, kPerson), second = send(kNotice, "notice-1");
  auto sought = needles({first, second}, kPerson);
  deliver(2);
  add_keys(sought);
  ASSERT_THAT(found(sought), Not(IsEmpty())) << "else the search finds nothing";
  EXPECT_THAT(report().at("records").as_array(), SizeIs(2));

  const Finished erased = about("erase");
  ASSERT_EQ(erased.exit_code, 0) << erased.err;
  EXPECT_THAT(found(sought), IsEmpty());
  EXPECT_EQ(gateway_.ledger_faults(), "");
  const auto after = report();
  EXPECT_THAT(after.at("records").as_array(), IsEmpty());
  EXPECT_THAT(after.at("lookups").as_array(), IsEmpty());
  EXPECT_EQ(gateway_.stop().exit_code, 0);
  EXPECT_THAT(found(sought), Not(Contains(HasSubstr("the id of")))) << "the report after it asked for the person anew";
  gateway_.start();
  EXPECT_THAT(report().at("records").as_array(), IsEmpty());
}

TEST_F(Erasure, WhatWaitsStandsInTheWayUnlessItIsDiscarded) {
  const std::string record = send(kRecord, "case-1");
  const Finished refused = about("erase");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr(record));
  EXPECT_THAT(report().at("records").as_array(), SizeIs(1)) << "nothing else changed";
  ASSERT_EQ(about("erase", {"--discard-waiting"}).exit_code, 0);
  EXPECT_EQ(gateway_.ledger_faults(), "");
  EXPECT_THAT(found({{"the record's id", std::string(RecordId::parse(record)->bytes())}}), IsEmpty());
}

TEST_F(Erasure, ABackupThatIsRestoredBringsNobodyBack) {
  const std::string record = send(kRecord, kPerson);
  auto sought = needles({record}, kPerson);
  deliver(1);
  add_keys(sought);
  ASSERT_EQ(gateway_.stop().exit_code, 0);
  std::filesystem::copy(gateway_.file("data"), gateway_.outside("backup"), std::filesystem::copy_options::recursive);
  gateway_.start();
  ASSERT_EQ(about("erase").exit_code, 0);
  ASSERT_EQ(gateway_.stop().exit_code, 0);

  std::filesystem::remove_all(gateway_.file("data"));
  std::filesystem::rename(gateway_.outside("backup"), gateway_.file("data"));
  ASSERT_THAT(found(sought), Not(IsEmpty())) << "the backup has them";
  gateway_.start();
  EXPECT_TRUE(gateway_.logged({"erase", "were in the store again"}));
  EXPECT_TRUE(gateway_.logged({"a person was erased", "no file of the store"}));
  EXPECT_THAT(found(sought), IsEmpty());
  EXPECT_THAT(report().at("records").as_array(), IsEmpty());
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(Erasure, AnAuditorFindsEveryEntryOfAReportByTheTagsAlone) {
  (void)send(kRecord, "case-1");
  (void)send(kNotice, "case-2");
  (void)report();
  const std::string path = gateway_.outside("auditor.json");
  ASSERT_EQ(about("subject", {"--for-auditor", path}).exit_code, 0);
  const Finished whole = gateway_.tool({"ledger", "scan", gateway_.config(), path});
  EXPECT_EQ(whole.exit_code, 0) << whole.out << whole.err;
  boost::json::object told = json_lines(read_file(path)).at(0);
  boost::json::array& records = told.at("records").as_array();
  records.erase(records.begin());
  write_file(path, boost::json::serialize(told));
  const Finished short_of_one = gateway_.tool({"ledger", "scan", gateway_.config(), path});
  EXPECT_EQ(short_of_one.exit_code, 1);
  EXPECT_THAT(short_of_one.out, HasSubstr("is not in the report"));
}

TEST_F(Erasure, EachProofOfAReportCanBeCheckedWithTheKeyAlone) {
  (void)send(kRecord, "case-1");
  const auto told = report();
  const auto& record = told.at("records").as_array().at(0).as_object();
  write_file(gateway_.outside("entry.json"), text_of(record, "entry"));
  write_file(gateway_.outside("entry.tlog-proof"), text_of(record, "proof"));
  const auto check = [&] {
    return gateway_.tool({"ledger", "check", gateway_.outside("entry.tlog-proof"), "--entry",
                          gateway_.outside("entry.json"), "--key", gateway_.file("ledger.vkey")});
  };
  EXPECT_EQ(check().exit_code, 0) << check().err;
  write_file(gateway_.outside("entry.json"), text_of(record, "entry") + " ");
  EXPECT_EQ(check().exit_code, 1);
}

}  // namespace
}  // namespace concordat::integration
