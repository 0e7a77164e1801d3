#pragma once
// Moves through what stands between a file's scalars (punctuation, blanks, comments) and gives each comment to the
// item that it speaks of: one behind something on its line to that item, one on a line of its own to the next item or,
// where it is indented like a collection that has just ended, to the end of that.
//
//   reader.passes(item);  reader.move_to(end_of_key);
//   reader.skip_to(start_of_value);  reader.place_above(item);

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "policy/format/layout.h"

namespace concordat::policy {

class CommentReader {
 public:
  explicit CommentReader(std::string_view text) : text_(text), beside_end_(text.size()) {}

  [[nodiscard]] std::size_t cursor() const { return cursor_; }
  // Past a scalar or a bracket, in which nothing is a comment.
  void move_to(std::size_t at) { cursor_ = at; }
  // Collects the comments and blank lines before `end`, or before the first `stop`, which is passed too.
  void skip_to(std::size_t end, char stop = '\0');

  // What is now passed is `item`'s: a comment behind it is beside it.
  void passes(Passage& item) { last_ = &item; }
  // The last item of `collection`, whose items begin at `column`, has been read.
  void ends(Passage& collection, std::size_t column) { ended_.push_back({&collection, column}); }

  // Gives away what was collected. The next item begins at `column`, and comments that belong to no collection that
  // ended go to `otherwise`.
  void place(Comments& otherwise, std::size_t column);
  // The same between a key or dash and its value: above the item.
  void place_above(Passage& item);

 private:
  // A comment on a line of its own, or a blank line (no text).
  struct Collected {
    std::string text;
    std::size_t column = 0;
  };
  struct Ended {
    Passage* collection;
    std::size_t column;
  };

  void take_comment();
  bool begins_line(std::size_t at) const;
  std::size_t column_at(std::size_t at) const;

  std::string_view text_;
  std::size_t cursor_ = 0;
  Passage* last_ = nullptr;
  std::vector<Collected> collected_;
  std::vector<Ended> ended_;  // innermost first
  // Of the last comment beside an item, where it begins in its line and where its line ends.
  std::size_t beside_column_ = 0;
  std::size_t beside_end_;
};

// A line has room for one comment: an earlier one goes above.
void add_beside(Passage& item, std::string comment);

}  // namespace concordat::policy
