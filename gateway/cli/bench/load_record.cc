#include "gateway/cli/bench/load_record.h"

#include <cstdio>
#include <optional>
#include <utility>

#include "gateway/cli/init/embedded_files.h"
#include "protocol/limits.h"
#include "protocol/native/concordat.pb.h"
#include "protocol/native/frame.h"

namespace concordat::cli {
namespace {

constexpr std::size_t kDigits = 12;
constexpr std::string_view kZeros = "000000000000";
constexpr std::string_view kBundleId = R"("id":")";
constexpr std::string_view kNote = R"("note":[{"text":")";
constexpr std::string_view kFiller = " and so on";

void write_digits(char* at, std::uint64_t number) {
  for (std::size_t i = kDigits; i-- > 0; number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

// The record's own id becomes one of twelve digits; gives where they begin.
std::optional<std::size_t> number_the_record(std::string& body) {
  const std::size_t at = body.find(kBundleId);
  if (at == std::string::npos) return std::nullopt;
  const std::size_t start = at + kBundleId.size();
  const std::size_t end = body.find('"', start);
  body.replace(start, end - start, "b-" + std::string(kZeros));
  return start + 2;
}

bool grow(std::string& body, std::size_t size) {
  const std::size_t at = body.find(kNote);
  if (at == std::string::npos || body.size() > size) return body.size() == size;
  std::string filler;
  while (filler.size() < size - body.size()) filler += kFiller;
  filler.resize(size - body.size());
  body.insert(body.find('"', at + kNote.size()), filler);
  return true;
}

}  // namespace

Result<LoadRecord> LoadRecord::make(std::size_t size, std::uint32_t run) {
  std::string body(embedded_file("records/bench-referral.json").value_or(""));
  while (!body.empty() && body.back() == '\n') body.pop_back();
  const auto number_at = number_the_record(body);
  if (!number_at) return fail(Code::kInternal, "the bench record of this build is not one");
  if (size > limits::kRecordBytes || (size != 0 && !grow(body, size))) {
    return fail(Code::kUsage, "--size can be " + std::to_string(body.size()) + " to " +
                                  std::to_string(limits::kRecordBytes) + " bytes");
  }
  char sender_id[32];
  std::snprintf(sender_id, sizeof sender_id, "bench-%08x-", run);

  protocol::native::Frame frame;
  auto* submit = frame.mutable_submit();
  submit->set_sequence(kFirstSequence);
  submit->set_sender_id(std::string(sender_id) + std::string(kZeros));
  submit->set_format(native::v1::FORMAT_FHIR);
  submit->set_body(body);
  LoadRecord record;
  protocol::native::append_frame(record.frame_, frame);
  record.body_bytes_ = body.size();
  // The sequence is the first field: after the frame's length, the field of Submit with its length, and its own tag.
  const std::size_t submit_bytes = submit->ByteSizeLong();
  record.sequence_at_ = record.frame_.size() - submit_bytes + 1;
  record.sender_id_at_ = record.frame_.find(sender_id) + std::string_view(sender_id).size();
  record.record_id_at_ = record.frame_.find(body) + *number_at;
  return record;
}

void LoadRecord::append(std::string& out, std::uint64_t number) const {
  const std::size_t start = out.size();
  out += frame_;
  std::uint64_t sequence = kFirstSequence + number;
  for (std::size_t i = 0; i < 5; ++i, sequence >>= 7) {
    out[start + sequence_at_ + i] = static_cast<char>((sequence & 0x7F) | (i < 4 ? 0x80 : 0));
  }
  write_digits(&out[start + sender_id_at_], number);
  write_digits(&out[start + record_id_at_], number);
}

}  // namespace concordat::cli
