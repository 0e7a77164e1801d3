#include "tests/integration/disclosure/canary.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace concordat::integration {
namespace {

using policy::ValueType;

constexpr std::size_t kAround = 40;

// A number as letters, so that a canary is one word.
std::string letters(std::size_t number) {
  std::string text;
  for (int i = 0; i < 4; ++i, number /= 26) text += static_cast<char>('a' + number % 26);
  return text;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string base64(std::string_view bytes) {
  static constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i + 3 <= bytes.size(); i += 3) {
    const unsigned word = static_cast<unsigned>(static_cast<unsigned char>(bytes[i])) << 16 |
                          static_cast<unsigned>(static_cast<unsigned char>(bytes[i + 1])) << 8 |
                          static_cast<unsigned char>(bytes[i + 2]);
    for (const unsigned shift : {18u, 12u, 6u, 0u}) out += kDigits[word >> shift & 63];
  }
  return out;
}

std::string with_format(std::string_view text, const char* format) {
  std::string out;
  for (const unsigned char c : text) {
    char digits[16];
    std::snprintf(digits, sizeof digits, format, c);
    out += digits;
  }
  return out;
}

bool words(ValueType type) {
  return type == ValueType::kText || type == ValueType::kName || type == ValueType::kFreeText ||
         type == ValueType::kAddress;
}

}  // namespace

Planted plant(std::string_view record, const Oracle& oracle, policy::Format format,
              const policy::Vocabulary& vocabulary) {
  Node root = parse_dom(record);
  const auto leaves = leaves_of(root, format, vocabulary);
  Planted planted;
  std::size_t number = 0;
  std::string hidden_names;
  Node* free_text = nullptr;
  for (const Leaf& leaf : leaves) {
    Node& node = const_cast<Node&>(*leaf.node);  // of `root`, which is ours
    if (node.kind == Node::Kind::kObject || node.kind == Node::Kind::kArray || leaf.told) continue;
    const policy::Item* item = leaf.item == policy::kNoItem ? nullptr : &vocabulary.items[leaf.item];
    switch (oracle.fate(leaf)) {
      case Oracle::Fate::kStructure:
      case Oracle::Fate::kChanged: break;
      case Oracle::Fate::kWithheld:
        node = {Node::Kind::kString, std::string(kWithheldCanary) + letters(++number), {}, {}};
        ++planted.withheld;
        if (item != nullptr && item->identifying && item->type == ValueType::kName) hidden_names += " " + node.text;
        break;
      case Oracle::Fate::kKept:
        if (!words(item->type) || node.kind != Node::Kind::kString || leaf.name == "display" || leaf.name == "system")
          break;
        node.text = std::string(kReleasedCanary) + letters(++number);
        ++planted.released;
        if (item->type == ValueType::kFreeText) free_text = &node;
        break;
    }
  }
  if (free_text != nullptr) free_text->text += " spoke with" + hidden_names + " today";
  planted.record = write_dom(root);
  // What was planted must not have changed what things are.
  const Node again = parse_dom(planted.record);
  const auto after = leaves_of(again, format, vocabulary);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    if (after.size() != leaves.size() || oracle.fate(after[i]) != oracle.fate(leaves[i]))
      throw std::runtime_error("a canary changed what " + leaves[i].place + " is");
  }
  return planted;
}

std::string disguises_of(std::string_view canary, const std::string& bytes) {
  const std::string folded = lower(bytes);
  const auto shown = [&](const char* how, std::size_t at) {
    const std::size_t begin = at > kAround ? at - kAround : 0;
    return std::string(how) + " at byte " + std::to_string(at) + ": " + bytes.substr(begin, 3 * kAround);
  };
  const std::string small = lower(std::string(canary));
  for (const auto& [how, text] : {std::pair{"as it is", small}, std::pair{"in hexadecimal", with_format(small, "%02x")},
                                  std::pair{"in capitals in hexadecimal", lower(with_format(canary, "%02x"))},
                                  std::pair{"escaped", lower(with_format(canary, "\\u%04x"))}}) {
    if (const std::size_t at = folded.find(text); at != std::string::npos) return shown(how, at);
  }
  for (std::size_t skipped = 0; skipped < 3; ++skipped) {
    const std::string text = base64(canary.substr(skipped));
    if (const std::size_t at = bytes.find(text); at != std::string::npos) return shown("in base64", at);
  }
  return {};
}

}  // namespace concordat::integration
