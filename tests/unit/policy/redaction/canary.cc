#include "tests/unit/policy/redaction/canary.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <map>

#include "protocol/base/bytes.h"
#include "tests/unit/policy/redaction/ledger_reading.h"

namespace concordat::policy::test {
namespace {

constexpr std::string_view kStem = "Kanari";
constexpr std::string_view kLetters = "bcdfghjklmnpqrstvwxz";
constexpr std::size_t kNumberLetters = 4;
constexpr std::string_view kDigitStem = "881730";

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}
std::string upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// The characters of base64 that depend on `text` alone, when `before` bytes stand before it.
std::string base64_core(const std::string& text, std::size_t before) {
  const std::string whole = base64(std::string(before, '\0') + text);
  const std::size_t first = (before * 8 + 5) / 6;
  const std::size_t last = (before + text.size()) * 8 / 6;
  return whole.substr(first, last - first);
}

int nibble(char c) {
  const auto at = std::string_view("0123456789abcdef").find(static_cast<char>(std::tolower(c)));
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

// \u004B, %4B, \X4B616E\, &#x4B; and &#75; as the characters that they mean.
std::string without_escapes(const std::string& text) {
  std::string out;
  const auto hex_at = [&text](std::size_t at, std::size_t digits) {
    int value = 0;
    for (std::size_t i = at; i < at + digits; ++i) {
      const int digit = i < text.size() ? nibble(text[i]) : -1;
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = std::string_view(text).substr(i);
    if (rest.substr(0, 2) == "\\u" && hex_at(i + 2, 4) >= 0) {
      out += static_cast<char>(hex_at(i + 2, 4) & 0x7f);
      i += 6;
    } else if (rest.substr(0, 2) == "\\X" || rest.substr(0, 2) == "\\x") {
      for (i += 2; hex_at(i, 2) >= 0; i += 2) out += static_cast<char>(hex_at(i, 2));
      if (i < text.size() && text[i] == '\\') ++i;
    } else if (rest.front() == '%' && hex_at(i + 1, 2) >= 0) {
      out += static_cast<char>(hex_at(i + 1, 2));
      i += 3;
    } else if (rest.substr(0, 3) == "&#x" && hex_at(i + 3, 2) >= 0) {
      out += static_cast<char>(hex_at(i + 3, 2));
      i += 6;
    } else {
      out += text[i++];
    }
  }
  return out;
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}

// Of "11030517"; 0 for a day that is no canary.
unsigned number_of_date(const std::string& day) {
  const auto part = [&day](std::size_t at) { return static_cast<unsigned>(std::stoul(day.substr(at, 2))); };
  const bool canary = part(0) == 11 && part(4) >= 1 && part(4) <= 12 && part(6) >= 1 && part(6) <= 28;
  return canary ? part(2) * 336 + (part(4) - 1) * 28 + part(6) - 1 : 0;
}

const std::set<std::string>& structure() {
  static const std::set<std::string> names{"resourceType", "url"};
  return names;
}

// urn:uuid:… in a name of its own for each, wherever it stands.
std::string renamed(const std::string& uuid, std::map<std::string, std::string>& names) {
  const auto [found, fresh] = names.try_emplace(uuid);
  if (fresh) {
    char text[48];
    std::snprintf(text, sizeof text, "urn:uuid:881730ff-%04zx-4c1d-8a51-000000000000", names.size());
    found->second = text;
  }
  return found->second;
}

}  // namespace

std::string canary_word(unsigned number) {
  std::string out(kStem);
  for (std::size_t i = 0; i < kNumberLetters; ++i, number /= 20) out += kLetters[number % 20];
  return out;
}

std::string canary_date(unsigned number) {
  char text[16];
  std::snprintf(text, sizeof text, "%04u-%02u-%02u", 1100 + number / 336, 1 + number / 28 % 12, 1 + number % 28);
  return text;
}

std::string canary_postcode(unsigned number) {
  std::string out = "ZE1 1";
  out[2] = static_cast<char>('1' + number % 9);
  out[4] = static_cast<char>('0' + number / 9 % 10);
  constexpr std::string_view kInward = "ABDEFGHJLNPQRSTUWXYZ";
  out += kInward[number / 90 % kInward.size()];
  return out + kInward[number / 1800 % kInward.size()];
}

std::string canary_digits(unsigned number) {
  char text[24];
  std::snprintf(text, sizeof text, "%s%05u", std::string(kDigitStem).c_str(), number);
  return text;
}

Planting::Planting(const Sample& sample, const Vocabulary& vocabulary) {
  // Which item decides about a leaf, and what holds the record together, is the same under every plan.
  Plan plan;
  plan.items.edit().resize(vocabulary.items.size());
  class : public PseudonymKeys {
    [[nodiscard]] std::string pseudonym(std::string_view, std::string_view, std::string_view) const override {
      return "";
    }
  } const no_keys;
  const std::unique_ptr<Element> root = read_tree(sample.text);
  const Reading reading = read_leaves(*root, {sample.format, vocabulary, plan, "", no_keys});
  std::map<std::string, std::string> uuids;
  unsigned number = 0;
  std::vector<std::string> identifying;
  std::vector<Element*> words;
  for (Element* leaf : leaves_of(*root)) {
    const Note& note = reading.notes.at(leaf);
    const std::string name = note.place.substr(note.place.rfind('.') + 1);
    planted_here_.push_back(false);
    ++number;
    if (leaf->string() && leaf->text().compare(0, 9, "urn:uuid:") == 0) {
      leaf->raw = quoted(renamed(leaf->text(), uuids));
      continue;
    }
    // With everything withheld, what still follows is what tells its object apart, or a modifier.
    const bool tells = note.standing != Standing::kAbsent && !note.value;
    const bool literal = leaf->raw == "true" || leaf->raw == "false" || leaf->raw == "null" ||
                         leaf->raw.front() == '{' || leaf->raw.front() == '[';
    if (tells || literal || structure().count(name) > 0 || note.place == "Bundle.type") continue;
    if (name == "reference" && leaf->string() && leaf->text().front() == '#') continue;
    if (sample.format == Format::kFhir && name == "id") continue;
    plant(*leaf, number, vocabulary, note.item, note.place);
    planted_here_.back() = true;
    ++planted_;
    const Item* item = note.item == kNoItem ? nullptr : &vocabulary.items[note.item];
    if (item != nullptr && item->identifying && note.value && leaf->text().find(kStem) == 0)
      identifying.push_back(leaf->text());
    // A display that an item names as its value is that value, not a copy of another.
    const bool note_text = item != nullptr && item->type == ValueType::kFreeText;
    if (leaf->string() && (note_text || (name == "display" && !note.value && sample.format == Format::kFhir)))
      words.push_back(leaf);
  }
  // Copies in words: what is withheld elsewhere must not stand here either, however it is written.
  for (std::size_t i = 0; i < words.size() && !identifying.empty(); ++i) {
    const std::string& one = identifying[i % identifying.size()];
    const std::string& other = identifying[(i * 7 + 3) % identifying.size()];
    const std::string text = words[i]->text();
    words[i]->raw = quoted(text + " met " + upper(one) + ", then " + lower(other) + " (" + one + ").");
  }
  text_ = write_tree(*root);
}

void Planting::plant(Element& leaf, unsigned number, const Vocabulary& vocabulary, ItemIndex item,
                     const std::string& place) {
  static const re2::RE2 date("[0-9]{4}-[0-9]{2}-[0-9]{2}.*");
  if (!leaf.string()) {
    leaf.raw = canary_digits(number);
  } else if (re2::RE2::FullMatch(leaf.text(), date)) {
    leaf.raw = quoted(canary_date(number) + leaf.text().substr(10));
  } else if (place.find("postalCode") != std::string::npos ||
             (item != kNoItem && vocabulary.items[item].type == ValueType::kPostcode)) {
    leaf.raw = quoted(canary_postcode(number));
  } else {
    leaf.raw = quoted(canary_word(number));
  }
}

std::set<unsigned> Planting::withheld(const Ledger& ledger, const Plan& plan) const {
  std::set<unsigned> out;
  for (std::size_t i = 0; i < ledger.leaves.size(); ++i) {
    const LeafEntry& leaf = ledger.leaves[i];
    // What a generalisation or a search of kept words leaves of a value is the ledger's to say.
    const bool coarser = leaf.fate == LeafFate::kChanged && leaf.item != kNoItem &&
                         plan.items[leaf.item].action.kind == ActionKind::kGeneralise;
    const bool kept = leaf.fate == LeafFate::kCopied || coarser || (leaf.fate == LeafFate::kChanged && leaf.text);
    const bool own_system = leaf.fate == LeafFate::kChanged && leaf.place.size() > 7 &&
                            leaf.place.compare(leaf.place.size() - 7, 7, ".system") == 0;
    if (planted_here_[i] && !kept && !own_system) out.insert(static_cast<unsigned>(i) + 1);
  }
  return out;
}

std::set<unsigned> Planting::all() const {
  std::set<unsigned> out;
  for (std::size_t i = 0; i < planted_here_.size(); ++i) {
    if (planted_here_[i]) out.insert(static_cast<unsigned>(i) + 1);
  }
  return out;
}

std::string CanarySearch::found_in(const std::string& bytes) const {
  for (const auto& [text, how] :
       {std::pair{lower(bytes), "as it is"}, std::pair{lower(without_escapes(bytes)), "escaped"},
        std::pair{lower(std::string(bytes.rbegin(), bytes.rend())), "backwards"}}) {
    if (std::string found = in_plain(text, how); !found.empty()) return found;
  }
  if (hidden_.empty()) return "";
  const std::string small = lower(bytes);
  for (const std::string& stem : {std::string(kStem), upper(std::string(kStem)), lower(std::string(kStem))}) {
    if (small.find(hex(stem)) != std::string::npos) return "a canary in hexadecimal";
    for (std::size_t before = 0; before < 3; ++before) {
      if (bytes.find(base64_core(stem, before)) != std::string::npos) return "a canary in base64";
    }
  }
  return "";
}

std::string CanarySearch::in_plain(const std::string& text, const char* how) const {
  const auto name = [how](const std::string& what) { return what + ", " + how; };
  const std::string stem = lower(std::string(kStem));
  for (std::size_t at = text.find(stem); at != std::string::npos; at = text.find(stem, at + 1)) {
    unsigned number = 0;
    unsigned weight = 1;
    for (std::size_t i = at + stem.size(); i < at + stem.size() + kNumberLetters && i < text.size();
         ++i, weight *= 20) {
      const std::size_t digit = kLetters.find(text[i]);
      number += digit == std::string_view::npos ? 0 : static_cast<unsigned>(digit) * weight;
    }
    if (hidden_.count(number) > 0) return name(canary_word(number));
  }
  std::string solid;
  for (const char c : text) {
    if (c != ' ' && c != '-' && c != '/' && c != '.') solid += c;
  }
  for (std::size_t at = solid.find(kDigitStem); at != std::string::npos; at = solid.find(kDigitStem, at + 1)) {
    const std::string digits = solid.substr(at + kDigitStem.size(), 5);
    if (digits.size() == 5 && std::all_of(digits.begin(), digits.end(), digit) &&
        hidden_.count(static_cast<unsigned>(std::stoul(digits))) > 0)
      return name(kDigitStem.data() + digits);
  }
  for (std::size_t at = 0; at + 6 <= solid.size(); ++at) {
    if (solid.compare(at, 2, "ze") != 0) continue;
    for (const unsigned number : hidden_) {
      const std::string code = canary_postcode(number);
      if (solid.compare(at, 6, lower(code.substr(0, 3) + code.substr(4))) == 0) return name(code);
    }
  }
  for (std::size_t at = 0; at + 8 <= solid.size(); ++at) {
    if (at > 0 && digit(solid[at - 1])) continue;
    const std::string day = solid.substr(at, 8);
    if (!std::all_of(day.begin(), day.end(), digit)) continue;
    const unsigned backwards = number_of_date(day.substr(4) + day.substr(2, 2) + day.substr(0, 2));
    const unsigned number = number_of_date(day) != 0 ? number_of_date(day) : backwards;
    if (hidden_.count(number) > 0) return name(canary_date(number));
  }
  return "";
}

}  // namespace concordat::policy::test
