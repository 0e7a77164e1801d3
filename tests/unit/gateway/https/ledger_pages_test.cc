#include "gateway/https/ledger_pages.h"

#include <gtest/gtest.h>

#include <fstream>

#include "crypto/merkle/entry_bundle.h"
#include "gateway/ledger/audit/prove.h"
#include "gateway/runtime/files.h"
#include "tests/unit/gateway/ledger/published_ledger.h"

namespace concordat::gateway {
namespace {

class LedgerPages : public testing::Test {
 protected:
  LedgerPages() : ledger_(300) {
    ledger_.commit([&] {
      auto judged = judged_record(300);
      judged.sender = "other-trust";
      judged.recipients[0].agency = "other-council";
      index_ = ledger_.log->append(accept_entry(judged), judged.record, {}).value();
    });
    ledger_.publish();
    add_ledger_pages(router_, ledger_.ledger(), [this](const Error& error) { failed_ += error.detail; });
  }

  HttpResponse get(const std::string& path, const std::string& agency = "riverside-trust", bool auditor = false) {
    const Router::Found found = router_.find("GET", path);
    if (found.route == nullptr) return http_text(404, "nothing is here");
    HttpRequest request;
    request.method = "GET";
    request.path = path;
    request.peer = {agency, "", auditor, ""};
    HttpResponse answer;
    found.route->handler(request, [&](HttpResponse response) { answer = std::move(response); });
    return answer;
  }
  Bytes file(const std::string& path) { return read_file((ledger_.ledger() / path).string()).value(); }

