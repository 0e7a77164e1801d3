#include "policy/report/terms.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace concordat::policy {
namespace {

using Name = std::pair<std::string_view, std::string_view>;

constexpr std::string_view kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};

constexpr Name kArticle6[] = {
    {"6(1)(a)", "The person's consent"},
    {"6(1)(b)", "A contract with the person"},
    {"6(1)(c)", "A legal obligation"},
    {"6(1)(d)", "Somebody's vital interests: life and limb"},
    {"6(1)(e)", "A task in the public interest"},
    {"6(1)(ea)", "A recognised legitimate interest"},
    {"6(1)(f)", "A legitimate interest that the person's own does not outweigh"},
};

constexpr Name kArticle9[] = {
    {"9(2)(a)", "The person's explicit consent"},
    {"9(2)(b)", "Employment, social security and social protection law"},
    {"9(2)(c)", "The vital interests of somebody who cannot consent"},
    {"9(2)(d)", "The work of a not-for-profit body for its own members"},
    {"9(2)(e)", "The person has made it public"},
    {"9(2)(f)", "Legal claims and the work of courts"},
    {"9(2)(g)", "A substantial public interest"},
    {"9(2)(h)", "Health or social care"},
    {"9(2)(i)", "Public health"},
    {"9(2)(j)", "Archives, research and statistics"},
};

// Data Protection Act 2018, Schedule 1. The exact paragraph comes before the one that holds it.
constexpr Name kSchedule1[] = {
    {"2(2)(a)", "preventive or occupational medicine"},
    {"2(2)(b)", "assessing whether somebody can work"},
    {"2(2)(c)", "medical diagnosis"},
    {"2(2)(d)", "providing health care or treatment"},
    {"2(2)(e)", "providing social care"},
    {"2(2)(f)", "managing health care or social care"},
    {"1", "employment, social security and social protection"},
    {"2", "health or social care"},
    {"3", "public health"},
    {"4", "archives, research and statistics"},
    {"6", "tasks that the law gives to public bodies"},
    {"7", "justice and Parliament"},
    {"8", "equality of opportunity or treatment"},
    {"9", "diversity at senior levels"},
    {"10", "preventing or detecting unlawful acts"},
    {"11", "protecting the public against dishonesty and misconduct"},
    {"12", "rules against unlawful acts and dishonesty"},
    {"13", "journalism about unlawful acts and dishonesty"},
    {"14", "preventing fraud"},
    {"15", "suspected financing of terrorism or money laundering"},
    {"16", "support for people with a particular disability or condition"},
    {"17", "confidential counselling, advice or support"},
    {"18", "safeguarding children and people at risk"},
    {"19", "safeguarding the economic well-being of people at risk"},
    {"20", "insurance"},
    {"21", "occupational pensions"},
    {"22", "political parties"},
    {"23", "elected representatives who help somebody"},
    {"24", "answers to elected representatives"},
    {"25", "telling elected representatives about prisoners"},
    {"26", "publishing judgments"},
    {"27", "fighting doping in sport"},
    {"28", "standards of behaviour in sport"},
    {"29", "consent"},
    {"30", "protecting somebody's vital interests"},
    {"31", "not-for-profit bodies"},
    {"32", "what the person has made public"},
    {"33", "legal claims"},
    {"34", "the work of courts"},
    {"35", "accounts used in indecency offences against children"},
    {"36", "what a substantial public interest allows, for offences too"},
    {"37", "insurance, for offences too"},
};

template <std::size_t N>
std::string_view name_of(const Name (&names)[N], std::string_view code) {
  for (const auto& [known, name] : names) {
    if (known == code) return name;
  }
  return {};
}

// "providing social care (Data Protection Act 2018, Schedule 1, paragraph 2(2)(e))"
std::string schedule_1(std::string_view text) {
  constexpr std::string_view kForm = "Sch 1 para ";
  if (!text.starts_with(kForm)) return std::string(text);
  const std::string_view paragraph = text.substr(kForm.size());
  std::string_view name = name_of(kSchedule1, paragraph);
  if (name.empty()) name = name_of(kSchedule1, paragraph.substr(0, paragraph.find('(')));
  const std::string source = "Data Protection Act 2018, Schedule 1, paragraph " + std::string(paragraph);
  return name.empty() ? source : std::string(name) + " (" + source + ")";
}

