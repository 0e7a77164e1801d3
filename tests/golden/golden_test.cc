// Every case of tests/golden/policy/*.yaml, a test each.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/golden/judge.h"

namespace concordat::golden {
namespace {

// A file that cannot be read as cases is a case too, which fails and says why.
struct Loaded {
  Case one;
  std::string problems;
  friend void PrintTo(const Loaded& loaded, std::ostream* out) { *out << loaded.one.name; }
};

std::vector<Loaded> all_cases() {
  namespace fs = std::filesystem;
  std::vector<Loaded> out;
  std::set<fs::path> paths;
  for (const fs::directory_entry& entry : fs::directory_iterator(CONCORDAT_SOURCE_DIR "/tests/golden/policy")) {
    if (entry.path().extension() == ".yaml") paths.insert(entry.path());
  }
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    policy::Problems problems;
    for (Case& one : read_cases(path.filename().string(), text, problems)) out.push_back({std::move(one), {}});
    if (problems.empty()) continue;
    Loaded bad;
    bad.one.name = path.stem().string() + " can be read";
    for (const policy::Problem& problem : problems) bad.problems += problem.str() + "\n";
    out.push_back(std::move(bad));
  }
  return out;
}

// "dates: the last day lasts its 25th hour" -> "dates__the_last_day_lasts_its_25th_hour"
std::string test_name(const std::string& name) {
  std::string out;
  for (char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (c != '\'' && c != ',') out += plain ? c : '_';
  }
  return out;
}

class Golden : public testing::TestWithParam<Loaded> {};

TEST_P(Golden, Case) {
  const Loaded& loaded = GetParam();
  ASSERT_EQ(loaded.problems, "");
  for (const std::string& difference : differences(loaded.one)) ADD_FAILURE() << loaded.one.why << "\n  " << difference;
}

INSTANTIATE_TEST_SUITE_P(Policy, Golden, testing::ValuesIn(all_cases()),
                         [](const auto& test) { return test_name(test.param.one.name); });

TEST(GoldenCases, AreAtLeastAHundredAndFifty) {
  EXPECT_GE(all_cases().size(), 150u);
}

}  // namespace
}  // namespace concordat::golden
