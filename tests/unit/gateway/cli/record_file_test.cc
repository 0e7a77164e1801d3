#include "gateway/cli/transfer/record_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::cli {
namespace {

using testing::ElementsAre;

TEST(RecordFormat, IsFoundFromTheContent) {
  EXPECT_EQ(format_of(R"({"resourceType":"Bundle"})"), RecordFormat::kFhir);
  EXPECT_EQ(format_of("\n  {\"id\": 1, \"resourceType\": \"Patient\"}"), RecordFormat::kFhir);
  EXPECT_EQ(format_of(R"({"person":{"name":"X"}})"), RecordFormat::kJson);
  EXPECT_EQ(format_of("[1, 2]"), RecordFormat::kJson);
  EXPECT_EQ(format_of("MSH|^~\\&|A|B\rPID|1"), RecordFormat::kHl7v2);
  EXPECT_EQ(format_of("\vMSH|^~\\&|A|B\r"), RecordFormat::kHl7v2);
  EXPECT_EQ(format_of("\xEF\xBB\xBF"
                      "FHS|^~\\&|A"),
            RecordFormat::kHl7v2);
  EXPECT_EQ(format_of("%PDF-1.7"), RecordFormat::kOpaque);
  EXPECT_EQ(format_of("MSH"), RecordFormat::kOpaque);
  EXPECT_EQ(format_of("   "), RecordFormat::kOpaque);
}

TEST(RecordFormat, AResourceTypeFurtherDownDoesNotMakeItFhir) {
  EXPECT_EQ(format_of(R"({"inner":{"resourceType":"Patient"}})"), RecordFormat::kJson);
}

TEST(RecordFormat, WhatIsBrokenKeepsTheFormatThatItMeantToHave) {
  EXPECT_EQ(format_of(R"({"resourceType":"Bundle",)"), RecordFormat::kFhir);
  EXPECT_EQ(format_of(R"({"person":)"), RecordFormat::kJson);
}

TEST(RecordFormat, HasOneNameAndOneExtension) {
  for (const auto format : {RecordFormat::kFhir, RecordFormat::kJson, RecordFormat::kHl7v2, RecordFormat::kOpaque}) {
    EXPECT_EQ(format_named(name(format)), format);
  }
  EXPECT_EQ(extension(RecordFormat::kHl7v2), ".hl7");
  EXPECT_FALSE(format_named("xml"));
}

TEST(RecordFormat, AnOpaqueRecordsTypeIsFoundFromItsFirstBytesAndThenFromItsFilesEnding) {
  EXPECT_EQ(content_type_of("letter.jpg", "%PDF-1.7"), "application/pdf");
  EXPECT_EQ(content_type_of("letter.pdf", "\x01\x02"), "application/pdf") << "so that the gateway says what is wrong";
  EXPECT_EQ(content_type_of("-", "\x01\x02"), "application/octet-stream");
  EXPECT_EQ(extension(RecordFormat::kOpaque, "application/pdf"), ".pdf");
  EXPECT_EQ(extension(RecordFormat::kOpaque, "application/x-unknown"), ".bin");
  EXPECT_EQ(extension(RecordFormat::kFhir, "application/pdf"), ".json");
}

TEST(RecordFormat, AFilesNameIsItsLastPartWhereItIsText) {
  EXPECT_EQ(file_name_of("letters/of today/one.pdf"), "one.pdf");
  EXPECT_EQ(file_name_of("-"), "");
  EXPECT_EQ(file_name_of("\xFF.pdf"), "");
  EXPECT_EQ(file_name_of(std::string(301, 'a')), "");
}

TEST(RecordPaths, AFolderIsItsFilesInOrderWithoutHiddenOnes) {
  const ScratchFolder folder;
  folder.write("in/b.json", "{}");
  folder.write("in/a.json", "{}");
  folder.write("in/deep/c.json", "{}");
  folder.write("in/.hidden/d.json", "{}");
  folder.write("in/.e.json", "{}");
  const auto paths = record_paths({folder.file("in"), "-"});
  ASSERT_TRUE(paths);
  EXPECT_THAT(*paths,
              ElementsAre(folder.file("in/a.json"), folder.file("in/b.json"), folder.file("in/deep/c.json"), "-"));
}

TEST(RecordPaths, WhatIsNotThereIsWrongUsage) {
  const ScratchFolder folder;
  for (const std::string& path : {folder.file("absent"), folder.str()}) {
    const auto paths = record_paths({path});
    ASSERT_FALSE(paths);
    EXPECT_EQ(paths.error().code, Code::kUsage);
  }
}

TEST(ReadRecord, StopsAtTheLimit) {
  const ScratchFolder folder;
  const std::string path = folder.write("r", std::string(100, 'x'));
  EXPECT_EQ(read_record(path, 100)->size(), 100u);
  EXPECT_EQ(read_record(path, 99).error().code, Code::kTooLarge);
  EXPECT_EQ(read_record(folder.file("absent"), 99).error().code, Code::kIo);
  EXPECT_EQ(read_record(folder.write("empty", ""), 99).error().code, Code::kMalformed);
}

}  // namespace
}  // namespace concordat::cli
