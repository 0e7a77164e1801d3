#include "policy/source/fields.h"

#include <algorithm>
#include <charconv>

#include "policy/source/day.h"
#include "policy/source/suggestion.h"
#include "protocol/base/bytes.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kLongestWord = 128;

const Node kEmptyMap{};

std::string quoted(std::string_view text) {
  return "\"" + printable(text, 80) + "\"";
}

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

bool accepts_any(std::string_view) {
  return true;
}

// Words that other YAML readers take for booleans.
bool looks_boolean(std::string_view text) {
  constexpr std::string_view kWords[] = {"yes", "no", "on", "off", "y", "n", "true", "false"};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::find(std::begin(kWords), std::end(kWords), lower) != std::end(kWords);
}

std::string_view name_of(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::kList: return "a list";
    case Node::Kind::kMap: return "a map of keys";
    case Node::Kind::kScalar: return "a single value";
    case Node::Kind::kNothing: break;
  }
  return "nothing";
}

}  // namespace

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kLongestWord && text.front() != '.' && text.front() != '-' &&
         text.back() != '.' && std::all_of(text.begin(), text.end(), is_word_character);
}

bool is_pattern(std::string_view text) {
  if (text == "*") return true;
  if (text.ends_with(".*")) text.remove_suffix(2);
  return is_word(text);
}

Written scalar_text(const Node& value, std::string_view key, Report& report) {
  if (value.kind == Node::Kind::kScalar) return {value.text, report.at(value)};
  report.error(report.at(value), "the value of " + quoted(key) + " is " + std::string(name_of(value.kind)) +
                                     "; a single value is expected");
  return {{}, report.at(value)};
}

Fields::Fields(const Node& node, std::string what, Report& report)
    : node_(node.kind == Node::Kind::kMap ? node : kEmptyMap),
      what_(std::move(what)),
      report_(report),
      place_(report.at(node)) {
  if (node.kind == Node::Kind::kMap) return;
  readable_ = false;
  report_.error(place_, "expected the keys of " + what_ + ", not " + std::string(name_of(node.kind)));
}

Fields::~Fields() {
  for (const Entry& entry : node_.entries) {
    if (std::find(asked_.begin(), asked_.end(), entry.key) != asked_.end()) continue;
    std::vector<std::string> unused;
    for (const std::string& key : asked_) {
      bool used = std::any_of(node_.entries.begin(), node_.entries.end(), [&](const Entry& e) { return e.key == key; });
      if (!used) unused.push_back(key);
    }
    std::string hint = did_you_mean(entry.key, unused);
    if (hint.empty()) hint = "; " + what_ + " has no such key: remove it";
    report_.error(report_.at(entry), "unknown key " + quoted(entry.key) + hint);
  }
}

const Node* Fields::find(std::string_view key, Need need) {
  asked_.emplace_back(key);
  for (const Entry& entry : node_.entries) {
    if (entry.key != key) continue;
    if (entry.value.kind != Node::Kind::kNothing) return &entry.value;
    report_.error(report_.at(entry), quoted(key) + " has no value; give it one, or remove the line");
    return nullptr;
  }
  if (need == Need::kRequired && readable_) report_.error(place_, what_ + " needs the key " + quoted(key) + "; add it");
  return nullptr;
}

Written Fields::written(std::string_view key, Need need) {
  const Node* value = find(key, need);
  if (value == nullptr) return {{}, place_};
  Written out = scalar_text(*value, key, report_);
  if (value->kind == Node::Kind::kScalar && out.text.empty()) {
    report_.error(out.place, quoted(key) + " is empty; write what it is, or remove the line");
  }
  return out;
}

std::string Fields::text(std::string_view key, Need need) {
  return written(key, need).text;
}

Written Fields::word(std::string_view key, Need need) {
  Written out = written(key, need);
  if (out.text.empty() || is_word(out.text)) return out;
  report_.error(out.place, quoted(out.text) + " is no name; use letters, digits, '-', '_' and '.', without spaces");
  out.text.clear();
  return out;
}

bool Fields::boolean(std::string_view key, bool otherwise) {
  const Node* value = find(key, Need::kOptional);
  if (value == nullptr) return otherwise;
  Written said = scalar_text(*value, key, report_);
  if (value->kind != Node::Kind::kScalar) return otherwise;
  if (!value->quoted && said.text == "true") return true;
  if (!value->quoted && said.text == "false") return false;
  std::string why = looks_boolean(said.text) ? " is not a yes or no here" : " is neither true nor false";
  report_.error(said.place, quoted(said.text) + why + "; write true or false, without quotes");
  return otherwise;
}

std::optional<std::uint64_t> Fields::number(const Node& value, std::string_view key, std::uint64_t least,
                                            std::uint64_t most) {
  Written said = scalar_text(value, key, report_);
  if (value.kind != Node::Kind::kScalar) return std::nullopt;
  std::string_view digits = said.text;
  bool plain = !value.quoted && !digits.empty() && digits.size() < 20 &&
               std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (plain && digits.size() > 1 && digits.front() == '0') {
    report_.error(said.place,
                  quoted(digits) + " starts with a zero, which some programs read as octal; write the plain number");
    return std::nullopt;
  }
  if (!plain) {
    report_.error(said.place, quoted(said.text) + " is no whole number; write digits only, without quotes");
    return std::nullopt;
  }
  std::uint64_t parsed = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), parsed);
  if (error != std::errc{} || parsed < least || parsed > most) {
    report_.error(said.place,
                  quoted(key) + " must lie between " + std::to_string(least) + " and " + std::to_string(most));
    return std::nullopt;
  }
  return parsed;
}

