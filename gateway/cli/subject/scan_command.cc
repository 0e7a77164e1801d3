// `concordat ledger scan`: an auditor, who has a person's keys, finds every entry about them in the ledger's files by
// their tags, and whether a report that was given names each. Nobody else is needed for it.

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <charconv>
#include <iostream>
#include <memory>
#include <set>

#include "crypto/primitive/digest.h"
#include "gateway/cli/command_line.h"
#include "gateway/cli/ledger/ledger_arguments.h"
#include "gateway/cli/output/form.h"
#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/subject/subject_arguments.h"
#include "gateway/ledger/audit/entry_view.h"
#include "gateway/runtime/files.h"
#include "protocol/base/bytes.h"
#include "protocol/json/tape.h"

namespace concordat::cli {
namespace {

using protocol::json::Tape;

constexpr std::size_t kReportBytes = 256u << 20;

struct ScanOptions {
  std::string directory;
  std::string report;
  bool json = false;
};

// What a report written with `--for-auditor` says.
struct Told {
  std::vector<crypto::HmacKey> keys;
  std::set<std::uint64_t> indexes;
  std::uint64_t request = 0;  // the look-up's own entry: what came after it, the report can't know
};

Result<Told> read_told(const std::string& path) {
  const auto text = gateway::read_file(path, kReportBytes);
  if (!text) return fail(text.error());
  Tape tape;
  if (auto parsed = tape.parse(*text, {.bytes = text->size()}); !parsed) return fail(parsed.error());
  Told told;
  std::string scratch;
  const std::uint32_t keys = tape.member(0, "keys");
  if (keys == 0) {
    return fail(Code::kUsage, path + ": this report has no keys; it must be one of `ledger subject --for-auditor`");
  }
  for (std::uint32_t at = keys + 1; at < tape[keys].next; at = tape[at].next) {
    auto key = parse_hex(tape.decoded(at, scratch));
    if (!key) return fail(Code::kMalformed, path + ": a key is not hexadecimal");
    told.keys.emplace_back(*key);
  }
  const auto index_at = [&tape](std::uint32_t object) {
    const std::uint32_t at = object == 0 ? 0 : tape.member(object, "index");
    std::uint64_t index = 0;
    if (at != 0) std::from_chars(tape.raw(at).data(), tape.raw(at).data() + tape.raw(at).size(), index);
    return index;
  };
  for (const std::string_view list : {"records", "lookups"}) {
    const std::uint32_t all = tape.member(0, list);
    for (std::uint32_t at = all + 1; all != 0 && at < tape[all].next; at = tape[at].next)
      told.indexes.insert(index_at(at));
  }
  told.request = index_at(tape.member(0, "request"));
  told.indexes.insert(told.request);
  return told;
}

// The id that the entry's tags are over: the record's, or the request's.
std::string entry_id(const gateway::EntryView& entry) {
  const std::string_view record = entry.text("record");
  if (!record.empty()) return std::string(record);
  std::vector<gateway::Member> detail;
  if (!gateway::read_object(gateway::find(entry.members, "detail"), detail)) return {};
  return gateway::text_of(gateway::find(detail, "id"));
}

// In the entries up to and including `last`.
Result<std::set<std::uint64_t>> find_tags(const gateway::LedgerFiles& files, const std::vector<crypto::HmacKey>& keys,
                                          std::uint64_t last) {
  const auto head = files.checkpoint();
  if (!head) return fail(head.error());
  if (head->size <= last) {
    return fail(Code::kNotFound, "the ledger has " + std::to_string(head->size) + " entries, and the report is entry " +
                                     std::to_string(last) + ": these are not the files of its ledger, or older ones");
  }
  std::set<std::uint64_t> found;
  gateway::EntryView entry;
  std::vector<std::string_view> tags;
  ProgressLine line("looking for tags");
  const auto visit = [&](std::uint64_t index, ByteView bytes) -> Result<bool> {
    if (bytes.find(R"(,"subjects":[)") == ByteView::npos) return true;
    if (auto read = gateway::read_entry(bytes, entry); !read) return fail(read.error());
    if (auto read = gateway::read_array(gateway::find(entry.members, "subjects"), tags); !read)
      return fail(read.error());
    const std::string id = entry_id(entry);
    for (const crypto::HmacKey& key : keys) {
      const std::string tag = key.mac(id).hex();
      const bool theirs = std::any_of(tags.begin(), tags.end(),
                                      [&](std::string_view one) { return gateway::plain_text_of(one) == tag; });
      if (theirs) found.insert(index);
    }
    return true;
  };
  const auto visited = gateway::visit_entries(files, 0, last + 1, visit, line.callback());
  if (!visited) return fail(visited.error());
  return found;
}

std::vector<std::uint64_t> only_in(const std::set<std::uint64_t>& one, const std::set<std::uint64_t>& other) {
  std::vector<std::uint64_t> left;
  std::set_difference(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(left));
  return left;
}

void write_indexes(JsonWriter& json, std::string_view name, const std::vector<std::uint64_t>& indexes) {
  json.key(name).begin_array();
  for (const std::uint64_t index : indexes) json.value(index);
  json.end_array();
}

int scan(const ScanOptions& options) {
  const auto told = read_told(options.report);
  if (!told) return report(told.error());
  const auto files = gateway::LedgerFiles::open(options.directory);
  if (!files) return report(files.error());
  const auto found = find_tags(*files, told->keys, told->request);
  if (!found) return report(found.error());
  const auto missing = only_in(*found, told->indexes), strange = only_in(told->indexes, *found);
  if (options.json) {
    JsonWriter json;
    json.begin_object().member("complete", missing.empty() && strange.empty()).member("tagged", found->size());
    write_indexes(json, "not_in_report", missing);
    write_indexes(json, "not_tagged", strange);
    std::cout << json.end_object().text() << '\n';
  } else {
    std::cout << "entries that bear this person's tag, up to the report's own: " << found->size() << '\n';
    for (const std::uint64_t index : missing) std::cout << "  entry " << index << " is not in the report\n";
    for (const std::uint64_t index : strange) std::cout << "  entry " << index << " is in the report, and not theirs\n";
    if (missing.empty() && strange.empty()) std::cout << "complete: the report names every one of them\n";
  }
  return missing.empty() && strange.empty() ? 0 : 1;
}

}  // namespace

void add_scan_command(CLI::App& group, int& exit_code) {
  auto* command =
      group.add_subcommand("scan", "For an auditor: whether a person's report names every entry about them");
  auto options = std::make_shared<ScanOptions>();
  command->add_option("DIR", options->directory, kLedgerArgument)->required();
  command->add_option("REPORT", options->report, "A report of `ledger subject --for-auditor`")->required();
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(examples({"concordat ledger scan /mnt/copy/ledger report.json"}));
  command->callback([options, &exit_code] { exit_code = scan(*options); });
}

}  // namespace concordat::cli
