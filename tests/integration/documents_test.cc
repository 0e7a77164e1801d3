// Records that are not JSON, through a real gateway: documents that are shared whole or not at all, HL7 v2 messages and
// batches; and the manifests that lie beside what was received.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/harness/files.h"
#include "tests/integration/harness/gateway.h"

namespace concordat::integration {
namespace {

using boost::json::object;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kLetter = "deploy/examples/records/discharge-letter-1.pdf";

class Documents : public testing::Test {
 protected:
  void SetUp() override { gateway_.start(); }

  // Sends one record that must be accepted; its id.
  std::string accepted(std::vector<std::string> arguments) {
    const Finished sent = gateway_.send(arguments);
    EXPECT_EQ(sent.exit_code, 0) << sent.out << sent.err;
    return text_of(json_lines(sent.out).at(0), "record_id");
  }
  // Receives what waits: its lines.
  std::vector<object> received() {
    const Finished finished = gateway_.receive(folder());
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return json_lines(finished.out);
  }
  [[nodiscard]] std::string folder() const { return gateway_.outside("received"); }
  [[nodiscard]] object manifest_of(const std::string& id) const {
    return json_lines(read_file(folder() + "/" + id + ".manifest.json")).at(0);
  }
  // A file outside the checkout, as a sender has it.
  std::string sent_file(const std::string& name, const std::string& content) {
    write_file(gateway_.outside(name), content);
    return gateway_.outside(name);
  }

  Gateway gateway_;
};

object item_in(const object& manifest, std::string_view name) {
  for (const auto& item : manifest.at("items").as_array()) {
    if (text_of(item.as_object(), "item") == name) return item.as_object();
  }
  return {};
}

TEST_F(Documents, ALetterGoesWholeUnderTheRecordsIdAndNotUnderItsName) {
  const std::string letter = read_file(source_file(kLetter));
  const std::string path = sent_file("Lightfoot Dorothea 9991048278.pdf", letter);
  const std::string id = accepted({"--to", "eastshire-council", path});
  ASSERT_EQ(received().size(), 1u);
  EXPECT_EQ(read_file(folder() + "/" + id + ".pdf"), letter);
  const object manifest = manifest_of(id);
  EXPECT_EQ(text_of(manifest, "content_type"), "application/pdf");
  EXPECT_EQ(text_of(manifest, "file_name"), id + ".pdf");
  EXPECT_EQ(text_of(item_in(manifest, "document.letter"), "outcome"), "released");
  EXPECT_EQ(text_of(item_in(manifest, "envelope.file_name"), "reason"), "not-named");
  for (const std::string& file : files_under(folder()))
    EXPECT_THAT(read_file(file), Not(HasSubstr("Lightfoot Dorothea")));
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(Documents, WhatIsNotWhatItIsCalledIsRefused) {
  const std::string path = sent_file("letter.pdf", "MZ\x90 a program");
  const Finished sent = gateway_.send({"--to", "eastshire-council", "--format", "opaque", "--kind", "discharge-letter",
                                       "--content-type", "application/pdf", path});
  EXPECT_NE(sent.exit_code, 0);
  EXPECT_THAT(sent.out, HasSubstr("does not begin as application/pdf does"));
  const Finished text = gateway_.send({"--to", "eastshire-council", "--kind", "discharge-letter",
                                       sent_file("note.txt", "A letter that no agreement shares as text.")});
  EXPECT_EQ(text_of(json_lines(text.out).at(0), "outcome"), "refused");
  EXPECT_TRUE(received().empty());
}

TEST_F(Documents, AManifestIsToldInWordsAndHeldAgainstTheRecordAndTheLedger) {
  const std::string id = accepted({"--to", "eastshire-council", source_file(kLetter)});
  ASSERT_EQ(received().size(), 1u);
  ASSERT_EQ(gateway_.ledger_faults(), "");
  const std::string path = folder() + "/" + id + ".manifest.json";
  const Finished told = gateway_.tool({"manifest", path, "--ledger", gateway_.config()});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_THAT(told.out, HasSubstr("Shared with you:\n    Letter\n"));
  EXPECT_THAT(told.out, HasSubstr("Held back, not in the agreement:\n    Name of the file\n"));
  EXPECT_THAT(told.out, HasSubstr("is the one that it speaks of"));
  EXPECT_THAT(told.out, HasSubstr("says the same, and is in the signed ledger"));
  const std::string record = folder() + "/" + id + ".pdf";
  write_file(record, read_file(record) + " ");
  const Finished changed = gateway_.tool({"manifest", path});
  EXPECT_EQ(changed.exit_code, 1);
  EXPECT_THAT(changed.err, HasSubstr("it was changed"));
}

TEST_F(Documents, AnHl7MessageIsReceivedAsOneWithoutWhatIsWithheld) {
  const std::string id = accepted({source_file("deploy/examples/records/discharge-referral-1.hl7")});
  ASSERT_EQ(received().size(), 1u);
  const std::string message = read_file(folder() + "/" + id + ".hl7");
  EXPECT_TRUE(message.starts_with("MSH|")) << message.substr(0, 20);
  EXPECT_THAT(message, HasSubstr("Lightfoot^Dorothea"));
  EXPECT_THAT(message, Not(HasSubstr("Roman Catholic")));
  EXPECT_THAT(message, Not(HasSubstr("Bed 12")));
  const object manifest = manifest_of(id);
  EXPECT_EQ(text_of(manifest, "format"), "hl7v2");
  EXPECT_EQ(text_of(item_in(manifest, "person.religion"), "reason"), "withheld-by-agreement");
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

TEST_F(Documents, AnHl7SegmentThatNothingNamesIsWithheldAndCounted) {
  std::string message = read_file(source_file("deploy/examples/records/discharge-referral-1.hl7"));
  message += "ZQQ|1|canary of a segment that nobody named\n";
  const std::string id = accepted({sent_file("message.hl7", message)});
  ASSERT_EQ(received().size(), 1u);
  EXPECT_THAT(read_file(folder() + "/" + id + ".hl7"), Not(HasSubstr("canary")));
  EXPECT_GE(manifest_of(id).at("unnamed").to_number<int>(), 1);
}

TEST_F(Documents, AnHl7BatchStaysOne) {
  const Finished sent =
      gateway_.send({"--to", "eastshire-council", source_file("deploy/examples/records/evening-batch-1.hl7")});
  ASSERT_EQ(sent.exit_code, 0) << sent.out << sent.err;
  const auto lines = received();
  ASSERT_EQ(lines.size(), 1u);
  const std::string batch = read_file(text_of(lines[0], "file"));
  EXPECT_TRUE(batch.starts_with("BHS|"));
  EXPECT_THAT(batch, HasSubstr("BTS|2"));
}

// A letter that waited while its agreement was changed to share none: it can't be shared in part.
TEST_F(Documents, ALetterThatWaitedIsStoppedWhenItsAgreementNoLongerSharesIt) {
  const std::string id = accepted({"--to", "eastshire-council", source_file(kLetter)});
  const std::size_t before = gateway_.log("policy-load").size();
  replace_in_file(gateway_.file("agreements/isa-2026-014.yaml"),
                  "    - document.letter  # as a PDF: whole, with all that stands in it\n", "");
  gateway_.hup();
  ASSERT_GT(gateway_.log("policy-load", before + 1).size(), before);
  EXPECT_TRUE(received().empty());
  EXPECT_EQ(gateway_.state_of(id), "stopped");
  EXPECT_EQ(gateway_.ledger_faults(), "");
}

}  // namespace
}  // namespace concordat::integration
