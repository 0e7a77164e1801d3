// The policy reader: any bytes are read or refused with a line; what is read decides for any set of cosigners, and more
// cosigners never make a checkpoint less trusted.
#include "crypto/note/tlog_policy.h"

#include "tests/fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concordat;
  const auto policy = crypto::TlogPolicy::parse(fuzz::as_text(data, size));
  if (!policy) {
    fuzz::require(policy.error().detail.starts_with("policy:"), "a mistake is told with its place");
    return 0;
  }
  fuzz::require(policy->witnesses().size() == policy->witness_keys().size(), "each witness has its key");
  std::vector<crypto::Cosigner> cosigners;
  bool trusted = policy->satisfied(cosigners);
  for (std::size_t i = 0; i < policy->witnesses().size(); ++i) {
    cosigners.push_back({i, {}});
    const bool now = policy->satisfied(cosigners);
    fuzz::require(now || !trusted, "one cosigner more is never less");
    trusted = now;
  }
  fuzz::require(trusted, "all of them are enough");
  return 0;
}
