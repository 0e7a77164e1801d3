#include "gateway/cli/output/alert_text.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "gateway/cli/output/form.h"
#include "gateway/cli/output/table.h"
#include "protocol/base/bytes.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

using protocol::json::Kind;
using protocol::json::Tape;

constexpr std::size_t kIndent = 18;
constexpr std::size_t kJustificationBytes = 16 * 1024;  // more than a gateway takes, however it is escaped

std::string text_at(const Tape& tape, std::uint32_t at) {
  std::string scratch;
  return at == 0 || tape[at].kind != Kind::kString ? std::string() : std::string(tape.decoded(at, scratch));
}

std::string text_of(const Tape& tape, std::uint32_t alert, std::string_view key) {
  return text_at(tape, tape.member(alert, key));
}

// The elements of a list of texts.
std::vector<std::string> texts_of(const Tape& tape, std::uint32_t alert, std::string_view key) {
  std::vector<std::string> texts;
  const std::uint32_t list = tape.member(alert, key);
  if (list == 0) return texts;
  for (std::uint32_t at = list + 1; at < tape[list].next; at = tape[at].next)
    texts.push_back(printable(text_at(tape, at)));
  return texts;
}

// "ISA-2026-036 v1"
std::vector<std::string> agreements_of(const Tape& tape, std::uint32_t alert) {
  std::vector<std::string> texts;
  const std::uint32_t list = tape.member(alert, "agreements");
  if (list == 0) return texts;
  for (std::uint32_t at = list + 1; at < tape[list].next; at = tape[at].next) {
    const std::uint32_t version = tape.member(at, "version");
    texts.push_back(printable(text_of(tape, at, "id")) + (version == 0 ? "" : " v" + std::string(tape.raw(version))));
  }
  return texts;
}

std::string moment_of(const Tape& tape, std::uint32_t alert) {
  const std::uint32_t at = tape.member(alert, "unix_ms");
  std::uint64_t unix_ms = 0;
  if (at != 0) std::from_chars(tape.raw(at).data(), tape.raw(at).data() + tape.raw(at).size(), unix_ms);
  return moment(unix_ms);
}

std::string line(std::string_view heading, const std::string& text) {
  std::string start = "  " + std::string(heading);
  start.resize(kIndent, ' ');
  return start + text + '\n';
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::size_t from = 0;
  while ((from = text.find_first_not_of(' ', from)) != std::string::npos) {
    const std::size_t end = std::min(text.find(' ', from), text.size());
    words.push_back(text.substr(from, end - from));
    from = end;
  }
  return words;
}

// Its own lines stay; a long one is broken between words.
std::string paragraphs(const std::string& text) {
  std::string out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    if (from > 0) out += '\n' + std::string(kIndent, ' ');
    out += wrapped(words_of(printable(text.substr(from, end - from), kJustificationBytes)), kIndent);
    from = end + 1;
  }
  return out;
}

std::string alert_text(const Tape& tape, std::uint32_t alert) {
  return "record " + printable(text_of(tape, alert, "record")) + '\n' + line("shared", moment_of(tape, alert)) +
         line("from", printable(text_of(tape, alert, "sender"))) +
         line("to", wrapped_list(texts_of(tape, alert, "recipients"), kIndent)) +
         line("for", printable(text_of(tape, alert, "purpose"))) +
         line("under", wrapped_list(agreements_of(tape, alert), kIndent)) +
         line("acknowledged by", wrapped_list(texts_of(tape, alert, "acknowledged_by"), kIndent)) +
         line("because", paragraphs(text_of(tape, alert, "justification")));
}

}  // namespace

Result<std::string> alerts_text(std::string_view answer) {
  Tape tape;
  if (auto parsed = tape.parse(answer, {.bytes = answer.size()}); !parsed) return fail(parsed.error());
  const std::uint32_t list = tape.member(0, "alerts");
  if (list == 0 || tape[list].kind != Kind::kArray)
    return fail(Code::kMalformed, "concordatd's answer is no list of alerts");
  std::string text;
  std::size_t number = 0;
  for (std::uint32_t at = list + 1; at < tape[list].next; at = tape[at].next) {
    text += '\n' + alert_text(tape, at);
    ++number;
  }
  if (number == 0) return std::string("Nobody has to look at anything.\n");
  return (number == 1 ? "1 emergency disclosure waits" : std::to_string(number) + " emergency disclosures wait") +
         std::string(" for somebody to look at ") + (number == 1 ? "it.\n" : "them.\n") + text;
}

}  // namespace concordat::cli
