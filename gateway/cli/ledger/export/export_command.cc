// `concordat ledger export`: entries in the forms that other systems read, one after another, with constant memory.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "crypto/merkle/tree_hash.h"
#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/export/audit_event.h"
#include "gateway/cli/ledger/export/csv_row.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/ledger/audit/show.h"
#include "gateway/ledger/json_text.h"

namespace concordat::cli {
namespace {

constexpr std::size_t kBuffer = 64 * 1024;

struct ExportOptions {
  std::string directory;
  std::string output;
  gateway::EntryFilter filter;
  bool fhir = false, csv = false, jsonl = false;
};

// Where the text goes: standard output, or a file that has its name only when it is whole.
class Output {
 public:
  [[nodiscard]] Result<void> open(const std::string& path) {
    path_ = path;
    if (path.empty()) return {};
    file_.open(part(), std::ios::binary | std::ios::trunc);
    std::error_code error;
    using std::filesystem::perms;
    std::filesystem::permissions(part(), perms::owner_read | perms::owner_write, error);
    if (!file_ || error) return fail(Code::kIo, "cannot write " + printable(path, 4096));
    return {};
  }
  // False: nobody takes it any more.
  bool add(std::string_view text) {
    buffer_ += text;
    return buffer_.size() < kBuffer || flush();
  }
  [[nodiscard]] Result<void> finish() {
    if (!flush()) return fail(Code::kIo, "cannot write " + (path_.empty() ? "the output" : printable(path_, 4096)));
    if (path_.empty()) return {};
    file_.close();
    std::error_code error;
    if (file_) std::filesystem::rename(part(), path_, error);
    if (!file_ || error) return fail(Code::kIo, "cannot write " + printable(path_, 4096));
    return {};
  }
  ~Output() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(part(), ignored);
  }
  Output() = default;
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

 private:
  [[nodiscard]] std::string part() const { return path_ + ".part"; }
  bool flush() {
    std::ostream& out = path_.empty() ? std::cout : file_;
    out.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    out.flush();
    buffer_.clear();
    return out.good();
  }

  std::string path_, buffer_;
  std::ofstream file_;
};

// The entry as it stands, with what places it in the log.
std::string json_line(const LedgerLine& line) {
  std::string text = R"({"entry":)";
  text.append(line.bytes).append(R"(,"index":)");
  gateway::append_number(text, line.index);
  return text.append(R"(,"leaf":")").append(line.leaf_hex).append("\"}\n");
}

Result<std::string> written(const ExportOptions& options, const LedgerLine& line) {
  if (options.jsonl) return json_line(line);
  if (options.csv) return csv_rows(line);
  const auto events = audit_events(line);
  if (!events) return fail(events.error());
  std::string text;
  for (const std::string& event : *events) text.append(event).append("\n");
  return text;
}

Result<void> export_entries(const ExportOptions& options, const gateway::LedgerFiles& files, Output& out) {
  const auto head = files.checkpoint();
  if (!head) return fail(head.error());
  EntrySource accepts(files, head->size);
  if (options.csv) out.add(csv_head());
  Result<void> outcome;
  const auto shown = gateway::show(
      files, options.filter, 0, [&](std::uint64_t index, ByteView bytes, const gateway::EntryView& entry) {
        if (index >= head->size) return false;  // published meanwhile
        LedgerLine line{head->origin, index, bytes, crypto::leaf_hash(bytes).hex(), &entry, nullptr};
        // Of a log that was forked, what the log before it accepted is not among these files.
        if (options.fhir && entry.event == "settle" && entry.text("accept_log").empty()) {
          const auto accept = gateway::number_of(gateway::find(entry.members, "accept"));
          if (accept) line.accept = accepts.entry(*accept);
        }
        const auto text = written(options, line);
        if (!text) outcome = fail(text.error());
        return text && out.add(*text);
      });
  if (!shown) return fail(shown.error());
  return outcome;
}

int run_export(ExportOptions options) {
  for (std::string* time : {&options.filter.since, &options.filter.until}) {
    if (const auto parsed = parse_time(*time); !parsed) return report(parsed.error());
  }
  const auto files = gateway::LedgerFiles::open(options.directory);
  if (!files) return report(files.error());
  Output out;
  if (const auto opened = out.open(options.output); !opened) return report(opened.error());
  if (const auto done = export_entries(options, *files, out); !done) return report(done.error());
  const auto finished = out.finish();
  return finished ? 0 : report(finished.error());
}

}  // namespace

void add_export_command(CLI::App& group, int& exit_code) {
  auto* command = group.add_subcommand("export", "Entries as FHIR AuditEvents, CSV or JSON lines, oldest first");
  auto options = std::make_shared<ExportOptions>();
  command->add_option("DIR", options->directory, kLedgerArgument)->required();
  auto* form = command->add_option_group("form", "One of");
  form->add_flag("--fhir", options->fhir, "FHIR R4 AuditEvents (IHE BALP), one a line (NDJSON)");
  form->add_flag("--csv", options->csv, "A table (RFC 4180), a row for each entry and recipient");
  form->add_flag("--jsonl", options->jsonl, "The entries as they stand, with index and leaf hash, one a line");
  form->require_option(1);
  command->add_option("-o,--output", options->output, "The file to write [standard output]");
  command->add_option("--event", options->filter.event,
                      "accept, refuse, settle, plan, start ...; or an outcome: delivered, expired ...");
  command->add_option("--agreement", options->filter.agreement, "Only what was done under this agreement");
  command->add_option("--record", options->filter.record, "Only this record's entries");
  command->add_option("--since", options->filter.since, kSinceArgument);
  command->add_option("--until", options->filter.until, kUntilArgument);
  command->footer(examples({
      "concordat ledger export demo --fhir --since 24h -o audit.ndjson",
      "concordat ledger export demo --csv --event refuse -o refusals.csv",
      "concordat ledger export demo --jsonl | jq -c .entry.event",
  }));
  command->callback([options, &exit_code] { exit_code = run_export(*options); });
}

}  // namespace concordat::cli
