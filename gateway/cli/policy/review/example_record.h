#pragma once
// The record that an agreement's example names, from a configuration directory.
//
//   auto record = read_example_record("demo", agreement.examples.front().record);
//   if (record) runner.run(example, record->format, record->body);

#include <string>

#include "policy/model/agreement.h"
#include "policy/model/vocabulary.h"
#include "protocol/base/result.h"

namespace concordat::cli {

struct ExampleRecord {
  policy::Format format = policy::Format::kFhir;
  std::string body;
};

// `written` is a path relative to the agreement's file. Its record must lie inside `directory`, symbolic links followed
// (kUsage), so that a policy taken from somebody else reads nothing else; and be FHIR or plain JSON (kUnsupported).
[[nodiscard]] Result<ExampleRecord> read_example_record(const std::string& directory, const policy::Written& written);

}  // namespace concordat::cli
