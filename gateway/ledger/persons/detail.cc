#include "gateway/ledger/persons/detail.h"

#include <algorithm>

#include "crypto/primitive/aead.h"
#include "crypto/primitive/random.h"
#include "gateway/ledger/json_text.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kLabel = "concordat detail v1";

// Appends `"key":"value"`, behind a comma where it is not the first.
void add(std::string& out, std::string_view key, std::string_view value) {
  if (value.empty()) return;
  if (out.size() > 1) out += ',';
  append_string(out, key);
  out += ':';
  append_string(out, value);
}

}  // namespace

std::string detail_json(const Detail& detail) {
  std::string out = "{";
  add(out, "by", detail.by);
  add(out, "held", detail.held_hex);
  if (detail.held_back) out += out.size() > 1 ? R"(,"held_back":true)" : R"("held_back":true)";
  add(out, "identifier", detail.identifier);
  if (detail.persons > 1) {
    if (out.size() > 1) out += ',';
    out += R"("persons":)";
    append_number(out, detail.persons);
  }
  add(out, "purpose", detail.purpose);
  add(out, "reason", detail.reason);
  add(out, "senders_id", detail.senders_id);
  add(out, "vocabulary", detail.vocabulary);
  return out + '}';
}

// The key is used once, so that the nonce may be fixed.
SealedDetail seal_detail(ByteView text) {
  const crypto::AeadKey key(crypto::random_secret(crypto::AeadKey::kSize));
  SealedDetail sealed{{}, key.secret().duplicate()};
  key.seal(crypto::counter_nonce(0), kLabel, text, sealed.bytes);
  return sealed;
}

Result<Bytes> open_detail(crypto::Secret key, ByteView sealed) {
  auto text = crypto::AeadKey(std::move(key)).open(crypto::counter_nonce(0), kLabel, sealed);
  if (!text) return fail(Code::kLedgerInvalid, "a person's detail in the vault does not open: the store is damaged");
  return text;
}

crypto::Digest detail_commitment(ByteView sealed) {
  return crypto::sha256(sealed);
}

std::string bitmap_hex(const std::vector<std::uint16_t>& items) {
  if (items.empty()) return {};
  std::string octets(*std::max_element(items.begin(), items.end()) / 8 + 1, '\0');
  for (const std::uint16_t item : items) {
    char& octet = octets[item / 8];
    octet = static_cast<char>(static_cast<std::uint8_t>(octet) | 0x80u >> item % 8);
  }
  return hex(octets);
}

}  // namespace concordat::gateway
