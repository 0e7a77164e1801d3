#pragma once
// Small damage to a good input: a few bytes replaced, dropped, doubled or inserted, from the characters that the
// formats are made of.

#include <rapidcheck.h>

#include <string>
#include <string_view>

namespace concordat::crypto {

inline std::string mutated(std::string_view good) {
  using namespace std::string_view_literals;
  constexpr std::string_view kCharacters = "\n\n =+/0123AZaz\r\t\0\xff"sv;
  std::string bytes(good);
  for (int i = *rc::gen::inRange(0, 4); i > 0 && !bytes.empty(); --i) {
    const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
    const char c = kCharacters[*rc::gen::inRange<std::size_t>(0, kCharacters.size())];
    switch (*rc::gen::inRange(0, 4)) {
      case 0: bytes[at] = c; break;
      case 1: bytes.erase(at, 1); break;
      case 2: bytes.insert(at, 1, bytes[at]); break;
      default: bytes.insert(at, 1, c); break;
    }
  }
  return bytes;
}

}  // namespace concordat::crypto
