#include "tests/fuzz/mutate.h"

#include <array>
#include <cstddef>

namespace concordat::fuzz {
namespace {

using namespace std::string_view_literals;

// What parsers trip over: structure, escapes, ill-formed UTF-8, numbers at the grammar's edges, lengths.
constexpr std::array kFragments{
    "{"sv,
    "}"sv,
    "["sv,
    "]"sv,
    ","sv,
    ":"sv,
    "\""sv,
    "\\"sv,
    "\\u0000"sv,
    "\\ud800"sv,
    "\\udc00"sv,
    "\\ud83d\\ude00"sv,
    "\\u0070"sv,
    "\\x"sv,
    "\0"sv,
    "\xEF\xBB\xBF"sv,
    "\xC0\x80"sv,
    "\xED\xA0\x80"sv,
    "\xC3\xA9"sv,
    "\xF0\x9F\x98\x80"sv,
    "\xF4\x90\x80\x80"sv,
    "\xFF"sv,
    "\x80"sv,
    "\n"sv,
    "-0"sv,
    "01"sv,
    "1."sv,
    ".5"sv,
    "1E400"sv,
    "e+"sv,
    "-"sv,
    "0x1"sv,
    "true"sv,
    "null"sv,
    "nul"sv,
    "NaN"sv,
    "{\"a\":1,\"a\":2}"sv,
    "[[[["sv,
    "/**/"sv,
    "\t"sv,
    "\xFF\xFF\xFF\xFF"sv,
    "\0\0\0\0"sv,
    "\0\0\0\1"sv,
    "- &a *a"sv,
    "!!str"sv,
    "<<: *a"sv,
    "\r"sv,
};

std::size_t below(std::size_t limit, std::mt19937_64& random) {
  return limit == 0 ? 0 : random() % limit;
}

void change_once(std::string& text, std::mt19937_64& random) {
  const std::size_t at = below(text.size() + 1, random);
  const std::size_t length = 1 + below(8, random);
  switch (random() % 7) {
    case 0:
      if (at < text.size()) text[at] = static_cast<char>(text[at] ^ 1 << random() % 8);
      break;
    case 1:
      if (at < text.size()) text[at] = static_cast<char>(random());
      break;
    case 2: text.erase(at, length); break;
    case 3: text.insert(at, text.substr(at, length)); break;
    case 4: text.insert(below(text.size() + 1, random), text.substr(at, length * 4)); break;
    case 5:
      if (random() % 4 == 0) text.resize(at);
      break;
    default: text.insert(at, kFragments[random() % kFragments.size()]);
  }
}

}  // namespace

std::string mutate(std::string_view text, std::mt19937_64& random) {
  std::string mutated(text);
  for (std::size_t changes = 1 + random() % 4; changes > 0; --changes) change_once(mutated, random);
  return mutated;
}

}  // namespace concordat::fuzz
