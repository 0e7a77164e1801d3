#include "crypto/note/cosignature.h"

#include "crypto/merkle/decimal.h"

namespace concordat::crypto {
namespace {

constexpr std::size_t kTimeBytes = 8;

std::string signed_message(std::string_view checkpoint_text, std::uint64_t time) {
  std::string message = "cosignature/v1\ntime ";
  message.append(std::to_string(time)).append("\n").append(checkpoint_text);
  return message;
}

}  // namespace

NoteSignature cosign(std::string_view checkpoint_text, const VerifierKey& key, const SigningKey& signer,
                     std::chrono::sys_seconds time) {
  const auto seconds = static_cast<std::uint64_t>(time.time_since_epoch().count());
  NoteSignature signature{key.name(), key.id(), {}};
  put_u64(signature.payload, seconds);
  signature.payload += view(signer.sign(signed_message(checkpoint_text, seconds)));
  return signature;
}

std::optional<std::chrono::sys_seconds> check_cosignature(std::string_view checkpoint_text, const PublicKey& key,
                                                          ByteView payload) {
  if (payload.size() != kTimeBytes + std::tuple_size_v<Signature>) return std::nullopt;
  const std::uint64_t seconds = get_u64(payload);
  if (seconds > kMaxDecimal || !key.verify(signed_message(checkpoint_text, seconds), payload.substr(kTimeBytes)))
    return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

}  // namespace concordat::crypto
