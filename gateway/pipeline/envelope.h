#pragma once
// What a submission says beside its body, before anything of the body is read. Pure.

#include <string>
#include <string_view>

#include "policy/model/vocabulary.h"
#include "protocol/base/id.h"
#include "protocol/base/result.h"
#include "protocol/native/concordat.pb.h"

namespace concordat::gateway {

// Its fields within their limits, and in UTF-8.
[[nodiscard]] Result<void> check_envelope(const native::v1::Submit& submit);
// What must be the same in a repeat, framed so that no two envelopes read alike.
[[nodiscard]] std::string envelope_text(const native::v1::Submit& submit);
// kUnsupported, in words, for a format that this gateway does not read.
[[nodiscard]] Result<policy::Format> format_of(native::v1::Format format);
// What a file is called where its own name is withheld or was not said: "<record id>.pdf".
[[nodiscard]] std::string plain_file_name(const RecordId& record, std::string_view content_type);
[[nodiscard]] bool is_trace_id(std::string_view text);
// True when there is more than blanks: a justification has to say something.
[[nodiscard]] bool says_something(std::string_view text);

}  // namespace concordat::gateway
