#pragma once
// What a record is: all the kinds that it says itself, or, where its format does not say, what its sender says. Pure.

#include <string_view>

#include "policy/model/vocabulary.h"
#include "policy/redact/record.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

// `named` by the submission; empty: left to the record. kUnknownKind, in words, where there is none, or where the two
// contradict each other.
[[nodiscard]] Result<policy::KindSet> record_kinds(const policy::Record& record, std::string_view named,
                                                   const policy::Vocabulary& vocabulary);

}  // namespace concordat::gateway
