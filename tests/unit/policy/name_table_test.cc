#include "policy/compile/name_table.h"

#include <gtest/gtest.h>

namespace concordat::policy {
namespace {

TEST(NameTable, FindsEveryNameAndNoOther) {
  std::vector<std::string> names{"", "a", std::string("a\0", 2)};
  for (std::size_t length : {26, 27, 28, 29, 254, 255, 256, 300}) {
    names.push_back(std::string(length, 'x'));
    names.push_back(std::string(length - 1, 'x') + "y");
  }
  for (int i = 0; i < 5'000; ++i) names.push_back("agency-" + std::to_string(i));
  NameTable table(names);
  for (std::uint32_t i = 0; i < names.size(); ++i) EXPECT_EQ(table.find(names[i]), i);
  for (const std::string& other : {std::string("b"), std::string(301, 'x'), std::string(25, 'x'),
                                   std::string("agency-5000"), std::string("\0", 1)}) {
    EXPECT_FALSE(table.find(other)) << other.size();
  }
}

TEST(NameTable, AnEmptyOneFindsNothing) {
  EXPECT_FALSE(NameTable().find(""));
  EXPECT_FALSE(NameTable(std::vector<std::string>{}).find("a"));
}

}  // namespace
}  // namespace concordat::policy
