#include "gateway/cli/manifest/manifest_text.h"

#include <algorithm>

#include "gateway/cli/output/form.h"
#include "gateway/cli/output/table.h"
#include "protocol/base/bytes.h"

namespace concordat::cli {
namespace {

using client::ItemOutcome;
using client::Outcome;

constexpr std::size_t kIndent = 4;

struct Reason {
  std::string_view code;
  std::string_view words;
};
// In the order in which they are told; a code that is not here is told as it stands.
constexpr Reason kReasons[] = {
    {"withheld-by-agreement", "the agreement says so"},
    {"not-named", "not in the agreement"},
    {"not-yet-signed", "not every party has signed for it yet"},
    {"agreements-differ", "two agreements ask for different changes"},
    {"floor", "may not be shared under any agreement"},
    {"could-not-be-changed-safely", "at least in part, since it could not be changed safely"},
    {"not-kept-in-queue", "the agreement changed, and the gateway no longer had it"},
};

// "nhs-number" -> "2 NHS numbers".
std::string counted_kind(std::string kind, std::uint64_t count) {
  std::replace(kind.begin(), kind.end(), '-', ' ');
  if (kind == "nhs number") kind = "NHS number";
  if (kind == "phone") kind = "phone number";
  if (kind == "email") kind = "e-mail address";
  if (kind.ends_with("address") && count != 1) return std::to_string(count) + " " + printable(kind) + "es";
  return counted(count, printable(kind));
}

std::string label(const ItemOutcome& item) {
  return printable(item.label.empty() ? item.item : item.label);
}

std::string section(std::string_view heading, const std::vector<std::string>& entries) {
  if (entries.empty()) return {};
  return "  " + std::string(heading) + ":\n" + std::string(kIndent, ' ') + wrapped_list(entries, kIndent, ';') + '\n';
}

template <typename Chosen>
std::vector<std::string> labels(const Manifest& manifest, Chosen chosen) {
  std::vector<std::string> found;
  for (const ItemOutcome& item : manifest.items) {
    if (!chosen(item)) continue;
    found.push_back(label(item) +
                    (item.outcome == Outcome::kChanged ? " (" + action_in_words(item.action) + ")" : std::string()));
  }
  return found;
}

bool possibly(const ItemOutcome& item) {
  return item.outcome == Outcome::kWithheld && item.reason == client::kPossiblyWithheld;
}

std::string held_back(const Manifest& manifest) {
  std::string text;
  const auto because = [&](std::string_view code) {
    return labels(manifest, [code](const ItemOutcome& item) {
      return item.outcome == Outcome::kWithheld && item.reason == code;
    });
  };
  for (const auto& [code, words] : kReasons) text += section("Held back, " + std::string(words), because(code));
  const auto other = [](const ItemOutcome& item) {
    const auto is = [&item](const Reason& reason) { return reason.code == item.reason; };
    return item.outcome == Outcome::kWithheld && !possibly(item) &&
           std::none_of(std::begin(kReasons), std::end(kReasons), is);
  };
  text += section("Held back", labels(manifest, other));
  return text +
         section("May have been held back: listed whether or not the record held it", labels(manifest, possibly));
}

std::string beyond_items(const Manifest& manifest) {
  std::string text;
  if (manifest.unnamed > 0) {
    text += "  Also held back: " + counted(manifest.unnamed, "value") + " that the agreements have no name for\n";
  }
  std::vector<std::string> scrubbed;
  for (const auto& [kind, count] : manifest.scrubbed) scrubbed.push_back(counted_kind(kind, count));
  if (!scrubbed.empty()) {
    text += section("Taken out of free text, where [withheld] stands", scrubbed);
  }
  const auto absent = [](const ItemOutcome& item) { return item.outcome == Outcome::kAbsent; };
  const auto missing = static_cast<std::size_t>(std::count_if(manifest.items.begin(), manifest.items.end(), absent));
  if (missing > 0) text += "  Not in the record: " + counted(missing, "item") + "; the manifest names each\n";
  return text;
}

std::string obligations(const Manifest& manifest) {
  std::string text;
  if (manifest.retain_days > 0) text += "keep it for at most " + counted(manifest.retain_days, "day");
  if (manifest.onward_sharing == "forbidden")
    text += std::string(text.empty() ? "" : ", and ") + "do not share it any further";
  return text.empty() ? text : "  You must: " + text + "\n";
}

}  // namespace

std::string manifest_text(const Manifest& manifest) {
  std::string text = printable(manifest.kind) + " from " + printable(manifest.sender);
  if (!manifest.recipient.empty()) text += " to " + printable(manifest.recipient);
  text += ", for " + printable(manifest.purpose) + "\n  record " + printable(manifest.record_id) + ", accepted " +
          printable(manifest.accepted_time);
  for (std::size_t i = 0; i < manifest.agreements.size(); ++i) {
    text += (i == 0 ? " under " : ", ") + printable(manifest.agreements[i]);
  }
  text += '\n';
  if (!manifest.content_type.empty()) {
    text += "  " + printable(manifest.content_type) + ", whole: nobody looked into it\n";
  }
  const auto with = [&](Outcome outcome) {
    return labels(manifest, [outcome](const ItemOutcome& item) { return item.outcome == outcome; });
  };
  text += section("Shared with you", with(Outcome::kReleased));
  text += section("Shared with you, changed", with(Outcome::kChanged));
  text += held_back(manifest) + beyond_items(manifest) + obligations(manifest);
  return text + "  Ledger entry " + std::to_string(manifest.commitment_index) +
         " is about exactly this: " + printable(manifest.commitment) + '\n';
}

}  // namespace concordat::cli
