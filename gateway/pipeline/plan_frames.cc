#include "gateway/pipeline/plan_frames.h"

#include "protocol/base/bytes.h"
#include "protocol/native/splice.h"

namespace concordat::gateway {

std::string plan_text_name(ByteView plan_hash) {
  return "plan/" + hex(plan_hash);
}
std::string plan_frame_name(ByteView plan_hash) {
  return "plan-frame/" + hex(plan_hash);
}

Result<void> SentPlans::ensure(ByteView plan_hash, std::string& out) {
  if (plan_hash == newest_ || sent_.count(std::string(plan_hash)) != 0) return {};
  auto message = store_.value(plan_frame_name(plan_hash));
  if (!message) return fail(message.error());
  if (!*message) return fail(Code::kStorageFailed, "the plan of a stored disclosure is missing");
  ensure(plan_hash, **message, out);
  return {};
}

void SentPlans::ensure(ByteView plan_hash, const std::string& message, std::string& out) {
  newest_ = plan_hash;
  if (sent_.insert(newest_).second) protocol::native::append_plan(out, message);
}

}  // namespace concordat::gateway
