#include "policy/format/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "policy/format/key_order.h"
#include "policy/source/yaml.h"
#include "tests/unit/policy/small_policy.h"

namespace concordat::policy {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* kAgreement = "agreements/x.yaml";

std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string formatted(std::string_view path, std::string_view text) {
  Problems problems;
  auto result = format_policy_file(path, text, problems);
  for (const Problem& problem : problems) ADD_FAILURE() << problem.str();
  if (result) return *std::move(result);
  ADD_FAILURE() << result.error().detail << "\n" << text;
  return {};
}

std::string meaning(std::string_view text) {
  Problems problems;
  Report report("f.yaml", problems);
  const auto root = read_yaml(text, report);
  return root ? canonical_text(*root) : "nothing: " + problems.front().str();
}

struct Layout {
  const char* name;
  std::string written;
  std::string canonical;
  const char* path = kAgreement;
};

class Format : public testing::TestWithParam<Layout> {};

TEST_P(Format, LaysOutAndThenLeavesAlone) {
  const Layout& layout = GetParam();
  EXPECT_EQ(formatted(layout.path, layout.written), layout.canonical);
  EXPECT_EQ(formatted(layout.path, layout.canonical), layout.canonical);
  EXPECT_EQ(meaning(layout.canonical), meaning(layout.written));
}

std::string bracketed(std::size_t length) {
  return "[" + std::string(length, 'a') + ", b]";
}

INSTANTIATE_TEST_SUITE_P(
    KeyOrder, Format,
    testing::Values(
        Layout{"of_the_schema", "status: draft\ntitle: T\nagreement: X\n", "agreement: X\ntitle: T\nstatus: draft\n"},
        Layout{"inside_maps_and_lists",
               "examples: [{expect: {withheld: [b], released: [a]}, record: r}]\n"
               "lawful_basis: {z: {secrecy: s, article_6: b}, a: {article_6: c}}\n",
               "lawful_basis: {z: {article_6: b, secrecy: s}, a: {article_6: c}}\n\n"
               "examples: [{record: r, expect: {released: [a], withheld: [b]}}]\n"},
        Layout{"unknown_keys_last_as_they_were", "zebra: 1\nape: 2\nagreement: X\n",
               "agreement: X\nzebra: 1\nape: 2\n"},
        Layout{"of_lists_is_kept", "recipients: [c, a, b]\n", "recipients: [c, a, b]\n"},
        Layout{"names_of_the_authors_own_stay", "gp:\n  Z: a\n  A: b\npostcode: {ZZ99: c}\n",
               "postcode: {ZZ99: c}\ngp:\n  Z: a\n  A: b\n", "routes.yaml"},
        Layout{"groups_stand_apart", "agreement: X\ndates: {}\ndpia: d\nshare: {}\nconditions: {}\nobligations: {}\n",
               "agreement: X\n\ndates: {}\ndpia: d\n\nshare: {}\n\nconditions: {}\nobligations: {}\n"}),
    [](const auto& layout) { return std::string(layout.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Lines, Format,
    testing::Values(
        Layout{"two_columns_a_level", "share:\n      keep:\n      - a\n      -    b\n",
               "share:\n  keep:\n    - a\n    - b\n"},
        Layout{"elements_that_are_maps", "examples:\n-\n    record:   a\n    expect: {}\n",
               "examples:\n  - record: a\n    expect: {}\n"},
        Layout{"lists_in_lists", "keep:\n-\n  - a\n  - [ b,c ]\n- - - d\n",
               "keep:\n  - - a\n    - [b, c]\n  - - - d\n"},
        Layout{"brackets_that_fit_stay", "records: [ a,b , \"c\" ]\n", "records: [a, b, \"c\"]\n"},
        Layout{"brackets_on_several_lines_are_joined", "records: [a,\n  b,\n\n  c,\n]\n", "records: [a, b, c]\n"},
        Layout{"brackets_of_120_columns", "dpia: " + bracketed(109) + "\n", "dpia: " + bracketed(109) + "\n"},
        Layout{"brackets_of_121_columns_are_opened", "dpia: " + bracketed(110) + "\n",
               "dpia:\n  - " + std::string(110, 'a') + "\n  - b\n"},
        Layout{"columns_are_characters", "dpia: [é" + std::string(108, 'a') + ", b]\n",
               "dpia: [é" + std::string(108, 'a') + ", b]\n"},
        Layout{"a_comment_opens_brackets", "records: [a, # one\n  b]\n", "records:\n  - a  # one\n  - b\n"},
        Layout{"brackets_around_the_file_go", "{title: T, \"agreement\" : X}\n", "\"agreement\": X\ntitle: T\n"},
        Layout{"a_pair_without_braces", "records: [a: b]\n", "records: [{a: b}]\n"},
        Layout{"question_marks_go", "? agreement\n: X\n? title\n", "agreement: X\ntitle:\n"},
        Layout{"document_marks_go", "---\nagreement: X\n...\n", "agreement: X\n"},
        Layout{"windows_line_ends",
               "\xEF\xBB\xBF"
               "agreement: X\r\nsummary: |\r\n  a\r\n  b\r\n",
               "agreement: X\nsummary: |\n  a\n  b\n"},
        Layout{"no_blanks_at_the_ends", "agreement: X   \n\n\n", "agreement: X\n"},
        Layout{"a_last_line_is_ended", "agreement: X", "agreement: X\n"},
        Layout{"nothing_in_words_and_without", "title: ~\nsummary:\nrecords: [null]\nkeep:\n-\n- NULL\n",
               "title: ~\nsummary:\nrecords: [null]\nkeep:\n  -\n  - NULL\n"},
        Layout{"an_empty_file_map", "# c\n{ } # d\n", "# c\n{}\n# d\n"}),
    [](const auto& layout) { return std::string(layout.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Text, Format,
    testing::Values(
        Layout{"quotes_and_escapes_stay", "title: 'it''s'\nsummary: \"a\\u00e9 \\\" # no comment\"\nstatus: draft\n",
               "title: 'it''s'\nsummary: \"a\\u00e9 \\\" # no comment\"\nstatus: draft\n"},
        Layout{"over_several_lines", "summary: one\n     two  \n\n     three\ntitle: \"a\n  b\\\n   c\"\n",
               "title: \"a\n  b\\\n  c\"\nsummary: one\n  two\n\n  three\n"},
        Layout{"an_escaped_blank_at_a_lines_end", "title: \"a\\   \n   b\"\n", "title: \"a\\ \n  b\"\n"},
        Layout{"a_block_keeps_its_shape", "summary: |\n      First\n        more\n\n      last\ntitle: T\n",
               "title: T\nsummary: |\n  First\n    more\n\n  last\n"},
        Layout{"a_block_that_begins_with_blanks", "summary: |3\n      a\n   b\n", "summary: |2\n     a\n  b\n"},
        Layout{"a_block_that_keeps_its_end", "title: |+\n  a\n\n\nshare: {}\n", "title: |+\n  a\n\n\nshare: {}\n"},
        Layout{"a_block_whose_end_is_cut_off", "title: >\n   a\n   b", "title: >-\n  a\n  b\n"},
        Layout{"a_block_without_its_last_line_break", "title: |-\n   a\n\n\nstatus: b\n",
               "title: |-\n  a\n\nstatus: b\n"},
        Layout{"a_blocks_comment", "title: |  # c\n  a # text\n", "title: |  # c\n  a # text\n"}),
    [](const auto& layout) { return std::string(layout.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Comments, Format,
    testing::Values(
        Layout{"above_go_with_their_key", "# of title\n\n# t\ntitle: T\n# a\n# b\nagreement: X\n",
               "# of title\n\n# a\n# b\nagreement: X\n# t\ntitle: T\n"},
        Layout{"beside_go_with_their_line", "title: T # t\nagreement: X       # a\n",
               "agreement: X  # a\ntitle: T  # t\n"},
        Layout{"beside_that_go_on", "agreement: X   # a\n               # b\ntitle: T\n",
               "agreement: X  # a\n              # b\ntitle: T\n"},
        Layout{"beside_a_list", "share: # s\n  keep: [a]\nrecords: # r\n - a # a\n",
               "records:  # r\n  - a  # a\n\nshare:  # s\n  keep: [a]\n"},
        Layout{
            "below_stay_at_the_end_of_their_block",
            "share:\n  keep:\n    - a\n    # of keep\n  # of share\n# of withhold\nwithhold: [b]\n# of the file\n",
            "share:\n  keep:\n    - a\n    # of keep\n  # of share\n\n# of withhold\nwithhold: [b]\n# of the file\n"},
        Layout{"below_in_lists_that_are_not_indented", "withhold:\n- a\n# next\n- b\n# of records\nrecords: [c]\n",
               "# of records\nrecords: [c]\n\nwithhold:\n  - a\n  # next\n  - b\n"},
        Layout{"the_modeline_is_first", "# yaml-language-server: $schema=s\n# t\ntitle: T\nagreement: X\n",
               "# yaml-language-server: $schema=s\nagreement: X\n# t\ntitle: T\n"},
        Layout{"the_files_head_stays", "# yaml-language-server: $schema=s\n# Head.\n\ntitle: T\nagreement: X\n",
               "# yaml-language-server: $schema=s\n# Head.\n\nagreement: X\ntitle: T\n"},
        Layout{"above_the_dash", "examples:\n- # one\n  # two\n  expect: {}\n  # three\n  record: r # four\n",
               "examples:\n  # one\n  # two\n  # three\n  - record: r  # four\n    expect: {}\n"},
        Layout{"above_what_was_first_behind_the_dash", "examples:\n-\n\n  # one\n  expect: {}\n  record: r\n",
               "examples:\n  - record: r\n    # one\n    expect: {}\n"},
        Layout{"in_brackets", "records: [ # r\n  # a\n  a,\n  b # b\n  # end\n] # late\n",
               "# r\nrecords:  # late\n  # a\n  - a\n  - b  # b\n  # end\n"},
        Layout{"between_a_key_and_its_value", "agreement:\n  # a\n  X\n", "# a\nagreement: X\n"},
        Layout{"blank_lines_are_kept_singly", "agreement: X\n\n\n# t\n\n\ntitle: T\n",
               "agreement: X\n\n# t\n\ntitle: T\n"},
        Layout{"in_an_empty_list", "records: [ # a\n # b\n]\n", "# b\nrecords: []  # a\n"},
        Layout{"on_a_document_mark", "# yaml-language-server: $schema=s\n--- # d\nagreement: X\n",
               "# yaml-language-server: $schema=s\nagreement: X\n# d\n"}),
    [](const auto& layout) { return std::string(layout.param.name); });

struct Unformattable {
  const char* name;
  std::string text;
  const char* says;
};

class CannotFormat : public testing::TestWithParam<Unformattable> {};

TEST_P(CannotFormat, SaysWhereAndWhatToDo) {
  Problems problems;
  const auto result = format_policy_file(kAgreement, GetParam().text, problems);
  ASSERT_FALSE(result) << *result;
  EXPECT_EQ(result.error().code, Code::kPolicyInvalid);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.front().str(), std::string("agreements/x.yaml:") + GetParam().says);
}

INSTANTIATE_TEST_SUITE_P(
    Format, CannotFormat,
    testing::Values(Unformattable{"what_cannot_be_read", "a: 1\na: 2\n",
                                  "2:1: error: the key \"a\" stands here a second time (first on line 1); keep one of "
                                  "the two"},
                    Unformattable{"what_is_no_map", "- a\n",
                                  "1:1: error: a policy file holds keys, each with a value; begin with one"},
                    Unformattable{"a_key_over_two_lines", "agreement: X\n? \"a\n  b\"\n: 1\n",
                                  "2:3: error: a key that goes over several lines can't be laid out; write it on one "
                                  "line"},
                    Unformattable{"a_key_that_ends_the_document", " ... n: 1\n",
                                  "1:2: error: this key would end the document at the start of a line; write it in "
                                  "quotes"},
                    Unformattable{"a_dash_for_a_text", "records: [a, -]\n",
                                  "1:14: error: this text would be a list or a key on a line of its own; write it in "
                                  "quotes"}),
    [](const auto& bad) { return std::string(bad.param.name); });

TEST(FormatPolicyFile, KnowsTheFilesByTheirPaths) {
  Problems problems;
  for (const char* path : {"gateway.yaml", "agreements/x.txt", "lists/x.txt", "x.yaml", "agencies"}) {
    const auto result = format_policy_file(path, "a: 1\n", problems);
    ASSERT_FALSE(result) << path;
    EXPECT_EQ(result.error().code, Code::kUsage);
    EXPECT_THAT(result.error().detail, HasSubstr(path));
  }
  EXPECT_TRUE(problems.empty());
}

TEST(FormatPolicyFile, TakesNoMoreThanLinearTime) {
  std::string text = "summary: a" + std::string(1u << 20, ' ') + "b\nrecords:\n";
  for (int i = 0; text.size() < (3u << 19); ++i) text += "  - r" + std::to_string(i) + "  # c\n";
  EXPECT_EQ(meaning(formatted(kAgreement, text)), meaning(text));
}

TEST(FormatPolicyFile, ChangesNothingThatTheExamplesSay) {
  const fs::path examples = fs::path(CONCORDAT_SOURCE_DIR) / "deploy/examples";
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(examples)) {
    const std::string path = fs::relative(entry.path(), examples).string();
    if (key_order_of(path) == nullptr) continue;
    const std::string text = file_text(entry.path());
    const std::string laid_out = formatted(path, text);
    EXPECT_EQ(meaning(laid_out), meaning(text)) << path;
    EXPECT_EQ(std::count(laid_out.begin(), laid_out.end(), '#'), std::count(text.begin(), text.end(), '#')) << path;
    EXPECT_EQ(formatted(path, laid_out), laid_out) << path;
    ++files;
  }
  EXPECT_GE(files, 9u);
}

TEST(FormatPolicyFile, ChangesNoDecision) {
  PolicyFiles files = test::small_policy();
  const auto before = test::load_or_fail(files);
  for (auto& [path, text] : files) text = formatted(path, text);
  const auto after = test::load_or_fail(files);
  ASSERT_TRUE(before && after);
  EXPECT_EQ(before->hash(), after->hash());
}

// The key order against the schemas, which list their keys as officers are to read them.
class SchemaOrder {
 public:
  explicit SchemaOrder(const std::string& name)
      : schema_(boost::json::parse(file_text(fs::path(CONCORDAT_SOURCE_DIR) / "deploy/schema" / name))), name_(name) {}

  void expect(const KeyOrder* order) { expect(schema_, order, name_); }

 private:
  const boost::json::value& resolved(const boost::json::value& part) const {
    const auto* reference = part.is_object() ? part.get_object().if_contains("$ref") : nullptr;
    if (reference == nullptr) return part;
    return schema_.at_pointer(std::string_view(reference->get_string()).substr(1));
  }

  void expect(const boost::json::value& reference, const KeyOrder* order, const std::string& where) {
    const boost::json::value& part = resolved(reference);
    if (!part.is_object()) return;
    const boost::json::object& object = part.get_object();
    if (const auto* each = object.if_contains("items")) expect(*each, order ? order->each : nullptr, where + "[]");
    if (const auto* each = object.if_contains("additionalProperties")) {
      expect(*each, order ? order->each : nullptr, where + ".*");
    }
    const auto* properties = object.if_contains("properties");
    if (properties == nullptr) return;
    ASSERT_NE(order, nullptr) << where << " has no order in policy/format/key_order.cc";
    std::size_t last = 0;
    for (const auto& [key, value] : properties->get_object()) {
      const std::size_t rank = order->rank(key);
      EXPECT_LT(rank, order->keys.size()) << where << "." << key << " is missing in policy/format/key_order.cc";
      EXPECT_LE(last, rank) << where << "." << key << " stands elsewhere in policy/format/key_order.cc";
      last = rank;
      expect(value, order->under(key), where + "." + std::string(key));
    }
  }

  boost::json::value schema_;
  std::string name_;
};

TEST(KeyOrder, IsThatOfTheSchemas) {
  const std::pair<const char*, const char*> files[] = {
      {"agency-v1.schema.json", "agencies/x.yaml"}, {"agreement-v1.schema.json", "agreements/x.yaml"},
      {"list-v1.schema.json", "lists/x.yaml"},      {"vocabulary-v1.schema.json", "vocabulary.yaml"},
      {"purposes-v1.schema.json", "purposes.yaml"}, {"floor-v1.schema.json", "floor.yaml"},
      {"routes-v1.schema.json", "routes.yaml"}};
  for (const auto& [schema, path] : files) {
    if (!fs::exists(fs::path(CONCORDAT_SOURCE_DIR) / "deploy/schema" / schema)) continue;
    SchemaOrder(schema).expect(key_order_of(path));
  }
}

}  // namespace
}  // namespace concordat::policy
