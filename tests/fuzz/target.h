#pragma once
// What a fuzz target is: one function over any bytes, which must return for all of them and abort where a promise is
// broken. The same function runs under libFuzzer and under replay_main.cc.
//
//   extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
//     const std::string_view input = concordat::fuzz::as_text(data, size);
//     require(parse(input) == parse_in_chunks(input), "any chunking gives the same result");
//     return 0;
//   }

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace concordat::fuzz {

[[nodiscard]] inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

}  // namespace concordat::fuzz
