#include "gateway/ledger/keys/key_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "gateway/runtime/files.h"

namespace concordat::gateway {
namespace {

constexpr std::size_t kFileBytes = 64 * 1024;
constexpr mode_t kSecret = 0600;
constexpr mode_t kPublic = 0644;
constexpr std::string_view kBegin = "-----BEGIN ";
constexpr std::string_view kEnd = "-----END ";

tl::unexpected<Error> invalid(const std::string& path, const std::string& what) {
  return fail(Code::kConfigInvalid, path + ": " + what);
}

// From "-----BEGIN" to the end of the line that begins with "-----END", with the newline; empty at the end.
std::string_view next_pem(std::string_view& rest) {
  const std::size_t begin = rest.find(kBegin);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = rest.find(kEnd, begin);
  const std::size_t newline = end == std::string_view::npos ? end : rest.find('\n', end);
  const std::size_t after = newline == std::string_view::npos ? rest.size() : newline + 1;
  const std::string_view pem = rest.substr(begin, after - begin);
  rest.remove_prefix(after);
  return pem;
}

}  // namespace

Result<std::vector<crypto::SigningKey>> read_signing_keys(const std::string& path) {
  auto bytes = read_file(path, kFileBytes);
  if (!bytes) return fail(bytes.error());
  const crypto::Secret file = crypto::Secret::adopt(std::move(*bytes));
  std::vector<crypto::SigningKey> keys;
  std::string_view rest = file.view();
  for (std::string_view pem = next_pem(rest); !pem.empty(); pem = next_pem(rest)) {
    if (keys.size() == kLedgerKeys) {
      return invalid(path, "it holds more than " + std::to_string(kLedgerKeys) +
                               " keys; take the oldest away with `concordat ledger rotate-key DIR --end-overlap`");
    }
    auto key = crypto::SigningKey::from_pem(pem);
    if (!key) return invalid(path, "key " + std::to_string(keys.size() + 1) + ": " + key.error().detail);
    keys.push_back(std::move(*key));
  }
  if (keys.empty()) return invalid(path, "it holds no private key (PEM, Ed25519)");
  return keys;
}

Result<void> write_signing_keys(const std::string& path, std::span<const crypto::SigningKey* const> keys) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && status.st_uid != ::geteuid()) {
    return invalid(path, "it belongs to another user, who could not read a new one of yours; do this as that user");
  }
  constexpr std::size_t kPemBytes = 256;  // reserved, so that no copy is left behind when the text grows
  std::string all;
  all.reserve(keys.size() * kPemBytes);
  for (const crypto::SigningKey* key : keys) {
    const crypto::Secret pem = key->to_pem();
    all.append(pem.view());
  }
  const crypto::Secret file = crypto::Secret::adopt(std::move(all));
  return replace_file(path, file.view(), kSecret);
}

Result<std::vector<crypto::VerifierKey>> parse_verifiers(std::string_view text, const std::string& where) {
  std::vector<crypto::VerifierKey> keys;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (line.empty()) continue;
    auto key = crypto::VerifierKey::parse(line);
    if (!key) return fail(key.error().code, where + ":" + std::to_string(number) + ": " + key.error().detail);
    keys.push_back(std::move(*key));
  }
  if (keys.empty()) return invalid(where, "no verifier key");
  return keys;
}

Result<std::vector<crypto::VerifierKey>> read_verifier_file(const std::string& path) {
  const auto text = read_file(path, kFileBytes);
  if (!text) return fail(text.error());
  return parse_verifiers(*text, path);
}

Result<void> add_verifiers(const std::string& path, std::span<const crypto::VerifierKey> keys) {
  std::vector<crypto::VerifierKey> known;
  if (file_exists(path)) {
    auto read = read_verifier_file(path);
    if (!read) return fail(read.error());
    known = std::move(*read);
  }
  std::string text;
  for (const crypto::VerifierKey& key : keys) {
    if (std::find(known.begin(), known.end(), key) == known.end()) text += key.str() + '\n';
  }
  if (text.empty()) return {};
  for (const crypto::VerifierKey& key : known) text += key.str() + '\n';
  return replace_file(path, text, kPublic);
}

}  // namespace concordat::gateway