std::uint64_t Fields::integer(std::string_view key, std::uint64_t otherwise, std::uint64_t least, std::uint64_t most) {
  const Node* value = find(key, Need::kOptional);
  return value == nullptr ? otherwise : number(*value, key, least, most).value_or(otherwise);
}

std::uint64_t Fields::required_integer(std::string_view key, std::uint64_t least, std::uint64_t most) {
  const Node* value = find(key, Need::kRequired);
  return value == nullptr ? least : number(*value, key, least, most).value_or(least);
}

AgreementDate Fields::date(std::string_view key, Need need) {
  const Node* value = find(key, need);
  if (value == nullptr) return {{}, {}, place_};
  Written said = scalar_text(*value, key, report_);
  if (value->kind != Node::Kind::kScalar) return {{}, {}, said.place};
  auto day = parse_day(said.text);
  if (!day) {
    report_.error(
        said.place,
        quoted(said.text) + " is no date from 2000 to 2037; write it as \"YYYY-MM-DD\", a day that the calendar has");
    return {{}, {}, said.place};
  }
  if (!value->quoted) {
    report_.error(said.place, "the date " + said.text + " is not quoted; write \"" + said.text + "\"");
  }
  return {*day, said.text, said.place};
}

std::chrono::seconds Fields::duration(std::string_view key) {
  Written said = written(key, Need::kOptional);
  if (said.text.empty()) return std::chrono::seconds{0};
  std::string_view digits = said.text;
  char unit = digits.back();
  digits.remove_suffix(1);
  std::uint32_t count = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  bool whole = error == std::errc{} && end == digits.data() + digits.size() && !digits.empty() && digits.front() != '0';
  if (whole && unit == 'h' && count <= 24 * 3650) return std::chrono::hours{count};
  if (whole && unit == 'd' && count <= 3650) return std::chrono::hours{24} * count;
  report_.error(said.place, quoted(said.text) +
                                " is no length of time; write hours or days, for example 24h or 30d (at most 3650d)");
  return std::chrono::seconds{0};
}

std::vector<Written> Fields::list(std::string_view key, Need need, bool (*accepts)(std::string_view),
                                  std::string_view expected) {
  std::vector<Written> out;
  each_element(key, need, [&](const Node& element) {
    Written said = scalar_text(element, key, report_);
    if (element.kind != Node::Kind::kScalar) return;
    if (said.text.empty() || !accepts(said.text)) {
      report_.error(said.place, quoted(said.text) + " is no " + std::string(expected));
    } else if (std::any_of(out.begin(), out.end(), [&](const Written& w) { return w.text == said.text; })) {
      report_.error(said.place, quoted(said.text) + " stands twice in " + quoted(key) + "; keep one of the two");
    } else {
      out.push_back(std::move(said));
    }
  });
  return out;
}

std::vector<Written> Fields::texts(std::string_view key, Need need) {
  return list(key, need, accepts_any, "text; write something");
}

std::vector<Written> Fields::words(std::string_view key, Need need) {
  return list(key, need, is_word, "name; use letters, digits, '-', '_' and '.', without spaces");
}

std::vector<Written> Fields::patterns(std::string_view key, Need need) {
  return list(key, need, is_pattern, "data item; write a name such as person.name, or person.* for all that begin so");
}

void Fields::with_map(std::string_view key, Need need, const std::function<void(Fields&)>& read) {
  const Node* value = find(key, need);
  if (value == nullptr) return;
  Fields inner(*value, quoted(key), report_);
  read(inner);
}

void Fields::each_entry(std::string_view key, Need need, const std::function<void(const Entry&)>& read) {
  const Node* value = find(key, need);
  if (value == nullptr) return;
  if (value->kind != Node::Kind::kMap) {
    report_.error(report_.at(*value),
                  quoted(key) + " holds keys, each with a value; this is " + std::string(name_of(value->kind)));
    return;
  }
  if (value->entries.empty() && need == Need::kRequired)
    report_.error(report_.at(*value), quoted(key) + " is empty; name at least one");
  for (const Entry& entry : value->entries) {
    if (entry.value.kind == Node::Kind::kNothing) {
      report_.error(report_.at(entry), quoted(entry.key) + " has no value; give it one, or remove the line");
    } else {
      read(entry);
    }
  }
}

void Fields::each_element(std::string_view key, Need need, const std::function<void(const Node&)>& read) {
  const Node* value = find(key, need);
  if (value == nullptr) return;
  if (value->kind != Node::Kind::kList) {
    report_.error(report_.at(*value),
                  quoted(key) + " is a list; write [" + (value->text.empty() ? "…" : printable(value->text, 40)) + "]");
    return;
  }
  if (value->elements.empty() && need == Need::kRequired) {
    report_.error(report_.at(*value), quoted(key) + " is an empty list; name at least one");
  }
  for (const Node& element : value->elements) read(element);
}

void Fields::not_one_of(std::string_view key, const Written& chosen, const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  std::string hint = did_you_mean(chosen.text, names);
  report_.error(chosen.place, quoted(key) + " is " + quoted(chosen.text) + "; it must be one of " + list + hint);
}

}  // namespace concordat::policy
