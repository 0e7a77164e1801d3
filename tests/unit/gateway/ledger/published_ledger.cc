#include "tests/unit/gateway/ledger/published_ledger.h"

#include <fstream>
#include <stdexcept>

#include "crypto/merkle/entry_bundle.h"
#include "crypto/merkle/frontier.h"
#include "crypto/note/checkpoint.h"
#include "gateway/ledger/publisher.h"

namespace concordat::gateway {
namespace {

std::vector<Bytes> entries_of(const Bytes& bundle) {
  std::vector<Bytes> entries;
  const auto views = crypto::parse_bundle(bundle);
  for (const ByteView view : views.value()) entries.emplace_back(view);
  return entries;
}

Bytes bundle_of(const std::vector<Bytes>& entries) {
  Bytes bundle;
  for (const Bytes& entry : entries) {
    if (!crypto::append_entry(bundle, entry)) throw std::runtime_error("too long for a bundle");
  }
  return bundle;
}

}  // namespace

PublishedLedger::PublishedLedger(std::uint64_t size) {
  grow_to(size);
  publish();
}

void PublishedLedger::publish() {
  Publisher publisher(*log, store, ledger());
  if (const auto published = publisher.publish(); !published) throw std::runtime_error(published.error().detail);
}

LedgerFiles PublishedLedger::files() const {
  return LedgerFiles::open(ledger()).value();
}

void PublishedLedger::edit(const std::string& path, const std::function<void(Bytes&)>& change) const {
  std::ifstream in(ledger() / path, std::ios::binary);
  Bytes bytes{std::istreambuf_iterator<char>(in), {}};
  if (bytes.empty()) throw std::runtime_error("nothing to edit: " + path);
  change(bytes);
  std::ofstream(ledger() / path, std::ios::binary) << bytes;
}

void PublishedLedger::edit_bundle(const std::string& path,
                                  const std::function<void(std::vector<Bytes>&)>& change) const {
  edit(path, [&](Bytes& bytes) {
    std::vector<Bytes> entries = entries_of(bytes);
    change(entries);
    bytes = bundle_of(entries);
  });
}

void PublishedLedger::rehash(const std::string& bundle_path, const std::string& tile_path) const {
  Bytes hashes;
  edit_bundle(bundle_path, [&](std::vector<Bytes>& entries) {
    for (const Bytes& entry : entries) hashes += crypto::leaf_hash(entry).view();
  });
  edit(tile_path, [&](Bytes& bytes) { bytes = hashes; });
}

void PublishedLedger::sign_again(const LedgerKeys& signer) const {
  crypto::Frontier frontier;
  const std::string partial = "000.p/" + std::to_string(log->size());
  edit_bundle("tile/entries/" + partial, [&](std::vector<Bytes>& entries) {
    for (const Bytes& entry : entries) frontier.append(crypto::leaf_hash(entry));
  });
  edit("checkpoint", [&](Bytes& bytes) {
    bytes =
        crypto::sign_checkpoint({signer.origin(), frontier.size(), frontier.root()}, signer.verifier, signer.signing);
  });
}

}  // namespace concordat::gateway
