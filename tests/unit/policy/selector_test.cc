#include "policy/model/selector.h"

#include <gtest/gtest.h>

namespace concordat::policy {
namespace {

std::string hl7_error(std::string_view text) {
  auto selector = parse_selector(Format::kHl7v2, text);
  return selector ? "" : selector.error().detail;
}

std::vector<std::string> names(const Selector& selector) {
  std::vector<std::string> out;
  for (const Step& step : selector.steps) out.push_back(step.name);
  return out;
}

TEST(Selector, ReadsStepsConditionsChoicesAndWildcards) {
  const Selector selector = parse_member_selector("*.extension[url=https://a.example/x.y].value[x].coding").value();
  ASSERT_EQ(selector.steps.size(), 4u);
  EXPECT_EQ(selector.steps[0].name, "*");
  EXPECT_EQ(selector.steps[1], (Step{"extension", false, "url", "https://a.example/x.y"}));
  EXPECT_EQ(selector.steps[2], (Step{"value", true, "", ""}));
}

TEST(Selector, SaysAtWhichCharacterItWentWrong) {
  for (const auto& [text, at] : {std::pair{"", "character 1:"},
                                 {"Patient.", "character 9:"},
                                 {"Patient..name", "character 9:"},
                                 {"Patient.name[use=]", "character 18:"},
                                 {"Patient.name[use", "character 17:"},
                                 {"Patient.name[use=x", "character 19:"},
                                 {"a[b=c][d=e]", "character 7:"},
                                 {"a b", "character 2:"}}) {
    const auto selector = parse_member_selector(text);
    ASSERT_FALSE(selector) << text;
    EXPECT_EQ(selector.error().detail.rfind(at, 0), 0u) << text << ": " << selector.error().detail;
  }
}

TEST(Hl7Selector, IsASegmentAFieldAComponentAndASubComponent) {
  EXPECT_EQ(names(*parse_selector(Format::kHl7v2, "ZPI")), (std::vector<std::string>{"ZPI"}));
  EXPECT_EQ(names(*parse_selector(Format::kHl7v2, "PID-5")), (std::vector<std::string>{"PID", "5"}));
  EXPECT_EQ(names(*parse_selector(Format::kHl7v2, "PID-11.1.2")), (std::vector<std::string>{"PID", "11", "1", "2"}));
}

TEST(Hl7Selector, HasAConditionOnTheRepetitionOrOnTheSegment) {
  const Selector nhs = *parse_selector(Format::kHl7v2, "PID-3[5=NHS].1");
  EXPECT_EQ(nhs.steps[1].where_key, "5");
  EXPECT_EQ(nhs.steps[1].where_value, "NHS");
  const Selector referrer = *parse_selector(Format::kHl7v2, "PRD[1=RP]-2");
  EXPECT_EQ(referrer.steps[0].where_key, "1.1");
  EXPECT_EQ(parse_selector(Format::kHl7v2, "OBX[3.1=8867-4]-5")->steps[0].where_value, "8867-4");
}

TEST(Hl7Selector, TypeMeansTheComponentThatTheStandardGivesTheTypesCode) {
  EXPECT_EQ(*parse_selector(Format::kHl7v2, "PID-3[type=NHS]"), *parse_selector(Format::kHl7v2, "PID-3[5=NHS]"));
  EXPECT_EQ(*parse_selector(Format::kHl7v2, "PID-5[type=L].1"), *parse_selector(Format::kHl7v2, "PID-5[7=L].1"));
  EXPECT_EQ(hl7_error("PID-7[type=X]"), "character 7: expected the number of a component: PID-7 has no type");
}

TEST(Hl7Selector, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(hl7_error("pid-3"), "character 1: expected a segment: three capital letters or digits, such as PID");
  EXPECT_EQ(hl7_error("PID.3"), "character 4: expected '-' and the number of a field, or the end");
  EXPECT_EQ(hl7_error("PID-03"), "character 5: expected a number from 1 to 999");
  EXPECT_EQ(hl7_error("PID-3.0"), "character 7: expected a number from 1 to 99");
  EXPECT_EQ(hl7_error("PID-3.1.2.3"),
            "character 10: expected the end: segment-field.component.sub-component is all there is");
  EXPECT_EQ(hl7_error("PID-3[5]"), "character 8: expected '=' and the value that must stand there");
  EXPECT_EQ(hl7_error("PID-3[5=NHS"), "character 9: expected the value that must stand there, and ']'");
}

TEST(OpaqueSelector, IsAContentTypeAndASize) {
  const Selector pdf = *parse_selector(Format::kOpaque, "application/pdf[at-most=5MiB]");
  EXPECT_EQ(pdf.steps[0].name, "application/pdf");
  EXPECT_EQ(pdf.steps[0].where_value, "5242880");
  EXPECT_TRUE(parse_selector(Format::kOpaque, "application/fhir+json")->steps[0].where_key.empty());
  for (const char* wrong : {"pdf", "Application/PDF", "a/", "/b", "a/b[at-most=0]", "a/b[at-most=5GiB]", "a/b[x=1]"}) {
    EXPECT_FALSE(parse_selector(Format::kOpaque, wrong)) << wrong;
  }
}

}  // namespace
}  // namespace concordat::policy
