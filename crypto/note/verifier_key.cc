#include "crypto/note/verifier_key.h"

#include "crypto/primitive/digest.h"
#include "protocol/base/utf8.h"

namespace concordat::crypto {
namespace {

// Unicode White_Space, as C2SP signed-note means "Unicode spaces".
bool is_space(std::uint32_t c) {
  return c == ' ' || c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

Bytes encoded(KeyType type, const PublicKey& key) {
  Bytes bytes(1, static_cast<char>(type));
  bytes += key.view();
  return bytes;
}

std::string hex8(std::uint32_t id) {
  Bytes bytes;
  put_u32(bytes, id);
  return hex(bytes);
}

}  // namespace

bool valid_key_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const CodePoint point = first_code_point(name);
    if (point.length == 0 || point.value < 0x20 || point.value == 0x7F || point.value == '+' || is_space(point.value))
      return false;
    name.remove_prefix(point.length);
  }
  return true;
}

VerifierKey::VerifierKey(std::string name, KeyType type, const PublicKey& key)
    : name_(std::move(name)), type_(type), key_(key), id_(get_u32(sha256(name_, "\n", encoded(type, key)).view())) {}

Result<VerifierKey> VerifierKey::make(std::string name, KeyType type, const PublicKey& key) {
  if (!valid_key_name(name)) {
    return fail(Code::kConfigInvalid,
                "\"" + printable(name) + "\" cannot name a key: no spaces, plus signs or control characters");
  }
  return VerifierKey(std::move(name), type, key);
}

Result<VerifierKey> VerifierKey::parse(std::string_view vkey) {
  const auto malformed = [](std::string_view what) {
    return fail(Code::kConfigInvalid, "not a verifier key (name+id+key): " + std::string(what));
  };
  const std::size_t name_end = vkey.find('+');
  const std::size_t id_end = name_end == std::string_view::npos ? name_end : vkey.find('+', name_end + 1);
  if (id_end == std::string_view::npos) return malformed("it has fewer than three parts");
  const auto bytes = parse_base64(vkey.substr(id_end + 1));
  if (!bytes || bytes->size() != 1 + PublicKey::kSize) return malformed("the key is not base64 of 33 bytes");
  const auto type = static_cast<KeyType>(bytes->front());
  if (type != KeyType::kLog && type != KeyType::kWitness)
    return malformed("its type is neither 1 (log) nor 4 (witness)");
  Result<VerifierKey> key =
      make(std::string(vkey.substr(0, name_end)), type, *PublicKey::from(ByteView(*bytes).substr(1)));
  if (key && vkey.substr(name_end + 1, id_end - name_end - 1) != hex8(key->id()))
    return malformed("its id does not fit its name and key");
  return key;
}

std::string VerifierKey::str() const {
  return name_ + "+" + hex8(id_) + "+" + base64(encoded(type_, key_));
}

}  // namespace concordat::crypto
