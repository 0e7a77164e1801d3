#include "protocol/hl7/delimiters.h"

#include <algorithm>

namespace concordat::protocol::hl7 {
namespace {

// What data is made of can't divide it. A quotation mark can't either: two of them mean "delete".
bool can_delimit(char c) {
  const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  const bool digit = c >= '0' && c <= '9';
  return c > ' ' && c < 0x7F && !letter && !digit && c != '"';
}

}  // namespace

bool is_header(std::string_view segment_name) {
  return segment_name == "MSH" || segment_name == "FHS" || segment_name == "BHS";
}

std::string_view encoding_characters(std::string_view header) {
  if (header.size() <= kSegmentNameLength) return {};
  const std::string_view after = header.substr(kSegmentNameLength + 1);
  return after.substr(0, after.find(header[kSegmentNameLength]));
}

Result<Delimiters> read_delimiters(std::string_view header) {
  const std::string_view encoding = encoding_characters(header);
  if (encoding.size() != 4 && encoding.size() != 5) {
    return fail(Code::kMalformed,
                "needs four or five encoding characters after the field separator; send them as in MSH|^~\\&|");
  }
  std::string all(1, header[kSegmentNameLength]);
  all += encoding;
  if (!std::all_of(all.begin(), all.end(), can_delimit)) {
    return fail(Code::kMalformed,
                "a delimiter that is a letter, a digit, a quotation mark, a space or no ASCII character; use "
                "punctuation, as in MSH|^~\\&|");
  }
  std::string sorted = all;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return fail(Code::kMalformed, "the same character as two delimiters; make all of them different");
  }
  return Delimiters{all[0], all[1], all[2], all[3], all[4], all.size() > 5 ? all[5] : '\0'};
}

}  // namespace concordat::protocol::hl7
