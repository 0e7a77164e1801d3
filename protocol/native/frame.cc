#include "protocol/native/frame.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "protocol/base/bytes.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::protocol::native {
namespace {

constexpr std::size_t kKeptBytes = 32 * 1024;  // an idle connection holds no more than this

}  // namespace

void append_frame(std::string& out, const Frame& frame) {
  const std::size_t length = frame.ByteSizeLong();  // also caches the sizes that the next step uses
  put_u32(out, static_cast<std::uint32_t>(length));
  const std::size_t start = out.size();
  out.resize(start + length);
  frame.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(out.data() + start));
}

std::span<char> FrameReader::prepare(std::size_t at_least) {
  const std::size_t held = end_ - begin_;
  const std::size_t needed = held + std::max(at_least, foreseen());
  const bool oversized = buffer_.size() > kKeptBytes && needed <= kKeptBytes;
  if (oversized || buffer_.size() - end_ < at_least) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, held);
    begin_ = 0;
    end_ = held;
    if (oversized) buffer_.resize(needed), buffer_.shrink_to_fit();
    if (buffer_.size() < needed) buffer_.resize(needed);
  }
  return {buffer_.data() + end_, buffer_.size() - end_};
}

std::size_t FrameReader::foreseen() const {
  const std::size_t held = end_ - begin_;
  if (held < kLengthBytes) return 0;
  const std::size_t length = get_u32({buffer_.data() + begin_, kLengthBytes});
  const std::size_t whole = kLengthBytes + length;
  if (length > max_frame_bytes_ || whole <= held) return 0;
  return std::min(whole - held, held);
}

Result<bool> FrameReader::next(Frame& frame) {
  const std::size_t held = end_ - begin_;
  if (held < kLengthBytes) return false;
  const std::size_t length = get_u32({buffer_.data() + begin_, kLengthBytes});
  if (length == 0) return fail(Code::kMalformed, "empty frame");
  if (length > max_frame_bytes_) {
    return fail(Code::kTooLarge, "a frame of " + std::to_string(length) + " bytes is over the limit of " +
                                     std::to_string(max_frame_bytes_));
  }
  if (held < kLengthBytes + length) return false;
  if (!frame.ParseFromArray(buffer_.data() + begin_ + kLengthBytes, static_cast<int>(length))) {
    return fail(Code::kMalformed, "not a frame of this protocol");
  }
  begin_ += kLengthBytes + length;
  if (begin_ == end_) begin_ = end_ = 0;
  return true;
}

}  // namespace concordat::protocol::native
