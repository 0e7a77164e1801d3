#pragma once
// An HL7 v2 message cut at its delimiters by a few plain lines, without the product's parser: each sub-component that
// is not empty, with its bytes. Of what is well formed; a batch is its segments one after the other.
//
//   Hl7Text text = cut_hl7(bytes);  text.leaves[0].name == "PID"; text.join() puts it together again

#include <string>
#include <string_view>
#include <vector>

namespace concordat::policy::test {

struct Hl7Leaf {
  std::size_t segment = 0;  // which one, from 0
  int field = 0;            // from 1; in MSH 1 is the separator
  int repetition = 0;       // from 0
  int component = 1;
  int subcomponent = 1;
  std::string raw;
};

struct Hl7Text {
  char field = '|';
  std::string encoding = "^~\\&";
  std::vector<std::string> names;  // of the segments
  std::vector<Hl7Leaf> leaves;     // in the text's order

  [[nodiscard]] std::string place(const Hl7Leaf& leaf) const;  // "PID-5(1).2.1"
  [[nodiscard]] std::string decoded(const std::string& raw) const;
  [[nodiscard]] std::string escaped(const std::string& text) const;
  [[nodiscard]] std::string join() const;  // segments end with CR
};

[[nodiscard]] Hl7Text cut_hl7(std::string_view bytes);

}  // namespace concordat::policy::test
