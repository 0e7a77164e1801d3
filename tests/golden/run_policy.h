#pragma once
// Runs the built program's `policy` commands for golden tests, and compares what they say with a file. UPDATE_GOLDEN=1
// in the environment writes the file instead: then read the difference.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/unit/gateway/cli/scratch_folder.h"

namespace concordat::cli {

inline const std::filesystem::path kGolden = std::filesystem::path(CONCORDAT_SOURCE_DIR) / "tests" / "golden";

struct RanPolicy {
  int status = -1;
  std::string out;  // and standard error
};

inline RanPolicy run_policy(const std::string& words) {
  FILE* pipe = ::popen((std::string(CONCORDAT_BINARY) + " policy " + words + " 2>&1 </dev/null").c_str(), "r");
  RanPolicy ran;
  char block[4096];
  for (std::size_t n = 0; (n = std::fread(block, 1, sizeof block, pipe)) > 0;) ran.out.append(block, n);
  const int status = ::pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return ran;
}

inline void expect_golden(const std::filesystem::path& file, const std::string& text) {
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(file, std::ios::binary) << text;
  EXPECT_EQ(text, ScratchFolder::read(file.string())) << file;
}

}  // namespace concordat::cli
