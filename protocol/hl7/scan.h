#pragma once
// The byte scanner under the parser: what of sixty-four bytes divides values, ends a segment or needs a look. With
// SSE2, which every x86-64 has; the byte loop is the whole algorithm on other machines.
//
//   const Scanner scanner(delimiters);
//   Marks marks = scanner.marks(p, end);      // bit i speaks of p[i]

#include <cstdint>
#include <cstring>

#include "protocol/hl7/delimiters.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace concordat::protocol::hl7 {

inline constexpr std::ptrdiff_t kBlockBytes = 64;

[[nodiscard]] inline bool ends_line(char c) {
  return c == '\r' || c == '\n';
}

struct Marks {
  std::uint64_t delimiters = 0;  // the field, repetition, component and sub-component separators
  std::uint64_t line_ends = 0;   // CR and LF
  std::uint64_t others = 0;      // the escape character, controls other than CR, LF and TAB, bytes beyond ASCII
};

class Scanner {
 public:
  explicit Scanner(const Delimiters& delimiters) : delimiters_(delimiters) {}

  // At most kBlockBytes from `p`; nothing is read beyond `end`.
  [[nodiscard]] Marks marks(const char* p, const char* end) const {
    if (end - p >= kBlockBytes) return block(p);
    char copy[kBlockBytes] = {};
    const auto length = static_cast<std::size_t>(end - p);
    std::memcpy(copy, p, length);
    Marks found = block(copy);
    const std::uint64_t within = (std::uint64_t{1} << length) - 1;
    found.delimiters &= within;
    found.line_ends &= within;
    found.others &= within;
    return found;
  }

 private:
#if defined(__SSE2__)
  [[nodiscard]] Marks block(const char* p) const {
    const __m128i field = _mm_set1_epi8(delimiters_.field);
    const __m128i repetition = _mm_set1_epi8(delimiters_.repetition);
    const __m128i component = _mm_set1_epi8(delimiters_.component);
    const __m128i subcomponent = _mm_set1_epi8(delimiters_.subcomponent);
    const __m128i escape = _mm_set1_epi8(delimiters_.escape);
    Marks found;
    for (int i = 0; i < 4; ++i) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + 16 * i));
      const auto equal = [bytes](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
      const __m128i delimiters =
          _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, field), _mm_cmpeq_epi8(bytes, repetition)),
                       _mm_or_si128(_mm_cmpeq_epi8(bytes, component), _mm_cmpeq_epi8(bytes, subcomponent)));
      const __m128i line_ends = _mm_or_si128(equal('\r'), equal('\n'));
      // Compared as signed, so that bytes beyond ASCII count as less than a space too.
      const __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(' '));
      const __m128i others = _mm_or_si128(_mm_andnot_si128(_mm_or_si128(line_ends, equal('\t')), low),
                                          _mm_or_si128(equal(0x7F), _mm_cmpeq_epi8(bytes, escape)));
      const auto put = [i](std::uint64_t& into, __m128i from) {
        into |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(from))) << (16 * i);
      };
      put(found.delimiters, delimiters);
      put(found.line_ends, line_ends);
      put(found.others, others);
    }
    return found;
  }
#else
  [[nodiscard]] Marks block(const char* p) const {
    Marks found;
    for (int i = 0; i < kBlockBytes; ++i) {
      const char c = p[i];
      const std::uint64_t bit = std::uint64_t{1} << i;
      const bool delimits = c == delimiters_.field || c == delimiters_.repetition || c == delimiters_.component ||
                            c == delimiters_.subcomponent;
      const bool low = static_cast<signed char>(c) < ' ' && c != '\t';
      if (delimits) {
        found.delimiters |= bit;
      } else if (ends_line(c)) {
        found.line_ends |= bit;
      } else if (low || c == 0x7F || c == delimiters_.escape) {
        found.others |= bit;
      }
    }
    return found;
  }
#endif

  Delimiters delimiters_;
};

// The first carriage return or line feed from `p` on, or `end`.
[[nodiscard]] inline const char* line_end(const char* p, const char* end) {
#if defined(__SSE2__)
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i ends =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
    const int found = _mm_movemask_epi8(ends);
    if (found != 0) return p + __builtin_ctz(static_cast<unsigned>(found));
  }
#endif
  while (p != end && !ends_line(*p)) ++p;
  return p;
}

}  // namespace concordat::protocol::hl7
