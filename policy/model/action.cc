#include "policy/model/action.h"

#include <array>
#include <charconv>
#include <utility>

namespace concordat::policy {
namespace {

constexpr std::array<std::pair<Grain, std::string_view>, 5> kGrainNames{{{Grain::kYear, "year"},
                                                                         {Grain::kMonth, "month"},
                                                                         {Grain::kDay, "day"},
                                                                         {Grain::kOutward, "outward"},
                                                                         {Grain::kDecade, "decade"}}};

// "last-3" after "last-": a plain decimal from 1, without leading zeros, so that an action has one text.
std::optional<std::uint16_t> parse_count(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  std::uint16_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_key_name(std::string_view text) {
  if (text.empty() || text.size() > 64) return false;
  for (char c : text) {
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.')) return false;
  }
  return true;
}

std::optional<Action> parse_mask(std::string_view how) {
  if (how == "all") return Action{.kind = ActionKind::kMask};
  if (!how.starts_with("last-")) return std::nullopt;
  auto count = parse_count(how.substr(5));
  if (!count) return std::nullopt;
  return Action{.kind = ActionKind::kMask, .number = *count};
}

std::optional<Action> parse_generalise(std::string_view how) {
  for (const auto& [grain, text] : kGrainNames) {
    if (how == text) return Action{.kind = ActionKind::kGeneralise, .grain = grain};
  }
  if (!how.starts_with("band-")) return std::nullopt;
  auto width = parse_count(how.substr(5));
  if (!width || *width < kNarrowestBand || *width > kWidestBand) return std::nullopt;
  return Action{.kind = ActionKind::kGeneralise, .grain = Grain::kBand, .number = *width};
}

std::string grain_text(const Action& action) {
  for (const auto& [grain, text] : kGrainNames) {
    if (action.grain == grain) return std::string(text);
  }
  return "band-" + std::to_string(action.number);
}

std::string_view cannot_generalise(Grain grain, ValueType type) {
  switch (grain) {
    case Grain::kYear:
    case Grain::kMonth:
    case Grain::kDay: return type == ValueType::kDate ? "" : "only dates have a year, month or day";
    case Grain::kOutward:
      return type == ValueType::kPostcode || type == ValueType::kAddress
                 ? ""
                 : "only postcodes and addresses have an outward part";
    case Grain::kDecade:
    case Grain::kBand:
      if (type == ValueType::kNumber) return {};
      return type == ValueType::kDate ? "a band of years is no date; a date becomes its year, month or day"
                                      : "only numbers fall into decades and bands";
    case Grain::kNone: break;
  }
  return "it says not how";
}

// Masks and pseudonyms, which are words: no valid value of these types, or a wrong one.
std::string_view cannot_replace(ValueType type) {
  switch (type) {
    case ValueType::kDate: return "a masked date or a pseudonym of one is no date; generalise it to year, month or day";
    case ValueType::kNumber:
      return "a masked number or a pseudonym of one is no number; generalise it to decade or band-N";
    case ValueType::kReference: return "a masked reference or a pseudonym of one leads nowhere; keep it or withhold it";
    case ValueType::kCode: return "a masked code or a pseudonym of one means nothing; keep it or withhold it";
    default: return {};
  }
}

}  // namespace

std::string Action::str() const {
  switch (kind) {
    case ActionKind::kWithhold: return "withhold";
    case ActionKind::kKeep: return "keep";
    case ActionKind::kMask: return number == 0 ? "mask: all" : "mask: last-" + std::to_string(number);
    case ActionKind::kGeneralise: return "generalise: " + grain_text(*this);
    case ActionKind::kPseudonymise: return "pseudonymise: " + key;
  }
  return "withhold";
}

std::optional<Action> Action::parse(std::string_view text) {
  if (text == "withhold") return Action{};
  if (text == "keep") return Action{.kind = ActionKind::kKeep};
  auto colon = text.find(": ");
  if (colon == std::string_view::npos) return std::nullopt;
  std::string_view verb = text.substr(0, colon);
  std::string_view how = text.substr(colon + 2);
  if (verb == "mask") return parse_mask(how);
  if (verb == "generalise") return parse_generalise(how);
  if (verb == "pseudonymise" && is_key_name(how)) {
    return Action{.kind = ActionKind::kPseudonymise, .key = std::string(how)};
  }
  return std::nullopt;
}

std::string_view objection(const Action& action, ValueType type) {
  if (action.kind == ActionKind::kKeep || action.kind == ActionKind::kWithhold) return {};
  // Only text that is kept is searched for what is withheld; a changed part of it could name anybody.
  if (type == ValueType::kFreeText) return "free text is kept, with what is withheld taken out of it, or withheld";
  return action.kind == ActionKind::kGeneralise ? cannot_generalise(action.grain, type) : cannot_replace(type);
}

Action stricter(const Action& a, const Action& b) {
  if (a == b) return a;
  if (a.kind == ActionKind::kKeep) return b;
  if (b.kind == ActionKind::kKeep) return a;
  return Action{};  // one withholds, or two middle actions that can't be compared
}

}  // namespace concordat::policy
