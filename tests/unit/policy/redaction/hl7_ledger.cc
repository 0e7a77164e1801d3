// The duties held against the output: its segments are the record's in the same order, some of them left out, and so
// are the repetitions of a field.
#include "tests/unit/policy/redaction/hl7_ledger.h"

#include <re2/re2.h>

#include <algorithm>

namespace concordat::policy::test {
namespace {

using Leaves = std::vector<std::size_t>;  // indexes

// What is left stands in the old text in the same order, and each removal is marked.
bool scrubbed(const std::string& before, const std::string& after) {
  const std::string mark = "[withheld]";
  if (after.find(mark) == std::string::npos) return false;
  std::size_t at = 0;
  std::size_t begin = 0;
  for (std::size_t end = after.find(mark); begin <= after.size(); end = after.find(mark, begin)) {
    const std::string piece = after.substr(begin, end == std::string::npos ? end : end - begin);
    const std::size_t found = before.find(piece, at);
    if (found == std::string::npos || (begin == 0 && found != 0)) return false;
    at = found + piece.size();
    if (end == std::string::npos) return piece.empty() || at == before.size() || before.ends_with(piece);
    begin = end + mark.size();
  }
  return true;
}

class Comparison {
 public:
  Comparison(const Hl7Text& before, const Hl7Text& after, std::vector<Hl7Duty> duties,
             const std::vector<ItemIndex>& altered)
      : before_(before), after_(after), duties_(std::move(duties)), altered_(altered.begin(), altered.end()) {
    partner_.assign(before.leaves.size(), kNone);
  }

  Hl7Verdict run() {
    std::size_t next = 0;
    for (std::size_t out = 0; out < after_.names.size(); ++out) {
      std::size_t match = next;
      while (match < before_.names.size() && !fits(match, out)) ++match;
      if (match == before_.names.size()) {
        verdict_.faults.push_back("nothing allows this segment of the output, or a value in it: " + say(out));
        continue;
      }
      next = match + 1;
    }
    for (std::size_t i = 0; i < duties_.size(); ++i) settle(i);
    return verdict_;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  [[nodiscard]] std::string say(std::size_t segment) const {
    std::string out = after_.names[segment];
    for (const Hl7Leaf& leaf : after_.leaves) {
      if (leaf.segment == segment) out += " " + after_.place(leaf) + "=" + leaf.raw;
    }
    return out;
  }

  static Leaves of(const Hl7Text& text, std::size_t segment) {
    Leaves out;
    for (std::size_t i = 0; i < text.leaves.size(); ++i) {
      if (text.leaves[i].segment == segment) out.push_back(i);
    }
    return out;
  }

  bool fits(std::size_t in, std::size_t out) {
    if (before_.names[in] != after_.names[out]) return false;
    const Leaves mine = of(before_, in);
    const Leaves theirs = of(after_, out);
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    std::size_t at = 0;
    for (std::size_t i = 0; i < theirs.size();) {
      std::size_t end = i;
      while (end < theirs.size() && same_repetition(after_.leaves[theirs[i]], after_.leaves[theirs[end]])) ++end;
      const Leaves repetition(theirs.begin() + static_cast<std::ptrdiff_t>(i),
                              theirs.begin() + static_cast<std::ptrdiff_t>(end));
      if (!place_repetition(mine, at, repetition, pairs)) return false;
      i = end;
    }
    for (const auto& [a, b] : pairs) partner_[a] = b;
    return true;
  }

  static bool same_repetition(const Hl7Leaf& a, const Hl7Leaf& b) {
    return a.field == b.field && a.repetition == b.repetition;
  }

  // The first repetition of the same field, from `at` on, that can have become this one.
  bool place_repetition(const Leaves& mine, std::size_t& at, const Leaves& theirs,
                        std::vector<std::pair<std::size_t, std::size_t>>& pairs) const {
    for (std::size_t begin = at; begin < mine.size();) {
      std::size_t end = begin;
      while (end < mine.size() && same_repetition(before_.leaves[mine[begin]], before_.leaves[mine[end]])) ++end;
      std::vector<std::pair<std::size_t, std::size_t>> found;
      for (const std::size_t out : theirs) {
        for (std::size_t i = begin; i < end; ++i) {
          if (accepts(mine[i], out)) found.emplace_back(mine[i], out);
        }
      }
      if (found.size() == theirs.size()) {
        pairs.insert(pairs.end(), found.begin(), found.end());
        at = end;
        return true;
      }
      begin = end;
    }
    const Hl7Leaf& made = after_.leaves[theirs.front()];
    return made.field == 18 && made.raw == "UNICODE UTF-8";  // said by a byte-order mark before
  }

  [[nodiscard]] bool accepts(std::size_t in, std::size_t out) const {
    const Hl7Leaf& before = before_.leaves[in];
    const Hl7Leaf& after = after_.leaves[out];
    const Hl7Duty& duty = duties_[in];
    if (before.field != after.field || before.component != after.component || before.subcomponent != after.subcomponent)
      return false;
    const std::string& segment = before_.names[before.segment];
    static const re2::RE2 made_id("[0-9a-f]{20}");
    const bool counted = segment == "BTS" || segment == "FTS";
    if ((segment == "MSH" && before.field == 10 && re2::RE2::FullMatch(after.raw, made_id)) || counted) return true;
    if (duty.must == Hl7Must::kBeWithheld) return false;
    return after.raw == duty.after || (duty.text && scrubbed(before.raw, after.raw));
  }

  void settle(std::size_t in) {
    const Hl7Duty& duty = duties_[in];
    const Hl7Leaf& leaf = before_.leaves[in];
    const bool there = partner_[in] != kNone;
    if (there) {
      ++(after_.leaves[partner_[in]].raw == leaf.raw ? verdict_.copied : verdict_.changed);
    } else {
      ++verdict_.absent;
      const bool owed = duty.must == Hl7Must::kBeCopied || duty.must == Hl7Must::kBeChanged;
      if (owed && altered_.count(duty.item) == 0)
        verdict_.faults.push_back("missing, and the manifest does not say so: " + before_.place(leaf));
    }
    if (duty.must == Hl7Must::kBeWithheld || duty.must == Hl7Must::kBeChanged) verdict_.withheld.insert(in);
  }

  const Hl7Text& before_;
  const Hl7Text& after_;
  std::vector<Hl7Duty> duties_;
  std::set<ItemIndex> altered_;
  std::vector<std::size_t> partner_;  // in the output, of each leaf
  Hl7Verdict verdict_;
};

}  // namespace

Hl7Verdict judge_hl7(std::string_view record, std::string_view disclosure, const JudgedBy& by,
                     const std::vector<ItemIndex>& altered) {
  const Hl7Text before = cut_hl7(record);
  const Hl7Text after = cut_hl7(disclosure);
  return Comparison(before, after, hl7_duties(before, by), altered).run();
}

}  // namespace concordat::policy::test
