#include "gateway/pipeline/person_lists.h"

#include <algorithm>

namespace concordat::gateway {
namespace {

using policy::ListAnswer;
using policy::ListMeaning;

bool holds(const PersonListEntry& list, ByteView subject) {
  return std::binary_search(list.people.begin(), list.people.end(), person_tag(subject));
}

// What one list says of all of them.
ListAnswer ask(const PersonListEntry& list, const People& people, std::int64_t unix_seconds) {
  if (!list.readable) return ListAnswer::kMissing;
  const bool barred = std::any_of(people.subjects.begin(), people.subjects.end(), [&](const Bytes& subject) {
    return holds(list, subject) == (list.meaning != ListMeaning::kMayUse);
  });
  if (barred) return ListAnswer::kBarred;
  if (list.stale_from != 0 && unix_seconds >= list.stale_from) return ListAnswer::kStale;
  return people.somebody_unknown ? ListAnswer::kNoNumber : ListAnswer::kClear;
}

// The first of these that any list gives is the answer: what is known against a person before what is not known.
constexpr ListAnswer kGravest[] = {ListAnswer::kBarred, ListAnswer::kMissing, ListAnswer::kStale,
                                   ListAnswer::kNoNumber};

template <typename Wanted>
ListAnswer ask_all(std::span<const PersonListEntry> lists, const People& people, std::int64_t unix_seconds,
                   ListAnswer without_any, Wanted wanted) {
  ListAnswer answer = without_any;
  std::size_t gravest = std::size(kGravest);
  for (const PersonListEntry& list : lists) {
    if (!wanted(list.meaning)) continue;
    const ListAnswer said = ask(list, people, unix_seconds);
    if (answer == without_any && gravest == std::size(kGravest)) answer = ListAnswer::kClear;
    for (std::size_t i = 0; i < gravest; ++i) {
      if (said != kGravest[i]) continue;
      gravest = i;
      answer = said;
    }
  }
  return answer;
}

}  // namespace

PersonTag person_tag(ByteView subject) {
  PersonTag tag{};
  std::copy_n(subject.begin(), std::min(subject.size(), tag.size()), tag.begin());
  return tag;
}

PersonLists::PersonLists(std::vector<PersonListEntry> lists) : lists_(std::move(lists)) {
  for (PersonListEntry& list : lists_) std::sort(list.people.begin(), list.people.end());
}

ListAnswer PersonLists::opt_out(const People& people, std::int64_t unix_seconds) const {
  return ask_all(lists_, people, unix_seconds, ListAnswer::kMissing,
                 [](ListMeaning meaning) { return meaning != ListMeaning::kObjected; });
}

ListAnswer PersonLists::objection(const People& people, std::int64_t unix_seconds) const {
  return ask_all(lists_, people, unix_seconds, ListAnswer::kClear,
                 [](ListMeaning meaning) { return meaning == ListMeaning::kObjected; });
}

}  // namespace concordat::gateway
