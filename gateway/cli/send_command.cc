// `concordat send`: records to the gateway, and what became of each.

#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <array>
#include <iostream>
#include <memory>

#include "crypto/primitive/random.h"
#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/transfer/proof_file.h"
#include "gateway/cli/transfer/record_file.h"
#include "gateway/cli/transfer/sender.h"
#include "protocol/base/id.h"
#include "protocol/limits.h"

namespace concordat::cli {
namespace {

constexpr std::size_t kProgressFrom = 20;  // fewer records are over before a person wonders

struct SendOptions {
  std::string client_file;
  std::vector<std::string> recipients;
  std::string purpose;
  std::string kind;
  std::string justification;
  std::string format;
  std::string content_type;
  std::string id;
  std::string trace;
  std::string proof_folder;
  std::vector<std::string> paths;
  std::uint32_t patience_seconds = 60;
  FormOptions form;
};

// Not because it is no record at all: the code says which.
bool refused_by_policy(const Answer& answer) {
  return answer.outcome == AnswerOutcome::kRefused &&
         info(client::code_named(answer.error)).exit_code == info(Code::kRefusedByPolicy).exit_code;
}

std::string fresh_id() {
  std::array<std::uint8_t, 10> random;
  crypto::fill_random(random);
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return RecordId::mint(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count()),
                        random)
      .str();
}

native::v1::Format wire_format(RecordFormat format) {
  switch (format) {
    case RecordFormat::kFhir: return native::v1::FORMAT_FHIR;
    case RecordFormat::kJson: return native::v1::FORMAT_JSON;
    case RecordFormat::kHl7v2: return native::v1::FORMAT_HL7V2;
    case RecordFormat::kOpaque: return native::v1::FORMAT_OPAQUE;
  }
  return native::v1::FORMAT_UNSPECIFIED;
}

// One run of the command: reads files one by one, prints an answer for each, remembers the worst.
class Send {
 public:
  explicit Send(const SendOptions& options) : options_(options), form_(form_of_lines(options.form)) {}

  int run() {
    auto paths = record_paths(options_.paths);
    if (!paths) return report(paths.error());
    if (!options_.id.empty() && paths->size() != 1) {
      return report({Code::kUsage, "--id names one record, and there are " + std::to_string(paths->size())});
    }
    paths_ = *std::move(paths);
    const auto file = client::read_client_file(options_.client_file);
    if (!file) return report(file.error());
    auto sender = Sender::connect(
        *file, {.proofs = !options_.proof_folder.empty(), .patience = std::chrono::seconds(options_.patience_seconds)});
    if (!sender) return report(sender.error());
    limit_ = sender->client().max_record_bytes();
    const auto done = sender->run([this] { return next(); }, [this](Answer answer) { show(std::move(answer)); });
    clear_progress();
    if (!done) {
      const std::size_t left = sender->unanswered() + paths_.size() - next_;
      report({done.error().code, done.error().detail + "; " + counted(left, "record") +
                                     " without an answer (safe to send again with the same --id)"});
      return 1;
    }
    return failed_ > 0 ? 1 : refused_ > 0 ? info(Code::kRefusedByPolicy).exit_code : 0;
  }

 private:
  std::optional<Submission> next() {
    while (next_ < paths_.size()) {
      const std::string& path = paths_[next_++];
      auto body = read_record(path, limit_);
      if (body) return submission(path, *std::move(body));
      show(failed_answer(path, body.error()));
    }
    return std::nullopt;
  }

  Submission submission(const std::string& path, std::string body) const {
    Submission made{path, {}};
    const auto named = format_named(options_.format);
    const RecordFormat format = named                           ? *named
                                : options_.content_type.empty() ? format_of(body)
                                                                : RecordFormat::kOpaque;
    made.submit.set_format(wire_format(format));
    if (format == RecordFormat::kOpaque) {
      made.submit.set_content_type(options_.content_type.empty() ? content_type_of(path, body) : options_.content_type);
      made.submit.set_file_name(file_name_of(path));
    }
    made.submit.set_sender_id(options_.id.empty() ? fresh_id() : options_.id);
    for (const std::string& recipient : options_.recipients) made.submit.add_recipients(recipient);
    made.submit.set_purpose(options_.purpose);
    made.submit.set_kind(options_.kind);
    made.submit.set_justification(options_.justification);
    made.submit.set_trace_id(options_.trace);
    made.submit.set_want_proof(!options_.proof_folder.empty());
    made.submit.set_body(std::move(body));
    return made;
  }

