#pragma once
// Who stands on the lists that the policy names: opt-outs, objections. Numbers are kept only as the keyed hashes under
// which the gateway knows people anyway, so that a list in memory names nobody, and what a disclosure keeps of its
// people can be looked up again when it leaves the queue. Immutable; thread-safe.
//
//   PersonLists lists(entries);
//   circumstances.opt_out = lists.opt_out(subjects, now);      // subjects: KeyStore::subject of each identifier

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "policy/decide/circumstances.h"
#include "policy/model/person_list.h"
#include "protocol/base/bytes.h"

namespace concordat::gateway {

// 16 of a keyed hash's 32 bytes: as good as never the same for two people, in half the memory.
using PersonTag = std::array<std::uint8_t, 16>;
[[nodiscard]] PersonTag person_tag(ByteView subject);

struct PersonListEntry {
  std::string id;
  policy::ListMeaning meaning = policy::ListMeaning::kOptedOut;
  std::int64_t stale_from = 0;  // unix seconds; 0: never
  bool readable = false;        // false: the file is missing or says something that can't be right
  std::vector<PersonTag> people;
};

// The people of a record, as its subjects' hashes, and whether it speaks of somebody whom none of them identifies.
struct People {
  std::vector<Bytes> subjects;
  bool somebody_unknown = true;
};

class PersonLists {
 public:
  PersonLists() = default;
  explicit PersonLists(std::vector<PersonListEntry> lists);

  // What the opt-out lists say together of all these people; kMissing when there is none.
  [[nodiscard]] policy::ListAnswer opt_out(const People& people, std::int64_t unix_seconds) const;
  // The same of the registers of objections; kClear when there is none.
  [[nodiscard]] policy::ListAnswer objection(const People& people, std::int64_t unix_seconds) const;
  [[nodiscard]] std::span<const PersonListEntry> lists() const { return lists_; }

 private:
  std::vector<PersonListEntry> lists_;  // people sorted
};

}  // namespace concordat::gateway