  PublishedLedger ledger_;
  Router router_;
  std::uint64_t index_ = 0;
  std::string failed_;
};

TEST_F(LedgerPages, CheckpointsAndHashTilesAreForEveryAgency) {
  EXPECT_EQ(get("/ledger/checkpoint").body, *ledger_.log->checkpoint());
  EXPECT_EQ(get("/ledger/checkpoint").caching, Caching::kNone);
  EXPECT_EQ(get("/ledger/checkpoint.witnessed").status, 404) << "nobody has cosigned";
  EXPECT_EQ(get("/ledger/tile/0/000").body, file("tile/0/000"));
  EXPECT_EQ(get("/ledger/tile/0/000").caching, Caching::kForever);
  EXPECT_EQ(get("/ledger/tile/0/001.p/45").body, file("tile/0/001.p/45"));
  EXPECT_EQ(get("/ledger/tile/0/001.p/45").caching, Caching::kNone);
  EXPECT_EQ(get("/ledger/tile/0/001.p/44").body, file("tile/0/001.p/45").substr(0, 44 * 32)) << "of an older head";
  EXPECT_EQ(get("/ledger/tile/1/000.p/1").status, 200);
}

TEST_F(LedgerPages, WhatIsNoTileIsNotFound) {
  for (const char* path :
       {"/ledger/tile/", "/ledger/tile/0/002", "/ledger/tile/0/001.p/46", "/ledger/tile/0/0", "/ledger/tile/9/000",
        "/ledger/tile/0/../../head", "/ledger/tile/0/000/", "/ledger/tile/0/000?x", "/ledger/tile/0/000.p/256",
        "/ledger/tile/0/%30%30%30", "/ledger/checkpoint/", "/ledger/head", "/ledger/", "/"})
    EXPECT_EQ(get(path).status, 404) << path;
  EXPECT_EQ(failed_, "");
}

TEST_F(LedgerPages, EntryBundlesAreForAuditors) {
  for (const char* path : {"/ledger/tile/entries/000", "/ledger/tile/entries/001.p/45", "/ledger/tile/entries/999"})
    EXPECT_EQ(get(path).status, 403) << path;
  EXPECT_EQ(get("/ledger/tile/entries/000", "auditor", true).body, file("tile/entries/000"));
  EXPECT_EQ(get("/ledger/tile/entries/999", "auditor", true).status, 404);
  const HttpResponse narrow = get("/ledger/tile/entries/001.p/10", "auditor", true);
  ASSERT_EQ(narrow.status, 200);
  const auto entries = crypto::parse_bundle(narrow.body);
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->size(), 10u);
  EXPECT_EQ(Bytes((*entries)[9]), ledger_.store.kept_entries[265]);
  EXPECT_EQ(get("/ledger/tile/entries/001.p/46", "auditor", true).status, 404);
}

TEST_F(LedgerPages, AnAgencyHasItsOwnEntriesWithProofs) {
  for (const char* agency : {"riverside-trust", "eastshire-council"}) {
    const HttpResponse entry = get("/ledger/entries/17", agency);
    const HttpResponse proof = get("/ledger/entries/17.tlog-proof", agency);
    ASSERT_EQ(entry.status, 200);
    EXPECT_EQ(entry.content_type, "application/json");
    EXPECT_EQ(entry.body, ledger_.store.kept_entries[17]);
    const auto checked = check_proof(proof.body, entry.body, ledger_.keys->verifier);
    ASSERT_TRUE(checked) << checked.error().detail;
    EXPECT_EQ(checked->index, 17u);
  }
}

TEST_F(LedgerPages, AnothersEntryAndOneThatIsNotThereLookTheSame) {
  const HttpResponse none = get("/ledger/entries/5000");
  EXPECT_EQ(none.status, 404);
  const std::string others = "/ledger/entries/" + std::to_string(index_);
  for (const char* ending : {"", ".tlog-proof", ".witnessed.tlog-proof"}) {
    const HttpResponse hidden = get(others + ending);
    EXPECT_EQ(hidden.status, 404);
    EXPECT_EQ(hidden.body, none.body);
    EXPECT_EQ(hidden.content_type, none.content_type);
  }
  EXPECT_EQ(get(others, "other-trust").status, 200);
  EXPECT_EQ(get(others, "other-council").status, 200);
  EXPECT_EQ(get(others, "auditor", true).status, 200);
  EXPECT_EQ(get("/ledger/entries/17", "").status, 404) << "nobody";
  for (const char* path : {"/ledger/entries/", "/ledger/entries/x", "/ledger/entries/017", "/ledger/entries/-1",
                           "/ledger/entries/17/", "/ledger/entries/17.json"})
    EXPECT_EQ(get(path).status, 404) << path;
}

TEST_F(LedgerPages, AFileThatIsGoneIsOursToMend) {
  ledger_.edit("tile/entries/000", [](Bytes& bytes) { bytes.resize(100); });
  const HttpResponse answer = get("/ledger/entries/17");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body.find(ledger_.ledger().string()), std::string::npos);
  EXPECT_NE(failed_, "");
}

TEST(OwnEntry, IsOneThatTheAgencySentOrMayHaveOrDid) {
  const auto entry = [](std::string_view members) {
    return R"({"event":"x",)" + std::string(members) + R"("seq":{"log":1},"time":"2026-11-23T04:00:00.000Z","v":1})";
  };
  const auto own = [&](std::string_view bytes) { return is_own_entry(bytes, "a"); };
  EXPECT_TRUE(own(entry(R"("recipient":"a",)")));
  EXPECT_TRUE(own(entry(R"("recipients":[{"agency":"b","plan":"p"},{"agency":"a","plan":"p"}],)")));
  EXPECT_FALSE(own(entry(R"("recipients":[{"agency":"a","reason":"no-shared-agreement"},{"agency":"b","plan":"p"}],)")))
      << "denied: that there was something is not its to know";
  EXPECT_FALSE(own(entry(R"("purpose":"a",)"))) << "a word that happens to be its name";
  EXPECT_FALSE(own(entry(R"("recipient":"b",)")));
  EXPECT_FALSE(own("not json"));
  EXPECT_TRUE(is_own_entry(
      R"({"detail":{"party":"a"},"event":"signature","seq":{"log":1},"time":"2026-11-23T04:00:00.000Z","v":1})", "a"));
  EXPECT_FALSE(
      is_own_entry(R"({"event":"x","recipient":"","seq":{"log":1},"time":"2026-11-23T04:00:00.000Z","v":1})", ""));
}

}  // namespace
}  // namespace concordat::gateway
