// HL7 v2: every value of every sample under plans drawn at random goes where the slow ledger says; a canary in every
// one of them, and none that is withheld is found; messages made to be misread.
#include <gtest/gtest.h>

#include <re2/re2.h>
#include <cstdlib>

#include "tests/unit/policy/redaction.h"
#include "tests/unit/policy/redaction/canary.h"
#include "tests/unit/policy/redaction/hl7_ledger.h"
#include "tests/unit/policy/redaction/samples.h"

namespace concordat::policy::test {
namespace {

unsigned plans() {
  return std::getenv("CONCORDAT_LONG") != nullptr ? 2000 : 50;
}

Plan hl7_plan(unsigned seed) {
  static const char* const kActions[] = {"keep",
                                         "keep",
                                         "keep",
                                         "withhold",
                                         "withhold",
                                         "mask: last-2",
                                         "generalise: year",
                                         "generalise: month",
                                         "mask: all",
                                         "generalise: outward",
                                         "pseudonymise: k"};
  std::mt19937 random(seed);
  Plan plan;
  for (const Item& item : vocabulary().items) {
    Action action = *Action::parse(kActions[random() % std::size(kActions)]);
    if (!can_be_done(action, item.type)) action = Action{};
    if (item.category == Category::kStructural) action = *Action::parse("keep");
    plan.items.edit().push_back({action, {}});
  }
  return plan;
}

// With a canary in each value that is no structure; leaf i has number i + 1.
std::string planted(const Hl7Text& text) {
  Hl7Text out = text;
  const std::vector<Hl7Duty> duties = hl7_duties(text, {Format::kHl7v2, vocabulary(), empty_plan(), "", PlainKeys()});
  std::vector<std::string> identifying;
  std::vector<std::size_t> words;
  static const re2::RE2 date("(?:19|20)[0-9]{6,}.*");
  for (std::size_t i = 0; i < out.leaves.size(); ++i) {
    std::string& raw = out.leaves[i].raw;
    if (duties[i].must == Hl7Must::kGoAlong || raw == "\"\"") continue;
    const auto number = static_cast<unsigned>(i) + 1;
    const Item* item = duties[i].item == kNoItem ? nullptr : &vocabulary().items[duties[i].item];
    if (re2::RE2::FullMatch(raw, date)) {
      const std::string day = canary_date(number);
      raw = day.substr(0, 4) + day.substr(5, 2) + day.substr(8) + raw.substr(8);
    } else if (item != nullptr && item->type == ValueType::kPostcode) {
      raw = canary_postcode(number);
    } else {
      raw = canary_word(number);
      // The parts that tell who somebody is; not check digits, titles or what a number is used for.
      const bool name = item != nullptr && (item->type == ValueType::kName || item->type == ValueType::kAddress);
      const bool tells = out.leaves[i].component == 1 || (name && out.leaves[i].component < 4);
      if (item != nullptr && item->identifying && tells) identifying.push_back(raw);
      if (item != nullptr && item->type == ValueType::kFreeText) words.push_back(i);
    }
  }
  for (std::size_t i = 0; i < words.size() && !identifying.empty(); ++i) {
    const std::string& one = identifying[i % identifying.size()];
    const std::string& other = identifying[(i * 7 + 3) % identifying.size()];
    out.leaves[words[i]].raw +=
        " met \\H\\" + one + "\\N\\, KANARI" + other.substr(6) + " and \\X4B\\anari" + one.substr(6) + ".";
  }
  return out.join();
}

class Hl7LeafLedger : public testing::Test {
 protected:
  void disclose(const std::string& name, const std::string& record, const Plan& plan, bool with_canaries) {
    Redaction redaction(Format::kHl7v2);
    redaction.current = plan;
    const std::string out = redaction.run(record);
    if (out.compare(0, 11, "unreadable:") == 0) {
      ++unreadable_;
      return;
    }
    if (out.compare(0, 8, "refused:") == 0) {
      ++refused_;
      return;
    }
    ++disclosures_;
    const JudgedBy by{Format::kHl7v2, vocabulary(), plan, "eastshire-council", keys_};
    const Hl7Verdict verdict = judge_hl7(record, out, by, redaction.out.altered);
    copied_ += verdict.copied;
    changed_ += verdict.changed;
    absent_ += verdict.absent;
    EXPECT_TRUE(verdict.faults.empty()) << name << ": " << verdict.faults.front();
    if (!with_canaries) return;
    std::set<unsigned> hidden;
    const std::vector<Hl7Duty> duties = hl7_duties(cut_hl7(record), by);
    for (const std::size_t leaf : verdict.withheld) {
      const bool coarser =
          duties[leaf].item != kNoItem && plan.items[duties[leaf].item].action.kind == ActionKind::kGeneralise;
      if (!coarser) hidden.insert(static_cast<unsigned>(leaf) + 1);
    }
    searched_ += hidden.size();
    const std::string found = CanarySearch(hidden).found_in(out);
    EXPECT_EQ(found, "") << name << where(found, cut_hl7(record), cut_hl7(out), duties);
  }

