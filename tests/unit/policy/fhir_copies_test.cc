// Values that stand in a FHIR record more than once, and what leads to other places: narrative, displays, attachments,
// references, addresses. A withheld value gets out by none of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/redact/value/narrative.h"
#include "tests/unit/policy/own_words.h"

namespace concordat::policy::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

OwnItem kept(const char* id, const char* selectors) {
  return {id, ValueType::kText, selectors, "keep"};
}
OwnItem text(const char* id, const char* selectors) {
  return {id, ValueType::kFreeText, selectors, "keep"};
}
const OwnItem kName{"name", ValueType::kName, "Patient.name", "withhold", true};
const OwnItem kGender = kept("gender", "Patient.gender");

std::string patient(const std::string& members) {
  return R"({"resourceType":"Patient",)" + members + "}";
}

TEST(FhirNarrative, IsScrubbedWhateverTypeItsItemHas) {
  const std::string body = patient(
      R"("text":{"status":"generated","div":"<div>Ada <b>Thornbury</b></div>"},"name":[{"family":"Thornbury"}])");
  for (const OwnItem& item : {kept("words", "Patient.text"), text("words", "Patient.text")}) {
    EXPECT_EQ(unlabelled(redacted({kName, item}, body)),
              patient(R"("text":{"status":"generated","div":"<div>Ada <b>[withheld]</b></div>"})"));
  }
}

TEST(FhirNarrative, ThatHidesWordsFromASearchIsWithheldWholeAndStaysXhtml) {
  for (const char* hidden : {"T&#104;ornbury", "Thorn<b>bury</b>", "Thorn<!-- x -->bury", "Thorn&nbsp;bury",
                             "Thorn<i></i>bury", "Thorn&shy;bury"}) {
    const std::string body = patient(R"("text":{"status":"generated","div":"<div>)" + std::string(hidden) +
                                     R"(</div>"},"name":[{"family":"Thornbury"}])");
    EXPECT_EQ(
        unlabelled(redacted({kName, text("words", "Patient.text")}, body)),
        patient(
            R"("text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">[withheld]</div>"})"))
        << hidden;
  }
}

TEST(FhirNarrative, MarkupBetweenWordsHidesNone) {
  for (const char* open :
       {"<div><p>Seen by Dr <b>Moss</b>, on <i>Monday</i>.</p></div>",
        "<table><tr><td>Ada</td><td>Thornbury</td></tr></table>", "<p>a&nbsp;</p><br/>b", "x &lt; y"})
    EXPECT_FALSE(hides_words(open)) << open;
  EXPECT_TRUE(hides_words("<div")) << "a tag without an end";
}

TEST(FhirNarrative, OfASectionIsReleasedOnlyByAnItemThatNamesIt) {
  const std::string body =
      R"({"resourceType":"Composition","status":"final","section":[{"title":"Plan","text":{"status":"generated","div":"<div>secret</div>"},"section":[{"text":{"status":"generated","div":"<div>secret</div>"},"title":"More"}]}]})";
  EXPECT_EQ(
      unlabelled(redacted({kept("section", "Composition.section")}, body)),
      R"({"resourceType":"Composition","status":"final","section":[{"title":"Plan","section":[{"title":"More"}]}]})");
  EXPECT_EQ(redacted({kept("section", "Composition.section"),
                      text("words", "Composition.section.text Composition.section.section.text")},
                     body),
            body);
}

TEST(FhirDisplay, SaysNoWithheldNameWhereverItStands) {
  const std::string body = patient(
      R"("name":[{"family":"Thornbury"}],"gender":"male","generalPractitioner":[{"reference":"Organization/1","display":"Thornbury Surgery"}],"maritalStatus":{"coding":[{"code":"M","display":"Married to Thornbury"}],"text":"Thornbury"})");
  EXPECT_EQ(
      unlabelled(redacted(
          {kName, kept("practice", "Patient.generalPractitioner"), kept("married", "Patient.maritalStatus.coding")},
          body)),
      patient(
          R"("generalPractitioner":[{"reference":"Organization/1","display":"[withheld] Surgery"}],"maritalStatus":{"coding":[{"code":"M","display":"Married to [withheld]"}]})"));
}

TEST(FhirDisplay, OfAModifierIsScrubbedAndItsTextIsNotPassedOn) {
  const std::string body =
      R"({"resourceType":"Condition","verificationStatus":{"coding":[{"code":"refuted","display":"Refuted by Thornbury"}],"text":"by Thornbury"},"code":{"text":"c"},"contained":[{"resourceType":"Patient","name":[{"family":"Thornbury"}]}]})";
  EXPECT_EQ(
      unlabelled(redacted({kName, kept("code", "Condition.code")}, body)),
      R"({"resourceType":"Condition","verificationStatus":{"coding":[{"code":"refuted","display":"Refuted by [withheld]"}],"text":"[withheld]"},"code":{"text":"c"}})");
}

