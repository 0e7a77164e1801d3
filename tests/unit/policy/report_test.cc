#include "policy/report/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "policy/compile/compiled.h"
#include "policy/report/html.h"
#include "policy/report/terms.h"
#include "policy/sign/signature.h"
#include "policy/source/day.h"
#include "protocol/base/bytes.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string page_of(const PolicyFiles& files, std::int64_t now = kMidJune2026) {
  const auto set = load_or_fail(files, now);
  return set ? report_html(*set, {.unix_seconds = now}) : "";
}

PolicyFiles with(const AgreementText& agreement) {
  PolicyFiles files = small_policy();
  files["agreements/isa-1.yaml"] = agreement.str();
  return files;
}

// How often `part` stands in `text`.
std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(Html, EscapesTextsAndAttributesAndClosesWhatItOpens) {
  Html html;
  {
    const auto element = html.open("p", {{"title", R"(a"b<c)"}});
    html.leaf("strong", "<script>alert('1')</script> & more");
  }
  EXPECT_EQ(html.str(),
            "<p title=\"a&quot;b&lt;c\"><strong>&lt;script&gt;alert('1')&lt;/script&gt; &amp; more</strong></p>\n");
}

TEST(Html, ShowsWhatWouldDeceiveAReader) {
  EXPECT_EQ(escaped("a\x01\xE2\x80\xAE\xFFz"), "a\\x01\\xe2\\x80\\xae\\xffz");
  EXPECT_EQ(escaped("two\nlines"), "two lines");
}

TEST(Report, NoValueOfAPolicyBecomesMarkup) {
  constexpr std::string_view kAttack = R"(<script>alert(1)</script>\"><img src=x onerror=alert(1)>)";
  PolicyFiles files = small_policy();
  const std::string quoted = "\"" + std::string(kAttack) + "\"";
  files["agreements/isa-1.yaml"] = replaced(AgreementText{}.str(), "title: Referrals",
                                            "title: " + quoted + "\nsummary: " + quoted + "\ndpia: " + quoted);
  files["agreements/isa-1.yaml"] = replaced(files["agreements/isa-1.yaml"], "\"health professional\"", quoted);
  files["agencies/eastshire.yaml"] =
      replaced(files["agencies/eastshire.yaml"], "name: eastshire-council", "name: " + quoted) + "contact: " + quoted +
      "\n";
  files["purposes.yaml"] = replaced(files["purposes.yaml"], "label: Direct care", "label: " + quoted);
  files["floor.yaml"] = replaced(files["floor.yaml"], "\"Adoption and Children Act 2002 s.57\"", quoted);
  files["vocabulary.yaml"] = replaced(files["vocabulary.yaml"], "label: Name", "label: " + quoted);
  files["vocabulary.yaml"] = replaced(files["vocabulary.yaml"], "label: Referral", "label: " + quoted);
  const std::string page = page_of(files);
  EXPECT_EQ(count(page, "<script"), 0u);
  EXPECT_EQ(count(page, "<img"), 0u);
  EXPECT_GE(count(page, "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img"), 10u) << "it is shown as text";
}

TEST(Report, StandsAloneAndForbidsTheBrowserToFetchOrRunAnything) {
  const std::string page = page_of(small_policy());
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'"));
  for (const char* fetched : {"src=", "<link", "@import", "url(http", "<script"})
    EXPECT_EQ(count(page, fetched), 0u) << fetched;
}

TEST(Report, GivesEveryLinkWithinThePageATargetAndNoTwoTargetsTheSameName) {
  const std::string page = page_of(small_policy());
  EXPECT_GT(count(page, "href=\"#"), 10u);
  for (std::size_t at = page.find("href=\"#"); at != std::string::npos; at = page.find("href=\"#", at + 1)) {
    const std::size_t begin = at + 7;
    const std::string target = page.substr(begin, page.find('"', begin) - begin);
    EXPECT_EQ(count(page, " id=\"" + target + "\""), 1u) << target;
  }
}

TEST(Report, ShowsApartWhatIsNotInForceAndSaysWhy) {
  const std::string in_force = page_of(small_policy());
  EXPECT_THAT(in_force, HasSubstr("Today 1 agreement is in force."));
  EXPECT_THAT(in_force, HasSubstr("In force until 31 December 2027"));
  EXPECT_THAT(in_force, Not(HasSubstr("Agreements not in force")));

  const std::pair<AgreementText, const char*> cases[] = {
      {{.status = "draft"}, "Draft: nothing is shared under it"},
      {{.status = "shadow"}, "Being tried out: nothing is shared under it"},
      {{.status = "suspended"}, "Suspended: nothing is shared under it"},
      {{.first_day = "2026-06-16"}, "Not yet in force: begins on 16 June 2026"},
      {{.last_day = "2026-06-14", .review_by = "2026-06-01"}, "Ended on 14 June 2026"}};
  for (const auto& [agreement, says] : cases) {
    const std::string page = page_of(with(agreement));
    EXPECT_THAT(page, HasSubstr(says));
    EXPECT_THAT(page, HasSubstr("Today no agreement is in force.")) << says;
    EXPECT_THAT(page, HasSubstr("ISA-1 (not in force)")) << says;
    EXPECT_THAT(page, HasSubstr("No agreement is in force today, so that nothing is shared.")) << says;
    EXPECT_LT(page.find("id=\"apart\""), page.find("id=\"agreement-ISA-1\"")) << says;
  }
}

// The small policy with an officer a party, and their signatures of the first of June.
PolicyFiles signed_by_all() {
  PolicyFiles files = small_policy();
  const std::pair<const char*, const char*> officers[] = {{"riverside", "Guardian"},
                                                          {"eastshire", "Protection Officer"}};
  std::vector<crypto::SigningKey> keys;
  for (const auto& [file, officer] : officers) {
    keys.push_back(crypto::SigningKey::generate());
    files["agencies/" + std::string(file) + ".yaml"] +=
        "officers: [{name: " + std::string(officer) + ", key: \"" + base64(keys.back().public_key().view()) + "\"}]\n";
  }
  const auto set = load_or_fail(files);
  const Policy& policy = set->compiled().policy;
  const Agreement& agreement = policy.agreements.front();
  const std::string terms = terms_json(terms_of(policy, agreement, set->compiled().spoken.front()));
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string party = i == 0 ? "riverside-trust" : "eastshire-council";
    const Statement statement{"ISA-1", agreement.version, party, *parse_day("2026-06-01"), agreement.hash, terms};
    files[signature_path("ISA-1", party)] = *make_signature(statement, keys[i]);
  }
  return files;
}

TEST(Report, SaysWhoSignedAndWhoseSignatureIsMissing) {
  PolicyFiles files = signed_by_all();
  const auto page = [&] {
    return report_html(*load_policy(files, kMidJune2026, Signatures::kRequired).set, {.unix_seconds = kMidJune2026});
  };
  EXPECT_THAT(page(), HasSubstr("<li>Guardian, for riverside-trust, on 1 June 2026</li>\n"
                                "<li>Protection Officer, for eastshire-council, on 1 June 2026</li>"));
  EXPECT_THAT(page(), HasSubstr("In force until 31 December 2027"));
  files.erase(signature_path("ISA-1", "eastshire-council"));
  EXPECT_THAT(page(), HasSubstr("Not in force: it waits for the signature of eastshire-council"));
  EXPECT_THAT(page(), HasSubstr("No agreement is in force today, so that nothing is shared."));
}

TEST(Report, SaysItemByItemWhatEachRecipientMayHave) {
  const std::string page = page_of(with({.share = "{keep: [person.name], mask: {person.phone: last-3}}"}));
  const std::string row = "</th>\n<td><div class=\"";
  EXPECT_THAT(page, HasSubstr("Name" + row + "released\"><span aria-hidden=\"true\">●</span> released</div>\n</td>"));
  EXPECT_THAT(
      page,
      HasSubstr("Telephone" + row +
                "changed\"><span aria-hidden=\"true\">◐</span> changed: only the last 3 characters</div>\n</td>"));
  EXPECT_THAT(page,
              HasSubstr("Religion" + row + "withheld\"><span aria-hidden=\"true\">○</span> withheld</div>\n</td>"));
}

TEST(Report, SaysWhenceAndWhatForWhereThatDiffers) {
  PolicyFiles files = with({.share = "{keep: [person.name]}"});
  files["agreements/isa-2.yaml"] =
      AgreementText{.id = "ISA-2", .purpose = "safeguarding", .share = "{keep: [person.birth_date]}"}.str();
  const std::string page = page_of(files);
  EXPECT_THAT(page, HasSubstr("released</div>\n<div class=\"way\">riverside-trust: Direct care</div>\n</td>"));
  EXPECT_THAT(page, HasSubstr("released</div>\n<div class=\"way\">riverside-trust: Safeguarding</div>\n</td>"));
}

TEST(Report, TheDayIsLondons) {
  // Half past midnight in London's summer, which is the day before in Greenwich.
  EXPECT_THAT(page_of(small_policy(), 1'781'479'800), HasSubstr("as they stand on 15 June 2026"));
}

TEST(Report, AnEmptyPolicyIsAPageToo) {
  PolicyFiles files = small_policy();
  files.erase("agreements/isa-1.yaml");
  const std::string page = page_of(files);
  EXPECT_THAT(page, HasSubstr("There are no sharing agreements."));
  EXPECT_THAT(page, HasSubstr("No agreement: nothing flows to it or from it"));
}

TEST(Terms, GiveLegalCodesTheirPlainNames) {
  LawfulBasis basis;
  basis.article_6.text = "6(1)(e)";
  basis.article_9.text = "9(2)(h)";
  basis.dpa_2018.text = "Sch 1 para 2(2)(e)";
  basis.secrecy.text = "social work professional";
  basis.common_law.text = "implied-consent";
  EXPECT_THAT(in_words(basis),
              ElementsAre("A task in the public interest (UK GDPR Article 6(1)(e))",
                          "For sensitive information: Health or social care (UK GDPR Article 9(2)(h)), for providing "
                          "social care (Data Protection Act 2018, Schedule 1, paragraph 2(2)(e))",
                          "Duty of secrecy: social work professional", "Common law of confidence: implied consent"));
  LawfulBasis other;
  other.dpa_part_3.text = "s.35(2)(b)";
  other.article_10.text = "Sch 1 para 18(1)";
  EXPECT_THAT(in_words(other),
              ElementsAre("For information about offences: safeguarding children and people at risk (Data Protection "
                          "Act 2018, Schedule 1, paragraph 18(1))",
                          "Law enforcement: s.35(2)(b) (Data Protection Act 2018, Part 3)"));
}

TEST(Terms, EveryConditionThatTheCheckerAcceptsHasAName) {
  for (int paragraph = 1; paragraph <= 37; ++paragraph) {
    if (paragraph == 5) continue;  // says how Part 2's conditions need a policy document: none of its own
    LawfulBasis basis;
    basis.article_10.text = "Sch 1 para " + std::to_string(paragraph);
    EXPECT_THAT(in_words(basis).front(), HasSubstr(" (Data Protection Act 2018")) << paragraph;
  }
  for (const char* letter : {"a", "b", "c", "d", "e", "ea", "f"}) {
    LawfulBasis basis;
    basis.article_6.text = "6(1)(" + std::string(letter) + ")";
    EXPECT_THAT(in_words(basis).front(), HasSubstr(" (UK GDPR Article 6(1)")) << letter;
  }
  for (const char* letter : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}) {
    LawfulBasis basis;
    basis.article_9.text = "9(2)(" + std::string(letter) + ")";
    EXPECT_THAT(in_words(basis).front(), HasSubstr(" (UK GDPR Article 9(2)")) << letter;
  }
}

TEST(Terms, SayConditionsInSentences) {
  Conditions conditions;
  conditions.opt_out = OptOut::kApplies;
  conditions.objection = Objection::kOverridden;
  conditions.objection_grounds.text = "a child is at risk.";
  conditions.acknowledged_by = {{"Caldicott Guardian", {}}, {"Head of Safeguarding", {}}};
  conditions.security_labels = static_cast<LabelSet>(SecurityLabel::kRestricted);
  Purpose purpose;
  purpose.break_glass = true;
  EXPECT_THAT(
      in_words(conditions, purpose),
      ElementsAre("Nothing is shared about people who have opted out of uses beyond their own care.",
                  "An objection does not stop it: a child is at risk.",
                  "Whoever sends a record must say in writing why.",
                  "Every use raises an alert that is looked into by Caldicott Guardian or Head of Safeguarding.",
                  "Records that are marked restricted (R) may be shared under it."));
}

TEST(Terms, SayDaysInFull) {
  EXPECT_EQ(in_words(parse_day("2027-12-31").value()), "31 December 2027");
  EXPECT_EQ(in_words(parse_day("2028-02-29").value()), "29 February 2028");
}

}  // namespace
}  // namespace concordat::policy