std::string common_law(const std::string& text) {
  if (text == "section-251") return "approval under section 251 of the National Health Service Act 2006";
  std::string words = text;
  std::replace(words.begin(), words.end(), '-', ' ');
  return words;
}

std::string article(const std::string& code, std::string_view name) {
  const std::string source = "UK GDPR Article " + code;
  return name.empty() ? source : std::string(name) + " (" + source + ")";
}

std::string labels_in_words(LabelSet labels) {
  std::vector<std::string> named;
  if ((labels & static_cast<LabelSet>(SecurityLabel::kRestricted)) != 0) named.emplace_back("restricted (R)");
  if ((labels & static_cast<LabelSet>(SecurityLabel::kVeryRestricted)) != 0) named.emplace_back("very restricted (V)");
  if (named.empty()) return "A record that is marked restricted or very restricted is not shared under it.";
  return "Records that are marked " + enumerated(named) + " may be shared under it.";
}

}  // namespace

std::string in_words(std::chrono::sys_days day) {
  const std::chrono::year_month_day date{day};
  return std::to_string(static_cast<unsigned>(date.day())) + " " +
         std::string(kMonths[static_cast<unsigned>(date.month()) - 1]) + " " +
         std::to_string(static_cast<int>(date.year()));
}

std::vector<std::string> in_words(const LawfulBasis& basis) {
  std::vector<std::string> lines;
  if (const std::string& code = basis.article_6.text; !code.empty())
    lines.push_back(article(code, name_of(kArticle6, code)));
  if (const std::string& code = basis.article_9.text; !code.empty()) {
    lines.push_back("For sensitive information: " + article(code, name_of(kArticle9, code)) +
                    (basis.dpa_2018.text.empty() ? "" : ", for " + schedule_1(basis.dpa_2018.text)));
  } else if (!basis.dpa_2018.text.empty()) {
    lines.push_back(capitalised(schedule_1(basis.dpa_2018.text)));
  }
  if (!basis.article_10.text.empty())
    lines.push_back("For information about offences: " + schedule_1(basis.article_10.text));
  if (!basis.dpa_part_3.text.empty())
    lines.push_back("Law enforcement: " + basis.dpa_part_3.text + " (Data Protection Act 2018, Part 3)");
  if (!basis.secrecy.text.empty()) lines.push_back("Duty of secrecy: " + basis.secrecy.text);
  if (!basis.common_law.text.empty()) lines.push_back("Common law of confidence: " + common_law(basis.common_law.text));
  return lines;
}

std::vector<std::string> in_words(const Conditions& conditions, const Purpose& purpose) {
  std::vector<std::string> lines;
  if (conditions.opt_out == OptOut::kApplies)
    lines.emplace_back("Nothing is shared about people who have opted out of uses beyond their own care.");
  if (conditions.opt_out == OptOut::kNotApplicable)
    lines.emplace_back("The national data opt-out does not apply to this sharing.");
  if (conditions.objection == Objection::kDeny) {
    lines.emplace_back("Nothing is shared about a person who has objected, once the objection is recorded.");
  } else {
    const std::string& grounds = conditions.objection_grounds.text;
    lines.push_back(grounds.empty() ? "An objection does not stop it." : "An objection does not stop it: " + grounds);
  }
  if (conditions.justification == Justification::kRequired || purpose.break_glass)
    lines.emplace_back("Whoever sends a record must say in writing why.");
  if (!conditions.acknowledged_by.empty()) {
    std::string names;
    for (const Written& name : conditions.acknowledged_by) names += (names.empty() ? "" : " or ") + name.text;
    lines.push_back("Every use raises an alert that is looked into by " + names + ".");
  }
  lines.push_back(labels_in_words(conditions.security_labels));
  return lines;
}

std::string enumerated(const std::vector<std::string>& texts) {
  std::string out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) out += i + 1 == texts.size() ? " and " : ", ";
    out += texts[i];
  }
  return out;
}

std::string capitalised(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string number_of(std::size_t number, std::string_view singular, std::string_view plural) {
  if (number == 0) return "no " + std::string(singular);
  return std::to_string(number) + " " + std::string(number == 1 ? singular : plural);
}

}  // namespace concordat::policy