TEST(FhirReference, IsWithheldUnlessAnItemNamesItOrItLeadsToWhatRemains) {
  for (const char* to : {"Patient/9434765919", "https://x.example/fhir/Patient/9434765919", "urn:oid:1.2.9434765919",
                         "urn:uuid:6b1f0d5e-0001-4c1d-8a51-000000000001", "#p"}) {
    const std::string body = patient(R"("gender":"male","managingOrganization":{"reference":")" + std::string(to) +
                                     R"(","type":"Organization","identifier":{"value":"9434765919"}})");
    EXPECT_EQ(unlabelled(redacted({kGender}, body)), patient(R"("gender":"male")")) << to;
  }
  const std::string body = patient(R"("managingOrganization":{"reference":"Organization/1","type":"Organization"})");
  EXPECT_EQ(redacted({kept("organisation", "Patient.managingOrganization")}, body), body);
}

// Addresses of the exchange itself can hold identifiers.
TEST(FhirBundle, ItsAddressesAreWithheldUnlessItemsNameThem) {
  const std::string body =
      R"({"resourceType":"Bundle","type":"searchset","total":1,"link":[{"relation":"self","url":"https://x.example/Patient?identifier=9434765919"}],)"
      R"("entry":[{"fullUrl":"https://x.example/Patient/9434765919","link":[{"relation":"r","url":"u"}],"search":{"mode":"match"},)"
      R"("resource":{"resourceType":"Patient","meta":{"source":"urn:9434765919","tag":[{"code":"9434765919"}],"versionId":"9"},"gender":"male"}}]})";
  EXPECT_EQ(
      unlabelled(redacted({kGender}, body)),
      R"({"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Patient","gender":"male"}}]})");
  EXPECT_EQ(
      redacted({kGender, kept("exchange",
                              "Bundle.total Bundle.link Bundle.entry.link Bundle.entry.fullUrl Bundle.entry.search "
                              "Patient.meta")},
               body),
      body);
}

TEST(FhirBundle, AnAnswersLocationAndAConditionAreWithheldUnlessItemsNameThem) {
  const auto bundle = [](const std::string& members) {
    return R"({"resourceType":"Bundle","type":"batch-response","entry":[{"resource":{"resourceType":"Patient","gender":"male"},"response":{"status":"201")" +
           members + "}}]}";
  };
  EXPECT_EQ(unlabelled(redacted({kGender, kept("outcome", "Bundle.entry.response.status")},
                                bundle(R"(,"location":"Patient/9434765919/_history/1")"))),
            bundle(""));
}

TEST(FhirAttachment, ADigestGoesOnlyWithWhatItIsOf) {
  const auto attached = [](const std::string& members) {
    return R"({"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"contentType":"application/pdf",)" +
           members + "}}]}";
  };
  const OwnItem about = kept("about", "DocumentReference.content.attachment");
  const OwnItem data{"data", ValueType::kText, "DocumentReference.content.attachment.data", "withhold"};
  const OwnItem url{"url", ValueType::kText, "DocumentReference.content.attachment.url", "withhold"};
  for (const char* content : {R"("data":"QWRh",)", R"("url":"https://x.example/9434765919",)"}) {
    const std::string body = attached(content + std::string(R"("size":3,"hash":"aGFzaA==","title":"Plan")"));
    EXPECT_EQ(unlabelled(redacted({about, data, url}, body)), attached(R"("title":"Plan")"));
    EXPECT_EQ(redacted({about}, body), body);
  }
}

TEST(FhirAttachment, WhoseBytesHaveNoTypeIsWithheld) {
  EXPECT_THAT(
      redacted(
          {kept("data", "DocumentReference.content.attachment.data")},
          R"({"resourceType":"DocumentReference","status":"current","content":[{"attachment":{"contentType":"application/pdf","data":"QWRh"}}]})"),
      HasSubstr("DocumentReference.content.attachment.contentType"));
}

TEST(FhirAttachment, BinaryDataIsKeptOrWithheldWhole) {
  const std::string body = R"({"resourceType":"Binary","contentType":"text/plain","data":"VGhvcm5idXJ5"})";
  EXPECT_EQ(redacted({kept("file", "Binary.data Binary.contentType")}, body), body);
  EXPECT_THAT(redacted({kept("type", "Binary.contentType")}, body), Not(HasSubstr("VGhv")));
  for (const char* changed : {"mask: last-3", "generalise: year"}) {
    const OwnItem file{"file", ValueType::kFreeText, "Binary.data", changed};
    EXPECT_THAT(redacted({kept("type", "Binary.contentType"), file}, body), Not(HasSubstr("data")));
  }
}

TEST(FhirExtension, IsReleasedByItsUrlAtAnyDepth) {
  const std::string body = patient(
      R"("extension":[{"url":"a","extension":[{"url":"b","valueString":"released"},{"url":"c","valueString":"secret"}]},{"url":"d","valueString":"secret"}])");
  EXPECT_EQ(unlabelled(redacted({kept("b", "Patient.extension[url=a].extension[url=b]")}, body)),
            patient(R"("extension":[{"url":"a","extension":[{"url":"b","valueString":"released"}]}])"));
  EXPECT_EQ(redacted({kept("a", "Patient.extension[url=a]"), kept("d", "Patient.extension[url=d]")}, body), body);
}

}  // namespace
}  // namespace concordat::policy::test
