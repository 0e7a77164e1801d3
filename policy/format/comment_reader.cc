#include "policy/format/comment_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace concordat::policy {

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

void add_beside(Passage& item, std::string comment) {
  std::move(item.beside.begin(), item.beside.end(), std::back_inserter(item.above));
  item.beside = {std::move(comment)};
}

void CommentReader::skip_to(std::size_t end, char stop) {
  while (cursor_ < end) {
    const char c = text_[cursor_];
    if (c == '#') {
      take_comment();
      continue;
    }
    if (c == '\n' && begins_line(cursor_)) collected_.push_back({});
    ++cursor_;
    if (stop != '\0' && c == stop) return;
  }
}

void CommentReader::take_comment() {
  const std::size_t end = std::min(text_.find('\n', cursor_), text_.size());
  std::string comment(text_.substr(cursor_, end - cursor_));
  comment.erase(comment.find_last_not_of(' ') + 1);
  const std::size_t column = column_at(cursor_);
  const bool alone = begins_line(cursor_);
  const bool goes_on = alone && column == beside_column_ && text_.find_first_not_of(' ', beside_end_ + 1) == cursor_;
  cursor_ = std::min(end + 1, text_.size());
  if (alone && !goes_on) {
    collected_.push_back({std::move(comment), column});
    return;
  }
  beside_column_ = column;
  beside_end_ = end;
  if (goes_on) {
    last_->beside.push_back(std::move(comment));
  } else {
    add_beside(*last_, std::move(comment));
  }
}

// Nothing but blanks stands between the start of its line and `at`.
bool CommentReader::begins_line(std::size_t at) const {
  const std::size_t before = at == 0 ? std::string_view::npos : text_.find_last_not_of(' ', at - 1);
  return before == std::string_view::npos || text_[before] == '\n';
}

std::size_t CommentReader::column_at(std::size_t at) const {
  const std::size_t start = at == 0 ? 0 : text_.rfind('\n', at - 1) + 1;
  return columns(text_.substr(start, at - start));
}

void CommentReader::place(Comments& otherwise, std::size_t column) {
  auto ended = ended_.begin();
  bool blank = false;
  for (Collected& comment : collected_) {
    if (comment.text.empty()) {
      blank = true;
      continue;
    }
    const bool deeper = comment.column > column;
    while (ended != ended_.end() && !(deeper && comment.column >= ended->column)) ++ended;
    Comments& target = ended == ended_.end() ? otherwise : ended->collection->below;
    if (std::exchange(blank, false)) target.emplace_back();
    target.push_back(std::move(comment.text));
  }
  if (blank) otherwise.emplace_back();
  collected_.clear();
  ended_.clear();
}

void CommentReader::place_above(Passage& item) {
  for (Collected& comment : collected_) {
    if (!comment.text.empty()) item.above.push_back(std::move(comment.text));
  }
  collected_.clear();
}

}  // namespace concordat::policy
