// Documents that are shared whole or not at all: what the judge makes of them.

#include <gmock/gmock.h>

#include "gateway/pipeline/envelope.h"
#include "tests/unit/gateway/pipeline/judge_fixture.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class JudgeOpaqueTest : public JudgeTest {
 protected:
  JudgeOpaqueTest() {
    submit_.set_format(wire::FORMAT_OPAQUE);
    submit_.set_content_type("application/pdf");
    submit_.set_file_name("Lightfoot.pdf");
    submit_.set_body(letter_);
  }
  const std::string letter_ = example_record("discharge-letter-1.pdf");
};

TEST_F(JudgeOpaqueTest, ALetterThatItsAgreementKeepsIsDeliveredWhole) {
  const Judgement judgement = judged();
  ASSERT_THAT(judgement.submission.disclosures, SizeIs(1)) << judgement.summary.reason;
  const wire::Delivery delivery = delivery_of(judgement.submission.disclosures[0]);
  EXPECT_EQ(delivery.body(), letter_);
  EXPECT_EQ(delivery.format(), wire::FORMAT_OPAQUE);
  EXPECT_EQ(delivery.content_type(), "application/pdf");
  EXPECT_EQ(delivery.kind(), "discharge-letter");
  ASSERT_THAT(judgement.submission.subjects, SizeIs(1));
  EXPECT_EQ(judgement.submission.subjects[0].hash, "") << "it names nobody";
}

TEST_F(JudgeOpaqueTest, ItsNameStaysBehindUnlessTheAgreementKeepsIt) {
  const auto name_of = [this] {
    const Judgement judgement = judged();
    EXPECT_THAT(all_of(judgement), Not(HasSubstr("Lightfoot")));
    return delivery_of(judgement.submission.disclosures.at(0)).file_name();
  };
  EXPECT_THAT(name_of(), testing::MatchesRegex("[0-9a-f-]{36}\\.pdf"));
  change_policy(kAgreementFile, "    - document.letter", "    - envelope.file_name\n    - document.letter");
  EXPECT_EQ(name_of(), "Lightfoot.pdf");
  submit_.set_file_name("../Lightfoot.pdf");
  EXPECT_THAT(name_of(), testing::MatchesRegex("[0-9a-f-]{36}\\.pdf"));
}

TEST_F(JudgeOpaqueTest, ANameThatCannotBeCarriedIsNoSubmission) {
  submit_.set_file_name(std::string(301, 'a'));
  EXPECT_EQ(judge().error().code, Code::kTooLarge);
}

TEST_F(JudgeOpaqueTest, IsRefusedWhereTheAgreementDoesNotKeepIt) {
  change_policy(kAgreementFile, "    - document.letter  # as a PDF: whole, with all that stands in it\n", "");
  EXPECT_THAT(refused(Code::kRefusedByPolicy).summary.reason, HasSubstr("whole or not at all"));
}

TEST_F(JudgeOpaqueTest, IsRefusedWhereItsFirstBytesSaySomethingElse) {
  submit_.set_body("\xFF\xD8\xFF, which is no PDF");
  (void)refused(Code::kMalformed);
}

TEST_F(JudgeOpaqueTest, IsOnlyOfAKindThatComesAsSuch) {
  submit_.set_kind("discharge-letter");
  EXPECT_TRUE(judged().submission.accepted);
  submit_.set_content_type("text/plain");
  submit_.set_body("A letter as text.");
  (void)refused(Code::kUnknownKind);
}

TEST_F(JudgeOpaqueTest, AnotherTypeOrNameIsAnotherEnvelope) {
  const std::string before = envelope_text(submit_);
  submit_.set_file_name("other.pdf");
  const std::string renamed = envelope_text(submit_);
  EXPECT_NE(renamed, before);
  submit_.set_content_type("image/jpeg");
  EXPECT_NE(envelope_text(submit_), renamed);
}

}  // namespace
}  // namespace concordat::gateway
