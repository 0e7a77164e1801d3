#pragma once
// What a decision needs to know of a record, whatever its format: its kinds, whom it is for, whom it is about, how
// confidential its sender called it, which data items it holds. Filled by the reader of each format.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "policy/model/security_label.h"
#include "policy/model/vocabulary.h"

namespace concordat::policy {

// What a leaf is to the item that covers it: the value itself, on which actions act; what goes with a changed value
// (whose identifier it is); anything else, which only `keep` releases.
enum class Part : std::uint8_t { kValue, kCompanion, kOther };

struct RecordFacts {
  static constexpr std::size_t kMostParties = 256;  // distinct destinations, or people, of one record

  // Somebody whom the record is about.
  struct Person {
    std::uint32_t place = 0;  // where in the record: the format's own number
    bool identified = false;  // by a value of an item that identifies the person
  };

  KindSet kinds = 0;
  LabelSet labels = 0;
  std::vector<std::string> destinations;  // decoded, without repeats
  std::vector<std::string> subjects;      // decoded and normalised (upper case, no spaces or dashes), without repeats
  std::vector<Person> people;
  std::vector<std::uint8_t> present;  // by item: whether a leaf of it is here
  bool too_many_parties = false;      // to go on with some of them would be to pass over the others

  void clear(std::size_t items) {
    kinds = 0;
    labels = 0;
    destinations.clear();
    subjects.clear();
    people.clear();
    present.assign(items, 0);
    too_many_parties = false;
  }
  void note_destination(std::string_view text) { note(destinations, text); }
  void note_subject(std::string_view text) { note(subjects, text); }
  void note_person(std::uint32_t place) {
    if (people.size() < kMostParties) people.push_back({place, false});
  }

 private:
  void note(std::vector<std::string>& known, std::string_view text);
};

}  // namespace concordat::policy
