#pragma once
// The record that an agreement's example names, from a configuration directory.
//
//   auto record = read_example_record("demo", agreement.examples.front().record);
//   if (record) runner.run(example, record->format, record->body, record->envelope());

#include <string>

#include "gateway/cli/transfer/record_file.h"
#include "policy/model/agreement.h"
#include "protocol/base/result.h"

namespace concordat::cli {

// `written` is a path relative to the agreement's file. Its record must lie inside `directory`, symbolic links followed
// (kUsage), so that a policy taken from somebody else reads nothing else.
[[nodiscard]] Result<FoundRecord> read_example_record(const std::string& directory, const policy::Written& written);

}  // namespace concordat::cli
