#pragma once
// The leaf rule, written a second time and slowly: which data item decides about each string of a FHIR record.
// Recursive, over a DOM, trying every selector of the vocabulary at every leaf. For tests.

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "policy/model/vocabulary.h"

namespace concordat::policy::test {

struct OracleLeaf {
  boost::json::string* value = nullptr;
  std::string key;   // nearest member name, without `_`
  std::string type;  // of the resource
  const boost::json::object* resource = nullptr;
  const boost::json::object* element = nullptr;  // of the resource, that the string is or stands in
  ItemIndex item = kNoItem;
  bool fixed = false;  // structure, a modifier or a condition's member: its value may not be replaced in a test
};

// Every string of `record`, in order.
[[nodiscard]] std::vector<OracleLeaf> leaves(boost::json::value& record, const Vocabulary& vocabulary);

}  // namespace concordat::policy::test
