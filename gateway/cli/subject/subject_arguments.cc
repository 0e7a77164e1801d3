#include "gateway/cli/subject/subject_arguments.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <iostream>

#include "gateway/cli/output/json_writer.h"

namespace concordat::cli {

void add_subject_options(CLI::App& command, SubjectOptions& options, int persons) {
  command.add_option("DIR", options.directory, "The configuration directory of the running gateway")->required();
  command
      .add_option(
          "PERSON", options.persons,
          "An identifier of the person, e.g. the NHS number; - reads it from standard input, so that it stays in "
          "no shell's history")
      ->expected(persons)
      ->required();
  command.add_option("--as", options.by, "The officer who asks: AGENCY/NAME, as agencies/AGENCY.yaml lists them")
      ->required();
  command.add_option("--reason", options.reason, "Why; kept for the person, in no log")->required();
}

Result<std::string> subject_request(std::string_view command, const SubjectOptions& options,
                                    const std::vector<std::string>& flags) {
  std::vector<std::string> identifiers;
  for (const std::string& person : options.persons) {
    std::string identifier = person;
    if (person == "-" && !std::getline(std::cin, identifier)) {
      return fail(Code::kUsage, "nothing was on standard input, where the person's identifier was to come from");
    }
    identifiers.push_back(std::move(identifier));
  }
  JsonWriter request;
  request.begin_object().member("command", command).key("identifiers").strings(identifiers);
  request.member("by", options.by).member("reason", options.reason);
  if (!options.record.empty()) request.member("record", options.record);
  for (const std::string& flag : flags) request.member(flag, true);
  return request.end_object().text();
}

}  // namespace concordat::cli
