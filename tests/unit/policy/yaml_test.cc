#include "policy/source/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/limits.h"

namespace concordat::policy {
namespace {

struct Read {
  std::optional<Node> root;
  std::string problems;
};

Read read(std::string_view text) {
  Problems problems;
  Report report("f.yaml", problems);
  Read out;
  out.root = read_yaml(text, report);
  for (const Problem& problem : problems) out.problems += problem.str() + "\n";
  return out;
}

std::string repeated(std::string_view part, std::size_t count) {
  std::string out;
  out.reserve(part.size() * count);
  for (std::size_t i = 0; i < count; ++i) out += part;
  return out;
}

TEST(Yaml, KeepsTextQuotesAndPlaces) {
  Read r = read("# comment\na: no\nb: \"007\"\nc: [x, {d: 1}]\n");
  ASSERT_TRUE(r.root) << r.problems;
  const auto& entries = r.root->entries;
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].value.text, "no");
  EXPECT_FALSE(entries[0].value.quoted);
  EXPECT_EQ(entries[0].line, 2);
  EXPECT_EQ(entries[0].column, 1);
  EXPECT_EQ(entries[0].value.column, 4);
  EXPECT_TRUE(entries[1].value.quoted);
  EXPECT_EQ(entries[2].value.elements[1].entries[0].column, 9);
}

TEST(Yaml, CountsColumnsInCharacters) {
  Read r = read("{clé: é, b: &x 1}\n");
  EXPECT_THAT(r.problems, ::testing::HasSubstr("f.yaml:1:13: error: an anchor"));
}

TEST(Yaml, ReadsWindowsFiles) {
  Read r = read(
      "\xEF\xBB\xBF"
      "a: 1\r\nb: 2\r\n");
  ASSERT_TRUE(r.root) << r.problems;
  EXPECT_EQ(r.root->entries[0].value.text, "1");
  EXPECT_EQ(r.root->entries[1].line, 2);
}

TEST(Yaml, CanonicalTextIgnoresLayoutCommentsAndOrder) {
  Read a = read("b: [1, 2]\na: {y: \"q\", x: plain text}  # why\n");
  Read b = read("# other\na:\n  x: plain text\n  y: q\nb:\n- 1\n- 2\n");
  ASSERT_TRUE(a.root && b.root);
  EXPECT_EQ(canonical_text(*a.root), canonical_text(*b.root));
  EXPECT_EQ(canonical_text(*a.root), R"({"a":{"x":"plain text","y":"q"},"b":["1","2"]})");
}

struct Bad {
  const char* name;
  std::string text;
  const char* says;  // the beginning of the first problem
};

class BadYaml : public ::testing::TestWithParam<Bad> {};

