#pragma once
// The byte scanner under the parser: what of sixteen bytes divides values, and what else needs a look. With SSE2, which
// every x86-64 has; the byte loop is the whole algorithm on other machines and for the last bytes of a text.
//
//   const Scanner scanner(delimiters);
//   Marks marks = scanner.marks(p, end);      // bit i speaks of p[i]

#include <cstdint>

#include "protocol/hl7/delimiters.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace concordat::protocol::hl7 {

inline constexpr std::ptrdiff_t kBlockBytes = 16;

[[nodiscard]] inline bool ends_line(char c) {
  return c == '\r' || c == '\n';
}

// The first carriage return or line feed from `p` on, or `end`.
[[nodiscard]] inline const char* line_end(const char* p, const char* end) {
#if defined(__SSE2__)
  for (; end - p >= kBlockBytes; p += kBlockBytes) {
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

struct Marks {
  std::uint32_t delimiters;  // the field, repetition, component and sub-component separators
  std::uint32_t others;      // the escape character, line ends, controls other than TAB, bytes beyond ASCII
};

class Scanner {
 public:
  explicit Scanner(const Delimiters& delimiters)
      : delimiters_(delimiters)
#if defined(__SSE2__)
        ,
        field_(_mm_set1_epi8(delimiters.field)),
        component_(_mm_set1_epi8(delimiters.component)),
        repetition_(_mm_set1_epi8(delimiters.repetition)),
        subcomponent_(_mm_set1_epi8(delimiters.subcomponent)),
        escape_(_mm_set1_epi8(delimiters.escape))
#endif
  {
  }

  // At most kBlockBytes from `p`; nothing is read beyond `end`.
  [[nodiscard]] Marks marks(const char* p, const char* end) const {
#if defined(__SSE2__)
    if (end - p >= kBlockBytes) return block(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
#endif
    Marks found{0, 0};
    const std::ptrdiff_t length = end - p < kBlockBytes ? end - p : kBlockBytes;
    for (std::ptrdiff_t i = 0; i < length; ++i) {
      if (divides(p[i])) found.delimiters |= 1u << i;
      if (needs_a_look(p[i])) found.others |= 1u << i;
    }
    return found;
  }

 private:
  [[nodiscard]] bool divides(char c) const {
    return c == delimiters_.field || c == delimiters_.component || c == delimiters_.repetition ||
           c == delimiters_.subcomponent;
  }
  [[nodiscard]] bool needs_a_look(char c) const {
    return (static_cast<signed char>(c) < 0x20 && c != '\t') || c == 0x7F || c == delimiters_.escape;
  }

  Delimiters delimiters_;

#if defined(__SSE2__)
  [[nodiscard]] Marks block(__m128i bytes) const {
    const __m128i divide =
        _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, field_), _mm_cmpeq_epi8(bytes, component_)),
                     _mm_or_si128(_mm_cmpeq_epi8(bytes, repetition_), _mm_cmpeq_epi8(bytes, subcomponent_)));
    // Compared as signed, so that bytes beyond ASCII count as less than a space too.
    const __m128i low =
        _mm_andnot_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')), _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20)));
    const __m128i others =
        _mm_or_si128(low, _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x7F)), _mm_cmpeq_epi8(bytes, escape_)));
    return {static_cast<std::uint32_t>(_mm_movemask_epi8(divide)),
            static_cast<std::uint32_t>(_mm_movemask_epi8(others))};
  }

  __m128i field_, component_, repetition_, subcomponent_, escape_;
#endif
};

}  // namespace concordat::protocol::hl7
