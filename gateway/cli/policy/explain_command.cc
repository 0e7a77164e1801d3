// `concordat policy explain`: what one agency may have of another's records and why; with a record, what would happen
// to that one. It names items and counts values, and never shows one.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>
#include <memory>
#include <optional>
#include <vector>

#include "gateway/cli/command_line.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"
#include "gateway/cli/policy/commands.h"
#include "gateway/cli/transfer/record_file.h"
#include "policy/examples/stand_in_keys.h"
#include "policy/explain/explain.h"
#include "policy/redact/record.h"
#include "policy/redact/redactor.h"
#include "policy/verify/verifier.h"
#include "protocol/limits.h"

namespace concordat::cli {
namespace {

using policy::Disclosure;
using policy::ItemIndex;
using policy::PolicySet;

struct ExplainOptions {
  std::string directory;
  std::string from, to, kind, purpose;
  std::string record;  // a path; may be empty
  bool json = false;
};

std::vector<std::string> labels(const PolicySet& set, const std::vector<ItemIndex>& items) {
  std::vector<std::string> found;
  for (const ItemIndex item : items) found.push_back(set.vocabulary().items[item].label);
  return found;
}

// A record and what it was read from.
struct ReadRecord {
  FoundRecord file;
  policy::Record record;

  Result<void> read(const PolicySet& set, const std::string& path) {
    auto found = found_record(path, limits::kRecordBytes);
    if (!found) return fail(found.error());
    file = *std::move(found);
    return record.read(file.format, file.body, set.record_index(file.format), file.envelope());
  }
};

std::vector<std::string> kinds_of(const PolicySet& set, const policy::Record& record) {
  std::vector<std::string> kinds;
  for (std::size_t i = 0; i < set.vocabulary().kinds.size(); ++i) {
    if ((record.kinds() >> i & 1) != 0) kinds.push_back(set.vocabulary().kinds[i].id.str());
  }
  return kinds;
}

// Redacts the record as the gateway would, and has the result verified.
Result<Disclosure> disclose(const PolicySet& set, const ExplainOptions& options, const policy::ExplainRequest& request,
                            const policy::Record& record) {
  policy::KindSet kinds = 0;
  for (const std::string& kind : request.kinds) {
    if (const auto index = set.vocabulary().kind(kind)) kinds |= policy::KindSet{1} << *index;
  }
  const auto decision = set.decide({.sender = options.from,
                                    .recipient = options.to,
                                    .purpose = options.purpose,
                                    .kinds = kinds,
                                    .unix_seconds = request.unix_seconds,
                                    .circumstances = request.circumstances});
  if (!decision.permit) return fail(Code::kRefusedByPolicy, "it is not permitted");
  policy::Redactor redactor;
  Disclosure disclosure;
  if (auto done =
          redactor.redact(record, *decision.plan, set.vocabulary(), options.to, policy::StandInKeys(), disclosure);
      !done) {
    return fail(done.error());
  }
  policy::Verifier verifier;
  const policy::Envelope envelope{record.content_type(), disclosure.file_name};
  if (auto sound = verifier.verify(disclosure.bytes, *decision.plan, set.verifier_index(record.format()), envelope);
      !sound) {
    return fail(sound.error());
  }
  return disclosure;
}

std::string as_text(const PolicySet& set, const ExplainOptions& options, const Result<Disclosure>& disclosure) {
  std::string text = "\n  this record, " + printable(options.record, 4096) + "\n";
  if (!disclosure) return text + "    would be refused: " + disclosure.error().detail + "\n";
  text += "    supposing that nobody in it has opted out or objected: the lists are not looked at here\n";
  if (disclosure->unnamed > 0) {
    text += "    " + counted(disclosure->unnamed, "value") + " that no data item names would be withheld\n";
  }
  if (disclosure->scrubbed > 0) {
    text +=
        "    " + counted(disclosure->scrubbed, "mention") + " of what is withheld would be taken out of free text\n";
  }
  if (!disclosure->altered.empty()) {
    const std::string start = "    could not be changed safely, so withheld: ";
    text += start + wrapped_list(labels(set, disclosure->altered), 6, ';') + "\n";
  }
  return text;
}

void write_record(JsonWriter& json, const PolicySet& set, const Result<Disclosure>& disclosure) {
  json.key("record").begin_object().member("refused", !disclosure.has_value());
  if (disclosure) {
    std::vector<std::string> altered;
    for (const ItemIndex item : disclosure->altered) altered.push_back(set.vocabulary().items[item].id.str());
    json.member("unnamed_values", disclosure->unnamed).member("scrubbed", disclosure->scrubbed);
    json.key("altered").strings(altered);
  } else {
    json.member("error", info(disclosure.error().code).name).member("detail", disclosure.error().detail);
  }
  json.end_object();
}

Result<std::string> explain(const PolicySet& set, const ExplainOptions& options) {
  policy::ExplainRequest request{
      .from = options.from, .to = options.to, .purpose = options.purpose, .unix_seconds = unix_seconds_now()};
  if (!options.kind.empty()) request.kinds = {options.kind};
  ReadRecord read;
  const policy::Record& record = read.record;
  if (!options.record.empty()) {
    if (auto done = read.read(set, options.record); !done) return fail(done.error());
    if (request.kinds.empty()) request.kinds = kinds_of(set, record);
    request.circumstances.labels = record.labels();
    request.present.emplace();
    for (std::size_t i = 0; i < set.vocabulary().items.size(); ++i) {
      if (record.holds(static_cast<ItemIndex>(i))) request.present->push_back(static_cast<ItemIndex>(i));
    }
  }
  auto explained = options.json ? policy::explain_json(set, request) : policy::explain(set, request);
  if (!explained) return explained;
  if (options.record.empty()) return *explained + (options.json ? "\n" : "");
  const auto disclosure = disclose(set, options, request, record);
  if (!options.json) return *explained + as_text(set, options, disclosure);
  JsonWriter json;
  json.begin_object().key("policy").json(*explained);
  write_record(json, set, disclosure);
  return json.end_object().text() + '\n';
}

// The exit status.
int explain_policy(const ExplainOptions& options) {
  if (options.kind.empty() && options.record.empty()) {
    return report({Code::kUsage, "name a --kind, or a record whose kind can be found"});
  }
  const auto set = load_policy_directory(options.directory);
  if (!set) return report(set.error());
  const auto explained = explain(**set, options);
  if (!explained) return report(explained.error());
  std::cout << *explained;
  return 0;
}

}  // namespace

void add_policy_explain(CLI::App& group, int& exit_code) {
  auto* command =
      group.add_subcommand("explain", "What one agency may have of another's records: item by item, clause by clause");
  auto options = std::make_shared<ExplainOptions>();
  command->add_option("DIR", options->directory, "The configuration directory")->required();
  command->add_option("--from", options->from, "The agency that sends")->required();
  command->add_option("--to", options->to, "The agency that would receive")->required();
  command->add_option("--kind", options->kind, "The kind of record. Default: found from RECORD");
  command->add_option("--purpose", options->purpose, "What it is shared for")->required();
  command->add_option("RECORD", options->record,
                      "A record: only its items are listed, and what would happen to it is said");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({
      "concordat policy explain demo --from riverside-trust --to eastshire-council --kind referral --purpose "
      "direct-care",
      "concordat policy explain demo --from riverside-trust --to eastshire-council --purpose direct-care referral.json",
  }));
  command->callback([options, &exit_code] { exit_code = explain_policy(*options); });
}

}  // namespace concordat::cli
