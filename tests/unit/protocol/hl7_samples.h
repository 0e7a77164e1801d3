#pragma once
// The published HL7 v2 messages that the tests and benchmarks read, and a second opinion on what a text holds: it
// splits by the delimiters one level after the other, as the standard tells it, and knows nothing else.

#include <string>
#include <string_view>
#include <vector>

#include "protocol/hl7/tape.h"

namespace concordat::protocol::hl7 {

struct Sample {
  std::string name;
  std::string text;
};

// Every .hl7 file of the samples beside the checkout, by name; empty where they are absent.
std::vector<Sample> published_samples();

// A header segment that says this in MSH-18.
std::string header_declaring(const std::string& charset);

struct SplitValue {
  std::string place;  // "PID-3[1].4.2": repetitions from 0, components and sub-components from 1
  std::string raw;

  bool operator==(const SplitValue&) const = default;
};

// The values of a text whose segments end with any of CR, LF and CRLF; its first line must be a header.
std::vector<SplitValue> split_slowly(std::string_view text);
// The same, as the tape tells it.
std::vector<SplitValue> values_of(const Tape& tape);
// Whether the segments, the values and what lies between them are together the whole text, and nothing but delimiters
// lies between.
bool covers_its_text(const Tape& tape);

}  // namespace concordat::protocol::hl7
