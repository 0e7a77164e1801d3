#include "gateway/store/rocks/keys.h"

#include <algorithm>

namespace concordat::gateway {
namespace {

Bytes marked(char mark, std::string_view name) {
  Bytes key(1, mark);
  key += name;
  return key;
}

}  // namespace

Bytes recipient_prefix(std::string_view recipient) {
  Bytes key;
  key.reserve(2 + recipient.size() + 8);
  put_u16(key, static_cast<std::uint16_t>(recipient.size()));
  key += recipient;
  return key;
}

Bytes row_key(std::string_view recipient, std::uint64_t commit) {
  Bytes key = recipient_prefix(recipient);
  put_u64(key, commit);
  return key;
}

std::uint64_t number_in(ByteView key) {
  return get_u64(key.substr(key.size() - 8));
}

Bytes queue_key(std::string_view recipient) {
  return marked(kQueueMark, recipient);
}

Bytes value_key(std::string_view name) {
  return marked('v', name);
}

Bytes number_key(std::uint64_t number) {
  Bytes key;
  put_u64(key, number);
  return key;
}

Bytes record_key_at(std::int64_t unix_ms) {
  Bytes key;
  put_u64(key, static_cast<std::uint64_t>(std::max<std::int64_t>(unix_ms, 0)) << 16);
  key.resize(16, '\0');
  return key;
}

}  // namespace concordat::gateway
