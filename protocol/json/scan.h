#pragma once
// The byte scanners under the tokeniser: each takes [p, end), never reads outside it, and returns where it stopped.
// Sixteen bytes at a time with SSE2, which every x86-64 has; the byte loops below each block finish the last few bytes,
// and are the whole algorithm on other machines.
//
//   const char* stop = plain_run_end(p, end);   // at a quote, a backslash, a control or a non-ASCII byte, or at `end`

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace concordat::protocol::json {

[[nodiscard]] inline bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}
[[nodiscard]] inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
// Bytes that a string may hold as they are. Above 0x7F a UTF-8 sequence begins, which must be checked.
[[nodiscard]] inline bool is_plain(char c) {
  return static_cast<signed char>(c) >= 0x20 && c != '"' && c != '\\';
}

[[nodiscard]] inline const char* plain_run_end(const char* p, const char* end) {
#if defined(__SSE2__)
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i first_plain = _mm_set1_epi8(0x20);
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    // Compared as signed, so that non-ASCII bytes count as less than a space too.
    const __m128i low = _mm_cmplt_epi8(bytes, first_plain);
    const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    const int stops = _mm_movemask_epi8(_mm_or_si128(low, marks));
    if (stops != 0) return p + __builtin_ctz(static_cast<unsigned>(stops));
  }
#endif
  while (p != end && is_plain(*p)) ++p;
  return p;
}

[[nodiscard]] inline const char* space_end(const char* p, const char* end) {
  // Compact text has none and "key": value has one: both are settled without a vector.
  if (p == end || static_cast<unsigned char>(*p) > ' ' || !is_space(*p)) return p;
  if (++p == end || static_cast<unsigned char>(*p) > ' ' || !is_space(*p)) return p;
#if defined(__SSE2__)
  for (; end - p >= 16; p += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    const __m128i blank =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')));
    const __m128i line =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')));
    const int others = _mm_movemask_epi8(_mm_or_si128(blank, line)) ^ 0xFFFF;
    if (others != 0) return p + __builtin_ctz(static_cast<unsigned>(others));
  }
#endif
  while (p != end && is_space(*p)) ++p;
  return p;
}

[[nodiscard]] inline const char* digits_end(const char* p, const char* end) {
  while (p != end && is_digit(*p)) ++p;
  return p;
}

// The end of the number that starts at p, or nullptr if none does (RFC 8259 section 6).
[[nodiscard]] inline const char* number_end(const char* p, const char* end) {
  if (p != end && *p == '-') ++p;
  if (p == end || !is_digit(*p)) return nullptr;
  p = *p == '0' ? p + 1 : digits_end(p, end);
  if (p != end && *p == '.') {
    const char* fraction = p + 1;
    p = digits_end(fraction, end);
    if (p == fraction) return nullptr;
  }
  if (p != end && (*p == 'e' || *p == 'E')) {
    const char* exponent = p + 1;
    if (exponent != end && (*exponent == '+' || *exponent == '-')) ++exponent;
    p = digits_end(exponent, end);
    if (p == exponent) return nullptr;
  }
  return p;
}

}  // namespace concordat::protocol::json
