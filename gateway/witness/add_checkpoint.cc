#include "gateway/witness/add_checkpoint.h"

#include <optional>

#include "crypto/merkle/decimal.h"
#include "protocol/base/bytes.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kOld = "old ";

tl::unexpected<Error> malformed(std::string_view what) {
  return fail(Code::kMalformed, "not an add-checkpoint request: " + std::string(what));
}

}  // namespace

std::string AddCheckpoint::str() const {
  std::string body = std::string(kOld) + std::to_string(old_size) + "\n";
  for (const crypto::Digest& hash : proof) body += base64(hash.view()) + "\n";
  return body + "\n" + note;
}

Result<AddCheckpoint> AddCheckpoint::parse(std::string_view body) {
  if (body.size() > kAddCheckpointBytes) return fail(Code::kTooLarge, "the request is over 64 KiB");
  AddCheckpoint asked;
  const auto first = crypto::take_line(body);
  if (!first || !first->starts_with(kOld)) return malformed("its first line is not `old SIZE`");
  const auto old_size = crypto::parse_decimal(first->substr(kOld.size()));
  if (!old_size) return malformed("the old size is not a decimal number");
  asked.old_size = *old_size;
  while (true) {
    const auto line = crypto::take_line(body);
    if (!line) return malformed("no empty line parts the proof from the checkpoint");
    if (line->empty()) break;
    if (asked.proof.size() == kProofLines) return malformed("the proof has more than 63 lines");
    const auto bytes = parse_base64(*line);
    const auto hash = bytes ? crypto::Digest::from(*bytes) : std::nullopt;
    if (!hash) return malformed("line " + std::to_string(asked.proof.size() + 2) + " is not base64 of 32 bytes");
    asked.proof.push_back(*hash);
  }
  asked.note = body;
  return asked;
}

}  // namespace concordat::gateway
