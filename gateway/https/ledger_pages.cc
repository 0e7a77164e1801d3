#include "gateway/https/ledger_pages.h"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "crypto/merkle/decimal.h"
#include "crypto/merkle/entry_bundle.h"
#include "crypto/merkle/tile.h"
#include "gateway/ledger/audit/entry_view.h"
#include "gateway/ledger/audit/ledger_files.h"
#include "gateway/ledger/audit/prove.h"

namespace concordat::gateway {
namespace {

using crypto::Tile;

constexpr std::string_view kLedger = "/ledger/";
constexpr std::string_view kEntries = "/ledger/entries/";
constexpr std::string_view kWitnessedProof = ".witnessed.tlog-proof";
constexpr std::string_view kProof = ".tlog-proof";
constexpr const char* kBytes = "application/octet-stream";

HttpResponse nothing_here() {
  return http_text(404, "nothing is here");
}

class Pages {
 public:
  Pages(std::filesystem::path ledger, std::function<void(const Error&)> failed)
      : ledger_(std::move(ledger)), failed_(std::move(failed)) {}

  [[nodiscard]] HttpResponse checkpoint(Head head) const {
    const auto files = LedgerFiles::open(ledger_);
    auto note = files ? files->checkpoint_note(head) : fail(files.error());
    if (!note) return missing(note.error());
    HttpResponse response;
    response.body = std::move(*note);
    return response;
  }

  [[nodiscard]] HttpResponse tile(const HttpRequest& request) const {
    const auto tile = Tile::parse(std::string_view(request.path).substr(kLedger.size()));
    // Entries are everybody's; who may not read them is told so whatever the tile.
    const bool entries = request.path.starts_with("/ledger/tile/entries/");
    if (entries && !request.peer.auditor) {
      return http_text(403, "entry bundles hold everybody's entries: they are for auditors; your own are at " +
                                std::string(kEntries) + "INDEX");
    }
    if (!tile) return nothing_here();
    const auto files = LedgerFiles::open(ledger_);
    auto bytes = !files ? fail(files.error()) : entries ? bundle(*files, *tile) : files->read_hashes(*tile);
    if (!bytes) return missing(bytes.error());
    HttpResponse response;
    response.content_type = kBytes;
    response.body = std::move(*bytes);
    if (!tile->partial()) response.caching = Caching::kForever;
    return response;
  }

  // An entry that is not there and one that is not the agency's look the same.
  [[nodiscard]] HttpResponse entry(const HttpRequest& request) const {
    std::string_view name = std::string_view(request.path).substr(kEntries.size());
    const bool witnessed = name.ends_with(kWitnessedProof);
    const bool proof = name.ends_with(kProof);
    if (proof) name.remove_suffix(witnessed ? kWitnessedProof.size() : kProof.size());
    const auto index = crypto::parse_decimal(name);
    if (!index) return nothing_here();
    const auto files = LedgerFiles::open(ledger_);
    auto proved = files ? prove(*files, *index, witnessed ? Head::kWitnessed : Head::kNewest) : fail(files.error());
    if (!proved) return missing(proved.error());
    if (!request.peer.auditor && !is_own_entry(proved->entry, request.peer.agency)) return nothing_here();
    HttpResponse response;
    if (!proof) response.content_type = "application/json";
    response.body = proof ? std::move(proved->proof) : std::move(proved->entry);
    return response;
  }

 private:
  [[nodiscard]] HttpResponse missing(const Error& error) const {
    if (error.code == Code::kNotFound) return nothing_here();
    failed_(error);
    return http_error(error);
  }

  // Exactly the entries of that tile: its file may be a wider one by now.
  [[nodiscard]] static Result<Bytes> bundle(const LedgerFiles& files, const Tile& tile) {
    auto bytes = files.read_bundle(tile);
    if (!bytes) return bytes;
    const auto entries = crypto::parse_bundle(*bytes);
    if (!entries) return fail(entries.error());
    if (entries->size() < tile.width) return fail(Code::kNotFound, tile.path() + " is not so wide");
    if (entries->size() == tile.width) return bytes;
    Bytes cut;
    for (std::size_t i = 0; i < tile.width; ++i) {
      if (auto added = crypto::append_entry(cut, (*entries)[i]); !added) return fail(added.error());
    }
    return cut;
  }

  std::filesystem::path ledger_;
  std::function<void(const Error&)> failed_;
};

// The keys under which an entry names whose it is.
bool names(const std::vector<Member>& members, std::string_view agency) {
  constexpr std::array<std::string_view, 4> kKeys{"agency", "party", "recipient", "sender"};
  return std::any_of(kKeys.begin(), kKeys.end(),
                     [&](std::string_view key) { return plain_text_of(find(members, key)) == agency; });
}

}  // namespace

bool is_own_entry(ByteView bytes, std::string_view agency) {
  EntryView entry;
  if (agency.empty() || !read_entry(bytes, entry)) return false;
  if (names(entry.members, agency)) return true;
  std::vector<Member> inner;
  if (const auto detail = find(entry.members, "detail"); !detail.empty()) {
    if (read_object(detail, inner) && names(inner, agency)) return true;
  }
  const auto recipients = find(entry.members, "recipients");
  std::vector<std::string_view> list;
  if (recipients.empty() || !read_array(recipients, list)) return false;
  return std::any_of(list.begin(), list.end(), [&](std::string_view one) {
    return read_object(one, inner) && names(inner, agency) && find(inner, "reason").empty();
  });
}

void add_ledger_pages(Router& router, const std::filesystem::path& ledger, std::function<void(const Error&)> failed) {
  const auto pages = std::make_shared<const Pages>(ledger, std::move(failed));
  router.add({"GET", "/ledger/checkpoint",
              [pages](const HttpRequest&, const HttpReply& reply) { reply(pages->checkpoint(Head::kNewest)); }});
  router.add({"GET", "/ledger/checkpoint.witnessed",
              [pages](const HttpRequest&, const HttpReply& reply) { reply(pages->checkpoint(Head::kWitnessed)); }});
  router.add({"GET", "/ledger/tile/*",
              [pages](const HttpRequest& request, const HttpReply& reply) { reply(pages->tile(request)); }});
  router.add({"GET", std::string(kEntries) + "*",
              [pages](const HttpRequest& request, const HttpReply& reply) { reply(pages->entry(request)); }});
}

}  // namespace concordat::gateway
