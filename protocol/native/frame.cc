#include "protocol/native/frame.h"

#include <algorithm>
#include <cstdint>
#include <utility>

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
  std::size_t room = at_least;
  if (held >= kLengthBytes) {
    const std::size_t whole = kLengthBytes + get_u32({buffer_.data() + begin_, kLengthBytes});
    // Room for a long frame doubles as its bytes arrive, so that a peer cannot make us hold memory by naming a length
    // only.
    if (whole > held && whole <= kLengthBytes + max_frame_bytes_)
      room = std::max(at_least, std::min(whole - held, held));
  }
  const std::size_t needed = held + room;
  if (needed > buffer_.size() || (buffer_.size() > kKeptBytes && needed <= kKeptBytes)) {
    std::string fresh;
    fresh.reserve(needed);
    fresh.append(buffer_, begin_, held);
    fresh.resize(needed);
    buffer_ = std::move(fresh);
  } else if (needed > buffer_.size() - begin_) {
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
  } else {
    return {buffer_.data() + end_, buffer_.size() - end_};
  }
  begin_ = 0;
  end_ = held;
  return {buffer_.data() + end_, buffer_.size() - end_};
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
