// Runs a fuzz target without libFuzzer: over every file of the folders named, and over damaged copies of each, the same
// on every run. A past crash that comes back fails the ordinary tests, whatever the compiler.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/mutate.h"
#include "tests/fuzz/target.h"

namespace concordat::fuzz {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr int kDamagedCopies = 10'000;  // of each file

std::vector<std::filesystem::path> files_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code absent;
  for (const auto& entry : std::filesystem::directory_iterator(folder, absent)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// From a buffer of exactly the input's size, so that a sanitizer sees a read past its end.
void run(const std::string& input) {
  const std::vector<std::uint8_t> exact(input.begin(), input.end());
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

int replay(const std::vector<std::filesystem::path>& files) {
  std::cout << "seed " << kSeed << ", " << files.size() << " files, " << kDamagedCopies << " damaged copies of each"
            << std::endl;
  for (const auto& file : files) {
    std::cout << file.filename().string() << std::endl;
    const std::string whole = content(file);
    run(whole);
    std::mt19937_64 random(kSeed);
    for (int copy = 0; copy < kDamagedCopies; ++copy) run(mutate(whole, random));
  }
  return 0;
}

}  // namespace
}  // namespace concordat::fuzz

int main(int argc, char** argv) {
  std::vector<std::filesystem::path> files;
  for (int i = 1; i < argc; ++i) {
    const auto more = concordat::fuzz::files_in(argv[i]);
    files.insert(files.end(), more.begin(), more.end());
  }
  if (files.empty()) {
    std::cerr << "usage: " << argv[0] << " FOLDER...   (none of them holds a file)\n";
    return 1;
  }
  return concordat::fuzz::replay(files);
}
