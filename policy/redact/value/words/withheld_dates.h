#pragma once
// Dates that must not be found in a text, however people write one: 1941-03-09, 9/3/41, 09.03.1941, 9th March 1941, Mar
// 9, 1941, 9-Mar-41, 9 Mawrth 1941, 09031941, 090341, 194103091230, and their month: March 1941, 03/1941, 1941-03.
// Filled once a record. One a thread.
//
//   dates.add(plain_runs_of("1941-03-09"));            true: it is a date
//   dates.find(runs, matches)                          appends a match of kind kDate for each

#include <cstdint>
#include <vector>

#include "policy/redact/value/words/runs.h"

namespace concordat::policy {

class WithheldDates {
 public:
  void clear();
  // A value that is a date: of FHIR, of HL7, or written as people write it; whole, or a year and a month. False if it
  // is none of these.
  bool add(const Runs& value);
  [[nodiscard]] bool empty() const { return days_.empty() && months_.empty(); }
  void find(const Runs& runs, std::vector<Match>& found);

 private:
  struct Written;
  void add_day(unsigned year, unsigned month, unsigned day);
  [[nodiscard]] bool is_day(unsigned year, unsigned month, unsigned day) const;
  [[nodiscard]] bool is_month(unsigned year, unsigned month) const;
  [[nodiscard]] bool digits_are(std::string_view digits) const;
  [[nodiscard]] std::size_t end_at(const Runs& runs, std::size_t first) const;
  void sort();

  // Year, month and day as one number; and once more with the last two digits of the year.
  std::vector<unsigned> days_;
  std::vector<unsigned> months_;  // year and month
  bool sorted_ = true;
};

}  // namespace concordat::policy