  void show(Answer answer) {
    clear_progress();
    ++answered_;
    if (refused_by_policy(answer)) {
      ++refused_;
    } else if (answer.outcome != AnswerOutcome::kAccepted) {
      ++failed_;
    }
    const auto proven = options_.proof_folder.empty() ? Result<void>() : write_proof(options_.proof_folder, answer);
    if (!proven) {
      report(proven.error());
      ++failed_;
    }
    std::cout << (form_ == Form::kJson ? answer_json(answer) + '\n' : answer_text(answer)) << std::flush;
    if (paths_.size() >= kProgressFrom && ::isatty(STDERR_FILENO) == 1) {
      std::cerr << "\r" << answered_ << " of " << paths_.size() << " sent" << std::flush;
      progress_shown_ = true;
    }
  }

  void clear_progress() {
    if (progress_shown_) std::cerr << "\r\033[K" << std::flush;
    progress_shown_ = false;
  }

  const SendOptions& options_;
  Form form_;
  std::vector<std::string> paths_;
  std::size_t next_ = 0;
  std::size_t limit_ = limits::kRecordBytes;
  std::size_t answered_ = 0, refused_ = 0, failed_ = 0;
  bool progress_shown_ = false;
};

}  // namespace

void add_send_command(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand(
      "send", "Send records: one line each says who may have what of it, and where the ledger says so");
  auto options = std::make_shared<SendOptions>();
  command->add_option("--client", options->client_file, "How to reach the gateway, and as whom (clients/AGENCY.yaml)")
      ->required();
  command
      ->add_option("--to", options->recipients,
                   "A recipient; may be repeated. Default: found from the record's own address")
      ->allow_extra_args(false);
  command->add_option("--purpose", options->purpose, "What it is shared for. Default: the agency's own");
  command->add_option("--kind", options->kind, "What the record is. Default: found from its content");
  command->add_option("--justification", options->justification,
                      "Why it is an emergency, in writing: what an emergency agreement asks for. Shown to the officer "
                      "who looks at it afterwards, not to the recipient");
  command->add_option("--format", options->format, "fhir, hl7v2, json or opaque. Default: found from its content")
      ->check(CLI::IsMember({"fhir", "hl7v2", "json", "opaque"}));
  command->add_option("--content-type", options->content_type,
                      "What an opaque record is, such as application/pdf. Default: found from its first bytes");
  command->add_option("--id", options->id,
                      "Your own id of the record, at most 128 bytes: sending it again is safe. Default: a fresh one");
  command->add_option("--trace", options->trace, "A W3C trace id (32 hex digits) that goes along and into the logs");
  command->add_option("--proof", options->proof_folder,
                      "Write an inclusion proof and its ledger entry for each record into this folder");
  command->add_option("--patience", options->patience_seconds,
                      "Seconds to go on trying while the gateway is busy or away (60)");
  command->add_flag("--json", options->form.json, "JSON lines even at a terminal");
  command->add_flag("--text", options->form.text, "Text even when a program reads it");
  command->add_option("PATH", options->paths, "Files, folders, or - for standard input")->required();
  command->footer(
      examples({
          "concordat send --client demo/clients/riverside-trust.yaml referral.json",
          "concordat send --client demo/clients/riverside-trust.yaml --to eastshire-council referrals/",
          "concordat send --client riverside-trust.yaml --to eastshire-council --kind discharge-letter letter.pdf",
          "cat referral.json | concordat send --client riverside-trust.yaml --id discharge-4711 -",
          "concordat send --client riverside-trust.yaml --purpose safeguarding-emergency \\",
          "    --justification \"Left the ward in danger at 23:40; the ordinary way is closed\" concern.json",
      }) +
      "Exit status: 0 all accepted, 3 at least one refused by policy, 1 at least one failed, 64 wrong usage.");
  command->callback([options, &exit_code] { exit_code = Send(*options).run(); });
}

}  // namespace concordat::cli
