#include "gateway/pipeline/person_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/pipeline/kept_circumstances.h"
#include "gateway/pipeline/number_lists.h"
#include "gateway/runtime/files.h"
#include "tests/unit/gateway/ledger/ledger_fixture.h"

namespace concordat::gateway {
namespace {

using policy::ListAnswer;
using policy::ListMeaning;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t kNow = 1'800'000'000;

Bytes subject(char who) {
  return Bytes(32, who);
}

PersonListEntry list(ListMeaning meaning, const std::string& people, std::int64_t stale_from = 0) {
  PersonListEntry entry{"list", meaning, stale_from, true, {}};
  for (const char who : people) entry.people.push_back(person_tag(subject(who)));
  return entry;
}

People people(const std::string& who, bool somebody_unknown = false) {
  People out{{}, somebody_unknown || who.empty()};
  for (const char one : who) out.subjects.push_back(subject(one));
  return out;
}

ListAnswer opt_out(std::vector<PersonListEntry> lists, const People& who) {
  return PersonLists(std::move(lists)).opt_out(who, kNow);
}

TEST(PersonLists, UnderMayUseWhoIsAbsentIsBarred) {
  EXPECT_EQ(opt_out({list(ListMeaning::kMayUse, "ab")}, people("a")), ListAnswer::kClear);
  EXPECT_EQ(opt_out({list(ListMeaning::kMayUse, "ab")}, people("c")), ListAnswer::kBarred);
}

TEST(PersonLists, UnderOptedOutWhoStandsThereIsBarred) {
  EXPECT_EQ(opt_out({list(ListMeaning::kOptedOut, "ab")}, people("a")), ListAnswer::kBarred);
  EXPECT_EQ(opt_out({list(ListMeaning::kOptedOut, "ab")}, people("c")), ListAnswer::kClear);
}

TEST(PersonLists, OneOfSeveralPeopleBarsTheRecord) {
  EXPECT_EQ(opt_out({list(ListMeaning::kMayUse, "ab")}, people("ab")), ListAnswer::kClear);
  EXPECT_EQ(opt_out({list(ListMeaning::kMayUse, "ab")}, people("abc")), ListAnswer::kBarred);
  EXPECT_EQ(opt_out({list(ListMeaning::kOptedOut, "c")}, people("abc")), ListAnswer::kBarred);
}

TEST(PersonLists, WhoHasNoNumberCannotBeLookedUp) {
  EXPECT_EQ(opt_out({list(ListMeaning::kMayUse, "a")}, people("")), ListAnswer::kNoNumber);
  EXPECT_EQ(opt_out({list(ListMeaning::kOptedOut, "b")}, people("a", true)), ListAnswer::kNoNumber);
}

TEST(PersonLists, AStaleOrUnreadableOrMissingListIsSaid) {
  EXPECT_EQ(opt_out({list(ListMeaning::kMayUse, "a", kNow)}, people("a")), ListAnswer::kStale);
  EXPECT_EQ(opt_out({list(ListMeaning::kMayUse, "a", kNow + 1)}, people("a")), ListAnswer::kClear);
  PersonListEntry unreadable = list(ListMeaning::kMayUse, "a");
  unreadable.readable = false;
  EXPECT_EQ(opt_out({unreadable}, people("a")), ListAnswer::kMissing);
  EXPECT_EQ(opt_out({}, people("a")), ListAnswer::kMissing);
}

TEST(PersonLists, TheGravestAnswerOfSeveralListsCounts) {
  const PersonListEntry clear = list(ListMeaning::kOptedOut, "z"), stale = list(ListMeaning::kOptedOut, "z", kNow);
  const PersonListEntry barred = list(ListMeaning::kOptedOut, "a");
  EXPECT_EQ(opt_out({clear, stale}, people("a")), ListAnswer::kStale);
  EXPECT_EQ(opt_out({stale, clear}, people("a")), ListAnswer::kStale);
  EXPECT_EQ(opt_out({stale, clear, barred}, people("a")), ListAnswer::kBarred);
}

TEST(PersonLists, ObjectionsAreARegisterOfTheirOwn) {
  const PersonLists lists({list(ListMeaning::kObjected, "a"), list(ListMeaning::kMayUse, "a")});
  EXPECT_EQ(lists.objection(people("a"), kNow), ListAnswer::kBarred);
  EXPECT_EQ(lists.opt_out(people("a"), kNow), ListAnswer::kClear);
  EXPECT_EQ(PersonLists().objection(people("a"), kNow), ListAnswer::kClear);
}

TEST(KeptCircumstances, AreReadBackAndTheMessageFollows) {
  KeptCircumstances kept{2, true, people("ab", true)};
  Bytes sealed;
  append_circumstances(sealed, kept);
  const std::size_t head = sealed.size();
  sealed += "the message";
  ByteView rest = sealed;
  auto read = take_circumstances(rest);
  ASSERT_TRUE(read);
  EXPECT_EQ(rest, "the message");
  EXPECT_EQ(read->labels, 2);
  EXPECT_TRUE(read->justified);
  EXPECT_TRUE(read->people.somebody_unknown);
  EXPECT_EQ(read->people.subjects, kept.people.subjects);
  for (std::size_t cut = 0; cut < head; ++cut) {
    ByteView part = ByteView(sealed).substr(0, cut);
    EXPECT_FALSE(take_circumstances(part)) << cut;
  }
}

TEST(KeptCircumstances, HoldTheCommitmentToo) {
  KeptCircumstances kept{2, true, people("ab", true), crypto::sha256("commitment")};
  Bytes sealed;
  append_circumstances(sealed, kept);
  for (std::size_t cut = 0; cut < sealed.size(); ++cut) {
    ByteView part = ByteView(sealed).substr(0, cut);
    EXPECT_FALSE(take_circumstances(part)) << cut;
  }
  ByteView rest = sealed;
  EXPECT_EQ(take_circumstances(rest)->commitment, kept.commitment);
  EXPECT_EQ(rest, "");
}

class NumberListsTest : public ::testing::Test {
 protected:
  PersonListEntry read(const std::string& text) {
    if (!text.empty()) {
      EXPECT_TRUE(make_folder(folder_.path() / "lists"));
      EXPECT_TRUE(replace_file(folder_.path() / "lists/out.txt", text));
    }
    policy::PersonList wanted;
    wanted.id.text = "out";
    wanted.numbers.text = "out.txt";
    wanted.stale_after = std::chrono::hours(24);
    NumberLists lists = read_number_lists(folder_.path(), {wanted},
                                          [](std::string_view number) { return Bytes(number) + Bytes(22, '\0'); });
    problems_.clear();
    for (const policy::Problem& problem : lists.problems) problems_ += problem.str() + "\n";
    return lists.lists.at(0);
  }
  TemporaryFolder folder_;
  std::string problems_;
};

TEST_F(NumberListsTest, NumbersAreReadWithTheirSpacesAndDashes) {
  const PersonListEntry list = read(
      "# from the national check\nas-of: 2026-11-20T06:00:00Z\n999 000 0018\n999-000-0026 # moved\n\n9990000034\n");
  EXPECT_TRUE(list.readable) << problems_;
  EXPECT_EQ(list.people.size(), 3u);
  EXPECT_EQ(list.stale_from, 1'795'154'400 + 24 * 3600);
  EXPECT_EQ(problems_, "");
}

TEST_F(NumberListsTest, AnythingElseMakesTheWholeListUnreadableAndIsPointedAt) {
  EXPECT_FALSE(read("").readable);
  EXPECT_THAT(problems_, HasSubstr("the list \"out\" cannot be read"));
  EXPECT_FALSE(read("9990000018\n").readable);
  EXPECT_THAT(problems_, HasSubstr("lists/out.txt:1:1: warning: the first line says when the list was true"));
  EXPECT_FALSE(read("as-of: 2026-02-30T06:00:00Z\n9990000018\n").readable);
  EXPECT_FALSE(read("as-of: 2026-11-20T06:00:00Z\n9990000019\n").readable);
  EXPECT_THAT(problems_, HasSubstr("lists/out.txt:2:1: warning: this is no NHS number"));
  EXPECT_THAT(problems_, Not(HasSubstr("9990000019"))) << "nobody's number is said";
  EXPECT_FALSE(read("as-of: 2026-11-20T06:00:00Z\n<html>\n").readable);
}

TEST(NhsNumber, IsTenDigitsWithACheckDigit) {
  EXPECT_EQ(nhs_number("999 000 0018"), "9990000018");
  EXPECT_EQ(nhs_number("943-476-5919"), "9434765919");
  for (const char* bad : {"", "9990000019", "999000001", "99900000180", "999000001x", "９９９0000018"})
    EXPECT_EQ(nhs_number(bad), "") << bad;
}

}  // namespace
}  // namespace concordat::gateway
