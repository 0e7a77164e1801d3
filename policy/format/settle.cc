#include "policy/format/settle.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "policy/format/layout_writer.h"

namespace concordat::policy {
namespace {

constexpr std::size_t kLineColumns = 120;

void append(Comments& to, Comments& from) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
  from.clear();
}

// A blank line before the first key would go wherever that key goes.
void remove_blank_before_first(Passage& map) {
  Comments& above = map.items.front().above;
  while (!above.empty() && above.front().empty()) above.erase(above.begin());
}

void order_keys(Passage& item, const KeyOrder& order) {
  if (item.kind == Node::Kind::kMap && !order.keys.empty() && !item.items.empty()) {
    remove_blank_before_first(item);
    std::stable_sort(item.items.begin(), item.items.end(),
                     [&](const Passage& a, const Passage& b) { return order.rank(a.name) < order.rank(b.name); });
    remove_blank_before_first(item);
  }
  for (Passage& inner : item.items) {
    const KeyOrder* below = item.kind == Node::Kind::kMap ? order.under(inner.name) : order.each;
    if (below != nullptr) order_keys(inner, *below);
  }
}

// The comments at the file's beginning speak of the file, not of its first key, up to the modeline or to the last blank
// line.
void take_head(Passage& file) {
  if (file.items.empty()) return;
  Comments& above = file.items.front().above;
  auto end = above.end();
  while (end != above.begin() && !std::prev(end)->empty() && !is_modeline(*std::prev(end))) --end;
  if (end == above.begin()) return;
  Comments head(std::make_move_iterator(above.begin()), std::make_move_iterator(end));
  above.erase(above.begin(), end);
  if (!file.above.empty() && !is_modeline(file.above.back())) file.above.emplace_back();
  append(file.above, head);
  while (!file.above.empty() && file.above.back().empty()) file.above.pop_back();
}

// One blank line is as good as many.
void single_blanks(Comments& comments) {
  comments.erase(std::unique(comments.begin(), comments.end(),
                             [](const std::string& a, const std::string& b) { return a.empty() && b.empty(); }),
                 comments.end());
}

void remove_blanks(Comments& comments) {
  std::erase(comments, std::string());
}

// What stands in brackets is close together.
void remove_blanks_in_brackets(Passage& item) {
  for (Passage& inner : item.items) {
    if (item.style == Passage::Style::kFlow) remove_blanks(inner.above);
    remove_blanks_in_brackets(inner);
  }
  if (item.style == Passage::Style::kFlow) remove_blanks(item.below);
}

bool fits_on_a_line(const Passage& item, std::size_t indent) {
  const auto line = one_line(item);
  return line && indent + columns(item.key.empty() ? "- " : item.key + ": ") + columns(*line) <= kLineColumns;
}

void settle_item(Passage& item, std::size_t indent);

void settle_collection(Passage& item, std::size_t indent) {
  if (item.items.empty()) {
    item.style = Passage::Style::kFlow;
    remove_blanks(item.below);
    append(item.above, item.below);
    return;
  }
  if (item.style == Passage::Style::kFlow && fits_on_a_line(item, indent)) return;
  item.style = Passage::Style::kBlock;
  for (Passage& inner : item.items) settle_item(inner, indent + 2);
  while (!item.below.empty() && item.below.back().empty()) item.below.pop_back();
  if (!item.key.empty()) return;
  // An element's first item stands on the line of its dash: there is no place between the two, and none beside it.
  append(item.above, item.beside);
  remove_blanks(item.items.front().above);
  append(item.above, item.items.front().above);
}

// `indent` is where the item's line begins.
void settle_item(Passage& item, std::size_t indent) {
  if (item.kind == Node::Kind::kList || item.kind == Node::Kind::kMap) settle_collection(item, indent);
  if (item.style == Passage::Style::kText && item.beside.size() > 1) append(item.above, item.beside);
  single_blanks(item.above);
  single_blanks(item.below);
}

// A blank line behind a text that keeps the line breaks at its end (|+) would be part of it. `kept` says, and is told,
// whether such a text stands just before.
void remove_blanks_behind_kept(Passage& item, bool& kept) {
  const auto close_up = [&](Comments& comments) {
    while (kept && !comments.empty() && comments.front().empty()) comments.erase(comments.begin());
    if (!comments.empty()) kept = false;
  };
  for (Passage& inner : item.items) {
    close_up(inner.above);
    kept = inner.style == Passage::Style::kText && inner.lines.front().ends_with('+');
    if (inner.style == Passage::Style::kBlock) remove_blanks_behind_kept(inner, kept);
  }
  close_up(item.below);
}

void begin_groups(Passage& file, const KeyOrder& order) {
  for (std::size_t i = 1; i < file.items.size(); ++i) {
    Passage& item = file.items[i];
    const bool begins = order.begins_group(item.name) && (item.above.empty() || !item.above.front().empty());
    if (begins) item.above.insert(item.above.begin(), std::string());
  }
}

}  // namespace

bool is_modeline(std::string_view comment) {
  return comment.starts_with("# yaml-language-server:");
}

void settle(Passage& file, const KeyOrder& order) {
  remove_blanks_in_brackets(file);
  take_head(file);
  order_keys(file, order);
  for (Passage& item : file.items) settle_item(item, 0);
  take_head(file);  // of what is now the first key
  begin_groups(file, order);
  bool kept = false;
  remove_blanks_behind_kept(file, kept);
  single_blanks(file.above);
  append(file.below, file.beside);  // of the brackets around the whole file
  single_blanks(file.below);
  while (!file.below.empty() && file.below.back().empty()) file.below.pop_back();
  file.style = file.items.empty() ? Passage::Style::kFlow : Passage::Style::kBlock;
}

}  // namespace concordat::policy
