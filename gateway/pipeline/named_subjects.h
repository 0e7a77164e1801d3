#pragma once
// Those whom a record is about, as its entry and the vault take them: a keyed hash each, and the sealed detail that
// their own report will need. Pure.
//
//   submission.subjects = name_subjects({identifiers, people, …}, entry.details_hex);

#include <string>
#include <string_view>
#include <vector>

#include "gateway/commit/committer.h"
#include "gateway/pipeline/person_lists.h"
#include "policy/model/vocabulary.h"
#include "policy/redact/record.h"

namespace concordat::gateway {

struct NamedRecord {
  const std::vector<std::string>& identifiers;  // as people.subjects
  const People& people;
  std::string_view purpose;     // empty: one that only the sender knows
  std::string_view vocabulary;  // hash in hex
  std::string_view held_hex;    // bitmap_hex() of held_items()
  std::string_view senders_id;
  std::string_view justification;
  bool held_back = false;
};

// What may name somebody else, the sender's id and its words, is kept only where there is nobody else. Nobody whom we
// could name is one subject without a hash, so that the entry looks like any other. `commitments_hex` gets the
// commitments to the details, sorted.
[[nodiscard]] std::vector<Subject> name_subjects(const NamedRecord& record, std::vector<std::string>& commitments_hex);

// Of the vocabulary's items those that the record holds, structure aside.
[[nodiscard]] std::vector<std::uint16_t> held_items(const policy::Record& record, const policy::Vocabulary& vocabulary);

}  // namespace concordat::gateway
