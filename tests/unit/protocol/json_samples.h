#pragma once
// The published FHIR bundles that the tests and benchmarks read, and a minifier that works from the tape alone.

#include <string>
#include <vector>

#include "protocol/json/tape.h"

namespace concordat::protocol::json {

struct Sample {
  std::string name;
  std::string text;
};

// Every .json file of the samples beside the checkout, by name; empty where they are absent.
std::vector<Sample> published_samples();

// The tape written back without white space. For a text without any, this is the text.
std::string minified(const Tape& tape);

}  // namespace concordat::protocol::json
