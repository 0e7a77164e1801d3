#include "crypto/merkle/frontier.h"

#include <bit>

namespace concordat::crypto {

Digest Frontier::root() const {
  if (peaks_.empty()) return empty_root();
  Digest root = peaks_.back();
  for (auto peak = peaks_.rbegin() + 1; peak != peaks_.rend(); ++peak) root = node_hash(*peak, root);
  return root;
}

Bytes Frontier::serialise() const {
  Bytes bytes;
  bytes.reserve(sizeof size_ + peaks_.size() * Digest::kSize);
  put_u64(bytes, size_);
  for (const Digest& peak : peaks_) bytes += peak.view();
  return bytes;
}

Result<Frontier> Frontier::parse(ByteView bytes) {
  constexpr std::size_t kHeader = sizeof(std::uint64_t);
  Frontier frontier;
  if (bytes.size() >= kHeader) frontier.size_ = get_u64(bytes);
  const auto peaks = static_cast<std::size_t>(std::popcount(frontier.size_));
  if (bytes.size() != kHeader + peaks * Digest::kSize)
    return fail(Code::kMalformed, "the stored Merkle frontier has the wrong length");
  for (std::size_t at = kHeader; at < bytes.size(); at += Digest::kSize) {
    frontier.peaks_.push_back(*Digest::from(bytes.substr(at, Digest::kSize)));
  }
  return frontier;
}

}  // namespace concordat::crypto
