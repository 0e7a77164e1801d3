#include "policy/redact/value/narrative.h"

#include <algorithm>
#include <iterator>

namespace concordat::policy {
namespace {

// Tags that end a word where they stand. Others may stand in the middle of one.
constexpr std::string_view kSeparating[] = {
    "address", "blockquote", "br",    "caption", "col", "colgroup", "dd", "div",   "dl", "dt",
    "h1",      "h2",         "h3",    "h4",      "h5",  "h6",       "hr", "img",   "li", "ol",
    "p",       "pre",        "table", "tbody",   "td",  "tfoot",    "th", "thead", "tr", "ul"};
// References that stand for what no word holds.
constexpr std::string_view kPlain[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;"};

bool in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
}

bool separating(std::string_view tag) {
  tag.remove_prefix(tag.size() > 1 && tag[1] == '/' ? 2 : 1);
  const auto* end = std::find_if_not(tag.begin(), tag.end(), in_word);
  const std::string_view name = tag.substr(0, static_cast<std::size_t>(end - tag.begin()));
  return std::find(std::begin(kSeparating), std::end(kSeparating), name) != std::end(kSeparating);
}

}  // namespace

bool hides_words(std::string_view xhtml) {
  bool word = false;    // the last character that is shown is part of one
  bool joined = false;  // and nothing since has ended it, though there was markup
  for (std::size_t at = 0; at < xhtml.size();) {
    if (xhtml[at] == '<') {
      const std::size_t end = xhtml.find('>', at);
      if (end == std::string_view::npos || xhtml[at + 1] == '!' || xhtml[at + 1] == '?') return true;
      joined = !separating(xhtml.substr(at, end - at)) && word;
      word = joined;
      at = end + 1;
    } else if (xhtml[at] == '&') {
      const std::string_view rest = xhtml.substr(at);
      const auto* known = std::find_if(std::begin(kPlain), std::end(kPlain), [rest](std::string_view reference) {
        return rest.substr(0, reference.size()) == reference;
      });
      if (known == std::end(kPlain)) return true;
      joined = word;
      at += known->size();
    } else {
      const bool next = in_word(xhtml[at]);
      if (next && joined) return true;
      word = next;
      joined = false;
      ++at;
    }
  }
  return false;
}

}  // namespace concordat::policy
