#include "policy/report/html.h"

#include <algorithm>
#include <iterator>

#include "protocol/base/bytes.h"

namespace concordat::policy {

std::string escaped(std::string_view text) {
  std::string line(text);
  std::replace(line.begin(), line.end(), '\n', ' ');
  std::string out;
  for (const char c : printable(line, std::string::npos)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

// A line for each element, but not inside a sentence, where it would be a space.
Html::Element::~Element() {
  constexpr std::string_view kInSentences[] = {"a", "abbr", "code", "span", "strong", "time"};
  html_.out_.append("</").append(tag_).append(">");
  if (std::find(std::begin(kInSentences), std::end(kInSentences), tag_) == std::end(kInSentences)) html_.out_ += '\n';
}

void Html::start(std::string_view tag, Attributes attributes) {
  out_.append("<").append(tag);
  for (const auto& [name, value] : attributes) out_.append(" ").append(name).append("=\"" + escaped(value) + "\"");
  out_ += '>';
}

Html::Element Html::open(std::string_view tag, Attributes attributes) {
  start(tag, attributes);
  return {*this, tag};
}

void Html::leaf(std::string_view tag, std::string_view text, Attributes attributes) {
  const auto element = open(tag, attributes);
  out_ += escaped(text);
}

void Html::single(std::string_view tag, Attributes attributes) {
  start(tag, attributes);
  out_ += '\n';
}

void Html::list(const std::vector<std::string>& texts, Attributes attributes) {
  if (texts.empty()) return;
  const auto list = open("ul", attributes);
  for (const std::string& text : texts) leaf("li", text);
}

}  // namespace concordat::policy