TEST_P(BadYaml, IsRefusedWithItsPlace) {
  Read r = read(GetParam().text);
  EXPECT_FALSE(r.root);
  EXPECT_THAT(r.problems, ::testing::StartsWith(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Yaml, BadYaml,
    ::testing::Values(
        Bad{"duplicate_key", "a: 1\nb: 2\na: 3\n",
            "f.yaml:3:1: error: the key \"a\" stands here a second time (first on line 1)"},
        Bad{"duplicate_key_inside", "x:\n  - {k: 1, k: 1}\n",
            "f.yaml:2:12: error: the key \"k\" stands here a second time"},
        Bad{"anchor", "a: &here 1\n", "f.yaml:1:4: error: an anchor (&)"},
        Bad{"anchored_map", "a: &here\n  b: 1\n", "f.yaml:1:4: error: an anchor (&)"},
        Bad{"alias", "a: &x 1\nb: *x\n", "f.yaml:1:4: error: an anchor (&)"},
        Bad{"alias_without_anchor", "b: *x\n", "f.yaml:1:4: error: not valid YAML"},
        Bad{"merge_key", "a:\n  <<: {b: 1}\n", "f.yaml:2:3: error: a merge key"},
        Bad{"tag", "a: !!str 1\n", "f.yaml:1:4: error: a tag (!)"},
        Bad{"local_tag", "a: !mine {b: 1}\n", "f.yaml:1:4: error: a tag (!)"},
        Bad{"bare_tag", "a: ! 1\n", "f.yaml:1:4: error: a tag (!)"},
        Bad{"tag_on_nothing", "a: !!null\nb: 1\n", "f.yaml:1:4: error: a tag (!)"},
        Bad{"two_documents", "a: 1\n---\nb: 2\n", "f.yaml:2:1: error: a second document"},
        Bad{"directive", "%YAML 1.1\n---\na: 1\n", "f.yaml:1:1: error: a line that starts with %"},
        Bad{"tab_indent", "a:\n\tb: 1\n", "f.yaml:2:1: error: a tab; use spaces"},
        Bad{"tab_inside", "a: 1\t# x\n", "f.yaml:1:5: error: a tab; use spaces"},
        Bad{"invalid_utf8", "a: 1\nb: \xC3\x28\n", "f.yaml:2:4: error: bytes that are not UTF-8"},
        Bad{"overlong_utf8", "a: \xC0\xAF\n", "f.yaml:1:4: error: bytes that are not UTF-8"},
        Bad{"surrogate", "a: \xED\xA0\x80\n", "f.yaml:1:4: error: bytes that are not UTF-8"},
        Bad{"nul", std::string("a: 1\0\n", 6), "f.yaml:1:5: error: a NUL byte"},
        Bad{"control", "a: \x1b[31m\n", "f.yaml:1:4: error: the invisible character U+001B"},
        Bad{"right_to_left_override", "a: x\xE2\x80\xAEy\n", "f.yaml:1:5: error: the invisible character U+202E"},
        Bad{"bare_carriage_return", "a: 1\rb: 2\n", "f.yaml:1:5: error: a carriage return alone"},
        Bad{"utf16",
            std::string("\xFF\xFE"
                        "a\0:\0",
                        6),
            "f.yaml:1:1: error: bytes that are not UTF-8"},
        Bad{"empty", "", "f.yaml: error: the file says nothing"},
        Bad{"only_comments", "# nothing\n", "f.yaml: error: the file says nothing"},
        Bad{"null", "~\n", "f.yaml: error: the file says nothing"},
        Bad{"complex_key", "? [a, b]\n: 1\n", "f.yaml:1:3: error: a key must be a word"},
        Bad{"empty_key", ": 1\n", "f.yaml:1:1: error: a key must be a word"},
        Bad{"unclosed_list", "a: [1, 2\n", "f.yaml:2:1: error: not valid YAML"},
        Bad{"unclosed_quote", "a: \"x\n", "f.yaml:1:4: error: the quote that opens here is never closed"},
        Bad{"unclosed_single_quote", "a: 'it''s\n", "f.yaml:1:4: error: the quote that opens here is never closed"},
        Bad{"cut_off_inside_a_key", "a: 1\n\"b", "f.yaml:2:3: error: not valid YAML: illegal EOF in scalar; look here"},
        Bad{"escaped_closing_quote", "a: \"x\\\"\n", "f.yaml:1:4: error: the quote that opens here is never closed"},
        Bad{"bad_indent", "a:\n    b: 1\n  c: 2\n", "f.yaml:3:3: error: not valid YAML"},
        Bad{"too_large", std::string(10'000'000, ' '),
            "f.yaml: error: the file has 10000000 bytes; the most is 4194304"},
        Bad{"deep_unclosed_lists", repeated("[", 200'000), "f.yaml:1:17: error: nested deeper than 32 levels"},
        Bad{"deep_closed_flow_lists", repeated("[", 200'000) + repeated("]", 200'000),
            "f.yaml:1:33: error: nested deeper than 32 levels"},
        Bad{"deep_unclosed_maps", repeated("{a: ", 200'000), "f.yaml:1:125: error: nested deeper than 32 levels"},
        Bad{"deep_closed_flow_maps", repeated("{a: ", 200'000) + "x" + repeated("}", 200'000),
            "f.yaml:1:129: error: nested deeper than 32 levels"},
        Bad{"deep_block_lists", repeated("- ", 200'000) + "x\n", "f.yaml:1:65: error: nested deeper than 32 levels"},
        Bad{"deep_keys", repeated("? ", 200'000) + "x\n", "f.yaml:1:65: error: nested deeper than 32 levels"}),
    [](const auto& bad) { return std::string(bad.param.name); });

TEST(Yaml, AMegabyteOfAnyMarkIsRefusedAtOnce) {
  for (std::string_view part : {"[", "{", "- ", "? ", "{a: ", "[[]", "&a ", "!!x ", "\"", "a: b: ", "*", "]", "%"}) {
    Read r = read(repeated(part, (1u << 20) / part.size()));
    EXPECT_FALSE(r.root) << part;
    EXPECT_FALSE(r.problems.empty()) << part;
  }
}

TEST(Yaml, ThirtyTwoLevelsAreRead) {
  Read r = read(repeated("[", limits::kPolicyDepth) + repeated("]", limits::kPolicyDepth));
  EXPECT_TRUE(r.root) << r.problems;
}

TEST(Yaml, ReportsEveryProblemOfAFile) {
  Read r = read("a: &x 1\nb: !t 2\na: 3\n<<: 4\n");
  EXPECT_EQ(std::count(r.problems.begin(), r.problems.end(), '\n'), 4) << r.problems;
}

TEST(Yaml, AFloodOfProblemsIsCut) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "a: 1\n";
  Read r = read(text);
  EXPECT_EQ(std::count(r.problems.begin(), r.problems.end(), '\n'), 100);
}

TEST(Yaml, ManyKeysAreReadInLinearTime) {
  std::string text;
  for (int i = 0; text.size() < (1u << 20); ++i) text += "k" + std::to_string(i) + ": 1\n";
  EXPECT_TRUE(read(text).root);
}

}  // namespace
}  // namespace concordat::policy