  void TearDown() override {
    std::printf(
        "%zu disclosures, %zu refused, %zu unreadable; values: %zu copied, %zu changed, %zu absent; "
        "%zu withheld canaries searched for\n",
        disclosures_, refused_, unreadable_, copied_, changed_, absent_, searched_);
  }

  // Where the canary was planted, and where it is.
  static std::string where(const std::string& found, const Hl7Text& record, const Hl7Text& out,
                           const std::vector<Hl7Duty>& duties) {
    if (found.empty()) return "";
    const std::string canary = found.substr(0, found.find(','));
    std::string words;
    std::set<unsigned> numbers;
    for (std::size_t i = 0; i < record.leaves.size(); ++i) {
      if (record.leaves[i].raw.find(canary) != 0) continue;
      const bool named = duties[i].item != kNoItem;
      numbers.insert(static_cast<unsigned>(i) + 1);
      words += ", planted in " + record.place(record.leaves[i]) + " of " +
               (named ? vocabulary().items[duties[i].item].id.str() : "no item");
    }
    for (const Hl7Leaf& leaf : out.leaves) {
      if (!CanarySearch(numbers).found_in(leaf.raw).empty()) words += ", found in " + out.place(leaf) + ": " + leaf.raw;
    }
    return words;
  }

  PlainKeys keys_;
  std::size_t disclosures_ = 0, refused_ = 0, unreadable_ = 0, copied_ = 0, changed_ = 0, absent_ = 0, searched_ = 0;
};

TEST_F(Hl7LeafLedger, HoldsForEverySampleUnderGeneratedPlans) {
  for (const Sample& sample : hl7_samples()) {
    for (unsigned seed = first_seed(); seed < first_seed() + plans(); ++seed) {
      SCOPED_TRACE(sample.name + ", plan of seed " + std::to_string(seed));
      disclose(sample.name, sample.text, hl7_plan(seed), false);
    }
  }
  EXPECT_GT(disclosures_, 30u);
}

TEST_F(Hl7LeafLedger, NoWithheldCanaryIsFoundInAnyDisclosure) {
  for (const Sample& sample : hl7_samples()) {
    const std::string record = planted(cut_hl7(sample.text));
    for (unsigned seed = first_seed(); seed < first_seed() + plans(); ++seed) {
      SCOPED_TRACE(sample.name + ", plan of seed " + std::to_string(seed));
      disclose(sample.name, record, hl7_plan(seed), true);
    }
  }
  EXPECT_GT(searched_, 1000u);
}

TEST_F(Hl7LeafLedger, CutsAndJoinsEverySample) {
  for (const Sample& sample : hl7_samples()) {
    const Hl7Text text = cut_hl7(sample.text);
    EXPECT_EQ(cut_hl7(text.join()).join(), text.join()) << sample.name;
    EXPECT_EQ(cut_hl7(text.join()).leaves.size(), text.leaves.size()) << sample.name;
  }
}

constexpr char kHead[] = "MSH|^~\\&|A|B|C|D|20260105090000||ADT^A01|X1|P|2.5.1\r";
constexpr char kPid[] = "PID|1||||Ravenscroft^Ada|||F\r";

// The error's words; empty when it is read and disclosed without a fault. The name never gets out.
std::string refusal(const std::string& record) {
  Redaction redaction(Format::kHl7v2);
  redaction.plan("person.gender", "keep").plan("referral.note", "keep").plan("condition.note", "keep");
  const std::string out = redaction.run(record);
  std::string solid = out;  // as a display shows it
  re2::RE2::GlobalReplace(&solid, R"(\\[HN]\\)", "");
  EXPECT_EQ(solid.find("Ravenscroft"), std::string::npos) << out.substr(0, 400);
  if (out.compare(0, 11, "unreadable:") == 0 || out.compare(0, 8, "refused:") == 0) return out;
  const Hl7Verdict verdict =
      judge_hl7(record, out, {Format::kHl7v2, vocabulary(), redaction.current, "eastshire-council", PlainKeys()},
                redaction.out.altered);
  EXPECT_TRUE(verdict.faults.empty()) << verdict.faults.front();
  return "";
}

TEST(HostileHl7, IsRefusedByTheNamedRuleAndNotQuoted) {
  const std::string head = kHead;
  const std::string pid = kPid;
  const std::tuple<const char*, std::string, const char*> records[] = {
      {"no delimiters", "MSH\r" + pid, ""},
      {"one encoding character missing", "MSH|^~\\|A\r" + pid, "encoding characters"},
      {"two delimiters the same", "MSH|^^\\&|A\r" + pid, "two delimiters"},
      {"the separator among the encoding characters", "MSH|^~|&|A\r" + pid, ""},
      {"a letter as a delimiter", "MSHA^~\\&A\r" + pid, ""},
      {"a second MSH", head + pid + head + "PID|1||||Other\r", "second MSH"},
      {"a second MSH with other delimiters", head + pid + "MSH#*~\\&#A\rPID#1####Ravenscroft\r", "second MSH"},
      {"a batch that changes delimiters",
       "BHS|^~\\&|A\r" + head + pid + "MSH#*~\\&#A##C#D#2026##ADT*A01#X#P#2.5\rPID#1####Ravenscroft\rBTS|2\r",
       "delimiters"},
      {"a batch that counts wrong", "BHS|^~\\&|A\r" + head + pid + "BTS|7\r", "another number of messages"},
      {"a line feed among carriage returns", head + "PID|1||||Raven\nscroft\r", ""},
      {"line ends of two kinds", head + "PID|1||||Ravenscroft\nNTE|1||x\r\n", "line ends of two kinds"},
      {"a vertical tab",
       head + "PID|1||||Ravens\x0B"
              "croft\r",
       "control character"},
      {"NUL", head + std::string("PID|1||||Raven\0scroft\r", 21), "control character"},
      {"bytes outside the character set", head + "PID|1||||Ravenscroft\xE9\r", "character set"},
      {"a character set that is not known", "MSH|^~\\&|A|B|C|D|20260105||ADT^A01|X1|P|2.5.1||||||GB 18030-2000\r" + pid,
       ""},
      {"a segment without a separator", head + "PIDRavenscroft\r", "separator"},
      {"a blank line in the middle", head + "\r\r" + pid, "blank line"},
      {"nothing", "", "empty"},
      {"no MSH", pid, "begins with no MSH"},
  };
  for (const auto& [name, record, rule] : records) {
    SCOPED_TRACE(name);
    const std::string words = refusal(record);
    EXPECT_NE(words, "");
    EXPECT_NE(words.find(rule), std::string::npos) << words;
  }
}

TEST(HostileHl7, IsHandledAsTheLedgerSays) {
  const std::string head = kHead;
  const std::string pid = kPid;
  const std::string records[] = {
      head + pid + "NTE|1||\\X0D\\PID|1||||Ravenscroft\r",
      head + pid + "NTE|1||x\\X0D\\\\X0A\\MSH|^~\\\\&\r",
      head + pid + "NTE|1||\\X526176656E7363726F6674\\ was here\r",
      head + pid + "NTE|1||Ravens\\H\\croft, Ravens\\N\\croft\r",
      head + pid + "NTE|1||Ravens\\.br\\croft\r",
      head + pid + "NTE|1||RAVENSCROFT ravenscroft Ravenscroft's\r",
      head + pid + "NTE|1||\\E\\F\\E\\ \\Zab\\ \\C2842\\ \\M1B2C\\\r",
      head + pid + "NTE|1||one \\ alone\r",
      head + "PID|1||||Ravenscroft&Ravenscroft^Ravenscroft~^^^Ravenscroft|||F\r",
      head + "PID|1||||" + std::string(1000000, 'x') + "Ravenscroft|||F\r",
      head + pid + "NTE|1||" + std::string(1000000, 'x') + " Ravenscroft\r",
      head + pid + "NTE|1||" +
          [] {
            std::string many;
            for (int i = 0; i < 100000; ++i) many += "~Ravenscroft";
            return many;
          }() +
          "\r",
      head + "PID|1||||Ravenscroft|||F" + std::string(5000, '|') + "Ravenscroft\r",
      head + pid + "ZZZ|Ravenscroft\rzzz|Ravenscroft\r",
      "MSH#*~\\&#A#B#C#D#20260105090000##ADT*A01#X1#P#2.5.1\rPID#1####Ravenscroft*Ada###F\rNTE#1##by Ravenscroft|x\r",
      head + "PID|Ravenscroft||||Ravenscroft|||F\r",
      "MSH|^~\\&|Ravenscroft|B|C|D|20260105090000||ADT^A01|Ravenscroft|P|2.5.1\r" + pid,
  };
  for (const std::string& record : records) {
    SCOPED_TRACE(record.substr(0, 160));
    (void)refusal(record);
  }
}

TEST(HostileHl7, ATextCutAnywhereSaysNothingThatIsWithheld) {
  const std::string whole = std::string(kHead) + kPid + "NTE|1||Seen by Ravenscroft and \\X526176656E7363726F6674\\\r";
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    SCOPED_TRACE(cut);
    (void)refusal(whole.substr(0, cut));
  }
}

}  // namespace
}  // namespace concordat::policy::test
