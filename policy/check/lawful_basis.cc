#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "policy/check/rules.h"

namespace concordat::policy {
namespace {

// "6(1)(e)" with `prefix` "6(1)" -> "e"; nullopt when the text has another form or names a letter that is not in
// `letters`.
std::optional<std::string_view> paragraph(std::string_view text, std::string_view prefix,
                                          std::initializer_list<std::string_view> letters) {
  if (!text.starts_with(prefix)) return std::nullopt;
  text.remove_prefix(prefix.size());
  if (text.size() < 3 || text.front() != '(' || text.back() != ')') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  if (std::find(letters.begin(), letters.end(), text) == letters.end()) return std::nullopt;
  return text;
}

// "Sch 1 para 2(2)(d)" -> 2; 0 for anything else. Schedule 1 has 37 paragraphs that are conditions.
int schedule_1_paragraph(std::string_view text) {
  constexpr std::string_view kForm = "Sch 1 para ";
  constexpr int kLastCondition = 37;
  if (!text.starts_with(kForm)) return 0;
  text.remove_prefix(kForm.size());
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool ends_well = end == text.data() + text.size() || *end == '(';
  return error == std::errc{} && ends_well && number >= 1 && number <= kLastCondition ? number : 0;
}

// Which paragraphs carry a condition of Article 9(2): Part 1 of the Schedule has one for each of (b), (h), (i) and (j),
// and Part 2 those for substantial public interest (DPA 2018 s.10(2)-(3)).
struct ScheduleRange {
  std::string_view letter;
  int first, last;
};
constexpr ScheduleRange kScheduleRanges[] = {
    {"b", 1, 1}, {"h", 2, 2}, {"i", 3, 3}, {"j", 4, 4}, {"g", 6, 28},
};

const ScheduleRange* schedule_range(std::string_view letter) {
  for (const ScheduleRange& range : kScheduleRanges) {
    if (range.letter == letter) return &range;
  }
  return nullptr;
}

std::string in_words(const ScheduleRange& range) {
  if (range.first == range.last) return "paragraph " + std::to_string(range.first);
  return "one of the paragraphs " + std::to_string(range.first) + " to " + std::to_string(range.last);
}

void check_article_6(const LawfulBasis& basis, const Agency& party, Findings& findings) {
  if (basis.article_6.text.empty()) {
    if (!basis.dpa_part_3.text.empty()) return;
    findings.error(
        basis.party.place,
        "\"" + basis.party.text +
            "\" names no lawful basis; add article_6, for example \"6(1)(e)\", or, for law enforcement, dpa_part_3",
        "UK GDPR Article 6(1)");
    return;
  }
  auto letter = paragraph(basis.article_6.text, "6(1)", {"a", "b", "c", "d", "e", "ea", "f"});
  if (!letter) {
    findings.error(
        basis.article_6.place,
        "\"" + basis.article_6.text + "\" is no basis of Article 6; write \"6(1)(a)\" to \"6(1)(f)\", or \"6(1)(ea)\"",
        "UK GDPR Article 6(1)");
  } else if (party.public_authority && *letter == "f") {
    findings.error(basis.article_6.place,
                   "a public authority cannot rely on legitimate interests in its tasks; a public task is \"6(1)(e)\"",
                   "UK GDPR Article 6(1), last sentence");
  } else if (party.public_authority && *letter == "ea") {
    findings.error(basis.article_6.place,
                   "a public authority cannot rely on recognised legitimate interests; a public task is \"6(1)(e)\"",
                   "UK GDPR Article 6(1)(ea), Data (Use and Access) Act 2025 s.70");
  }
}

void check_article_9(const LawfulBasis& basis, const std::string* special_item, Findings& findings) {
  const Written& condition = basis.article_9;
  if (condition.text.empty()) {
    if (special_item == nullptr || !basis.dpa_part_3.text.empty()) return;
    findings.error(basis.party.place,
                   "\"" + basis.party.text + "\" names no condition for special-category data, and \"" + *special_item +
                       "\" is; add article_9, for example \"9(2)(h)\"",
                   "UK GDPR Article 9(2)");
    return;
  }
  auto letter = paragraph(condition.text, "9(2)", {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"});
  if (!letter) {
    findings.error(condition.place,
                   "\"" + condition.text + "\" is no condition of Article 9; write \"9(2)(a)\" to \"9(2)(j)\"",
                   "UK GDPR Article 9(2)");
    return;
  }
  if (const ScheduleRange* range = schedule_range(*letter)) {
    const int paragraph_given = schedule_1_paragraph(basis.dpa_2018.text);
    if (basis.dpa_2018.text.empty()) {
      findings.error(condition.place,
                     "\"" + condition.text +
                         "\" needs a paragraph of Schedule 1; add dpa_2018, for example \"Sch 1 para 2(2)(d)\"",
                     "DPA 2018 s.10(2)-(3)");
    } else if (paragraph_given != 0 && (paragraph_given < range->first || paragraph_given > range->last)) {
      findings.error(basis.dpa_2018.place,
                     "\"" + basis.dpa_2018.text + "\" does not carry \"" + condition.text + "\": that needs " +
                         in_words(*range) + " of Schedule 1; mend one of the two",
                     "DPA 2018 s.10(2)-(3)");
    }
  }
  if (*letter == "h" && basis.secrecy.text.empty()) {
    findings.error(condition.place,
                   "\"9(2)(h)\" needs a duty of secrecy; add secrecy, for example \"health professional\"",
                   "UK GDPR Article 9(3), DPA 2018 s.11(1)");
  }
}

void check_party_basis(const LawfulBasis& basis, const Agency& party, const std::string* special,
                       const std::string* criminal, Findings& findings) {
  check_article_6(basis, party, findings);
  check_article_9(basis, special, findings);
  if (!basis.dpa_2018.text.empty() && schedule_1_paragraph(basis.dpa_2018.text) == 0) {
    findings.error(
        basis.dpa_2018.place,
        "\"" + basis.dpa_2018.text + "\" is no paragraph of Schedule 1; write for example \"Sch 1 para 2(2)(d)\"",
        "DPA 2018 Schedule 1");
  }
  if (!basis.article_10.text.empty() && schedule_1_paragraph(basis.article_10.text) == 0) {
    findings.error(
        basis.article_10.place,
        "\"" + basis.article_10.text + "\" is no paragraph of Schedule 1; write for example \"Sch 1 para 18\"",
        "UK GDPR Article 10, DPA 2018 s.10(5)");
  }
  if (criminal != nullptr && basis.article_10.text.empty() && basis.dpa_part_3.text.empty()) {
    findings.error(basis.party.place,
                   "\"" + basis.party.text + "\" names no authority for criminal-offence data, and \"" + *criminal +
                       "\" is; add article_10, for example \"Sch 1 para 6\"",
                   "UK GDPR Article 10, DPA 2018 s.10(5)");
  }
}

// Who may object must be heard, unless there are grounds that weigh more (UK GDPR Article 21(1)); where the law obliges
// to share, or a life depends on it, there is no right to object.
void check_objection(const Policy& policy, const Agreement& agreement, Findings& findings) {
  const Conditions& conditions = agreement.conditions;
  if (conditions.objection != Objection::kOverridden) return;
  constexpr std::string_view kSource = "UK GDPR Article 21(1)";
  for (const LawfulBasis& basis : agreement.bases) {
    const AgencyFile* file = policy.agency(basis.party.text);
    if (file == nullptr || file->agency.role != "controller") continue;
    const std::string& article_6 = basis.article_6.text;
    if (article_6 == "6(1)(a)") {
      findings.error(basis.article_6.place,
                     "who consented may withdraw it: an objection cannot be overridden; write objection: deny",
                     "UK GDPR Article 7(3)");
    } else if ((article_6 == "6(1)(e)" || article_6 == "6(1)(f)" || article_6 == "6(1)(ea)") &&
               conditions.objection_grounds.text.empty()) {
      findings.error(basis.article_6.place,
                     "there is a right to object where \"" + article_6 +
                         "\" is relied on; say under conditions in objection_grounds what overrides it, or write "
                         "objection: deny",
                     std::string(kSource));
    }
  }
}

// The first item of that category that the agreement releases, changed or not; null when it releases none.
const std::string* first_released(const Policy& policy, const std::vector<Spoken>& spoken, Category category) {
  for (std::size_t i = 0; i < spoken.size(); ++i) {
    const Item& item = policy.vocabulary.items[i];
    if (item.category == category && spoken[i].action.kind != ActionKind::kWithhold) return &item.id.str();
  }
  return nullptr;
}

}  // namespace

void check_lawful_basis(const Policy& policy, const Agreement& agreement, const std::vector<Spoken>& spoken,
                        Findings& findings) {
  const std::string* special = first_released(policy, spoken, Category::kSpecial);
  const std::string* criminal = first_released(policy, spoken, Category::kCriminal);
  std::vector<Written> parties = agreement.recipients;
  parties.insert(parties.begin(), agreement.provider);
  for (const Written& party : parties) {
    const AgencyFile* file = policy.agency(party.text);
    if (file == nullptr) continue;  // reported by check_terms
    auto basis = std::find_if(agreement.bases.begin(), agreement.bases.end(),
                              [&](const LawfulBasis& b) { return b.party.text == party.text; });
    if (basis != agreement.bases.end()) {
      check_party_basis(*basis, file->agency, special, criminal, findings);
    } else if (file->agency.role == "controller" && !agreement.bases.empty()) {
      findings.error(
          party.place,
          "no lawful basis is named for \"" + party.text + "\"; each controller needs its own under lawful_basis",
          "UK GDPR Articles 5(1)(a), 6(1)");
    } else if (file->agency.role == "controller") {
      findings.error(party.place, "no lawful basis is named for \"" + party.text + "\"; add it under lawful_basis",
                     "UK GDPR Article 6(1)");
    }
  }
  check_objection(policy, agreement, findings);
  for (const LawfulBasis& basis : agreement.bases) {
    bool party =
        std::any_of(parties.begin(), parties.end(), [&](const Written& p) { return p.text == basis.party.text; });
    if (!party)
      findings.error(basis.party.place,
                     "\"" + basis.party.text + "\" is no party to this agreement; remove it, or mend the name");
  }
}

}  // namespace concordat::policy
