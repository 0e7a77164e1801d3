#include "policy/source/scan.h"

#include <cstdint>
#include <string>

#include "protocol/base/utf8.h"
#include "protocol/limits.h"

namespace concordat::policy {
namespace {

constexpr int kMostReported = 20;  // a binary file would fill the screen

// Characters that show as nothing, or that reorder what surrounds them, so that a reader and the program see different
// texts.
bool is_invisible(std::uint32_t c) {
  return c == 0x85 || c == 0xAD || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF;
}

std::string code_point_name(std::uint32_t c) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out = "U+";
  for (int shift = c > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4) out += kDigits[(c >> shift) & 0xF];
  return out;
}

// Why `c` may not stand at this place; empty when it may.
std::string objection(std::uint32_t c, int column, std::string_view rest) {
  if (c == '\t') return "a tab; use spaces";
  if (c == '%' && column == 1) return "a line that starts with % is a directive; leave it out, or quote the text";
  if (c == '\r') return rest.starts_with("\r\n") ? "" : "a carriage return alone; end lines with a line feed";
  if (c == 0) return "a NUL byte; this is not a text file";
  if ((c < 0x20 && c != '\n') || (c >= 0x7F && c < 0xA0) || is_invisible(c)) {
    return "the invisible character " + code_point_name(c) + "; remove it";
  }
  return {};
}

}  // namespace

bool scan_text(std::string_view text, Report& report) {
  if (text.size() > limits::kPolicyFileBytes) {
    report.error(report.whole_file(), "the file has " + std::to_string(text.size()) + " bytes; the most is " +
                                          std::to_string(limits::kPolicyFileBytes) + "; split it");
    return false;
  }
  int line = 1, column = 1, reported = 0;
  while (!text.empty() && reported < kMostReported) {
    CodePoint point = first_code_point(text);
    if (point.length == 0) {
      report.error(report.at(line, column), "bytes that are not UTF-8; save the file as UTF-8");
      return false;
    }
    if (std::string text_of_error = objection(point.value, column, text); !text_of_error.empty()) {
      report.error(report.at(line, column), text_of_error);
      ++reported;
    }
    if (point.value == '\n') {
      ++line;
      column = 1;
    } else {
      ++column;
    }
    text.remove_prefix(point.length);
  }
  return reported == 0;
}

}  // namespace concordat::policy
