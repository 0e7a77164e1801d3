#include "gateway/pipeline/kept_circumstances.h"

namespace concordat::gateway {
namespace {

// One octet of form and flags, one of labels, the number of people in four, 32 octets each.
constexpr std::uint8_t kForm = 0x10;
constexpr std::uint8_t kJustified = 1;
constexpr std::uint8_t kSomebodyUnknown = 2;
constexpr std::uint8_t kCommitted = 4;  // 32 octets of the commitment come after the people
constexpr std::size_t kHead = 6;
constexpr std::size_t kSubjectBytes = 32;

}  // namespace

void append_circumstances(Bytes& out, const KeptCircumstances& kept) {
  std::uint8_t first = kForm;
  if (kept.justified) first |= kJustified;
  if (kept.people.somebody_unknown) first |= kSomebodyUnknown;
  if (kept.commitment) first |= kCommitted;
  out += static_cast<char>(first);
  out += static_cast<char>(kept.labels);
  put_u32(out, static_cast<std::uint32_t>(kept.people.subjects.size()));
  for (const Bytes& subject : kept.people.subjects) out += subject;
  if (kept.commitment) out += kept.commitment->view();
}

Result<KeptCircumstances> take_circumstances(ByteView& plaintext) {
  const auto damaged = [] { return fail(Code::kStorageFailed, "a stored disclosure cannot be read"); };
  if (plaintext.size() < kHead) return damaged();
  const auto first = static_cast<std::uint8_t>(plaintext[0]);
  if ((first & ~(kJustified | kSomebodyUnknown | kCommitted)) != kForm) return damaged();
  KeptCircumstances kept;
  kept.justified = (first & kJustified) != 0;
  kept.people.somebody_unknown = (first & kSomebodyUnknown) != 0;
  kept.labels = static_cast<policy::LabelSet>(plaintext[1]);
  const std::size_t count = get_u32(plaintext.substr(2, 4));
  plaintext.remove_prefix(kHead);
  if (plaintext.size() / kSubjectBytes < count) return damaged();
  for (std::size_t i = 0; i < count; ++i)
    kept.people.subjects.emplace_back(plaintext.substr(i * kSubjectBytes, kSubjectBytes));
  plaintext.remove_prefix(count * kSubjectBytes);
  if ((first & kCommitted) == 0) return kept;
  kept.commitment = crypto::Digest::from(plaintext.substr(0, crypto::Digest::kSize));
  if (!kept.commitment) return damaged();
  plaintext.remove_prefix(crypto::Digest::kSize);
  return kept;
}

}  // namespace concordat::gateway
