#include "gateway/cli/manifest/commitment_check.h"

#include <vector>

#include "gateway/ledger/audit/entry_view.h"

namespace concordat::cli {
namespace {

using gateway::Member;

// What the entry commits to for this recipient; empty: nothing.
std::string commitment_in(const gateway::EntryView& entry, const std::string& record, const std::string& recipient) {
  std::vector<Member> members;
  if (entry.event == "narrow") {
    if (!gateway::read_object(gateway::find(entry.members, "detail"), members)) return {};
    const bool same = gateway::text_of(gateway::find(members, "record")) == record &&
                      gateway::text_of(gateway::find(members, "recipient")) == recipient;
    return same ? gateway::text_of(gateway::find(members, "commitment")) : std::string();
  }
  std::vector<std::string_view> recipients;
  if (entry.text("record") != record || !gateway::read_array(gateway::find(entry.members, "recipients"), recipients))
    return {};
  for (const std::string_view one : recipients) {
    if (gateway::read_object(one, members) && gateway::text_of(gateway::find(members, "agency")) == recipient)
      return gateway::text_of(gateway::find(members, "commitment"));
  }
  return {};
}

}  // namespace

Result<void> check_disclosure(const Manifest& manifest, std::string_view disclosure) {
  const auto salt = parse_hex(manifest.commitment_salt);
  if (!salt) return fail(Code::kMalformed, "the manifest's commitment_salt is not hexadecimal");
  if (commitment_to(disclosure, *salt) == manifest.commitment) return {};
  return fail(Code::kLedgerInvalid,
              "the record is not the one that this manifest speaks of: it was changed, or belongs to another manifest");
}

Result<void> check_entry(const Manifest& manifest, ByteView entry) {
  gateway::EntryView view;
  if (auto read = gateway::read_entry(entry, view); !read) return read;
  const std::string found = commitment_in(view, manifest.record_id, manifest.recipient);
  if (found.empty()) {
    return fail(Code::kLedgerInvalid, "the ledger's entry " + std::to_string(manifest.commitment_index) +
                                          " is not about this record and recipient");
  }
  if (found == manifest.commitment) return {};
  return fail(Code::kLedgerInvalid, "the ledger's entry " + std::to_string(manifest.commitment_index) +
                                        " commits to another disclosure than this manifest");
}

}  // namespace concordat::cli
