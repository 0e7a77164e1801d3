#pragma once
// The delimiters of an HL7 v2 text, as the first bytes of its header (MSH, FHS or BHS) declare them: the field
// separator and the encoding characters (HL7 v2.8, 2.5.4 and 2.14.9.1-2). Strict: all different, and none that data is
// made of.
//
//   auto delimiters = read_delimiters("MSH|^~\\&|GHH|");     // field '|', component '^', repetition '~', escape '\\',
//   ...

#include <cstddef>
#include <string_view>

#include "protocol/base/result.h"

namespace concordat::protocol::hl7 {

struct Delimiters {
  char field, component, repetition, escape, subcomponent;
  char truncation;  // from version 2.7; '\0' where the encoding characters name none

  bool operator==(const Delimiters&) const = default;
};

inline constexpr std::size_t kSegmentNameLength = 3;

// MSH, FHS and BHS: the segments that declare delimiters.
[[nodiscard]] bool is_header(std::string_view segment_name);
// The encoding characters of a header segment: what stands between the field separator and its next occurrence.
[[nodiscard]] std::string_view encoding_characters(std::string_view header);
// `header` is a whole header segment without its end.
[[nodiscard]] Result<Delimiters> read_delimiters(std::string_view header);

}  // namespace concordat::protocol::hl7
