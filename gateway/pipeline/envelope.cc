#include "gateway/pipeline/envelope.h"

#include <algorithm>

#include "protocol/base/bytes.h"
#include "protocol/base/utf8.h"
#include "protocol/limits.h"
#include "protocol/media/content_type.h"

namespace concordat::gateway {

namespace wire = native::v1;

bool says_something(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) > ' '; });
}

std::string plain_file_name(const RecordId& record, std::string_view content_type) {
  const protocol::ContentType* type = protocol::content_type(content_type);
  return record.str() + std::string(type == nullptr ? ".dat" : type->extension);
}

bool is_trace_id(std::string_view text) {
  return text.size() == 32 &&
         std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string envelope_text(const wire::Submit& submit) {
  std::string text;
  const auto add = [&text](std::string_view field) {
    put_u32(text, static_cast<std::uint32_t>(field.size()));
    text += field;
  };
  for (const std::string& recipient : submit.recipients()) add(recipient);
  add("/");
  add(submit.purpose());
  add(submit.kind());
  put_u32(text, static_cast<std::uint32_t>(submit.format()));
  if (!submit.content_type().empty() || !submit.file_name().empty()) {
    add(submit.content_type());
    add(submit.file_name());
  }
  return text;
}

Result<policy::Format> format_of(wire::Format format) {
  switch (format) {
    case wire::FORMAT_FHIR: return policy::Format::kFhir;
    case wire::FORMAT_JSON: return policy::Format::kJson;
    case wire::FORMAT_HL7V2: return policy::Format::kHl7v2;
    case wire::FORMAT_OPAQUE: return policy::Format::kOpaque;
    default: return fail(Code::kUnsupported, "the submission names no format that this gateway knows");
  }
}

Result<void> check_envelope(const wire::Submit& submit) {
  if (submit.sender_id().empty())
    return fail(Code::kMalformed, "a submission needs the sender's own id, so that a repeat can be recognised");
  if (submit.sender_id().size() > limits::kSenderIdBytes || !valid_utf8(submit.sender_id())) {
    return fail(Code::kTooLarge,
                "the sender's id is longer than " + std::to_string(limits::kSenderIdBytes) + " bytes or is not UTF-8");
  }
  if (submit.justification().size() > limits::kJustificationBytes || !valid_utf8(submit.justification())) {
    return fail(Code::kTooLarge, "the justification is longer than " + std::to_string(limits::kJustificationBytes) +
                                     " bytes or is not UTF-8");
  }
  // It is kept as JSON, which is read back strictly; and no person writes one.
  if (submit.justification().find('\0') != std::string::npos)
    return fail(Code::kMalformed, "the justification holds a NUL character; send it as plain text");
  if (submit.file_name().size() > limits::kFileNameBytes || !valid_utf8(submit.file_name())) {
    return fail(Code::kTooLarge,
                "the file's name is longer than " + std::to_string(limits::kFileNameBytes) + " bytes or is not UTF-8");
  }
  if (static_cast<std::size_t>(submit.recipients_size()) > limits::kRecipients) {
    return fail(Code::kTooLarge, "more than " + std::to_string(limits::kRecipients) +
                                     " recipients; send the record again for the others");
  }
  if (submit.body().size() > limits::kRecordBytes) return fail(Code::kTooLarge, "the record is larger than 16 MiB");
  return {};
}

}  // namespace concordat::gateway
