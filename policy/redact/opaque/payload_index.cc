#include "policy/redact/opaque/payload_index.h"

#include <algorithm>
#include <charconv>

#include "protocol/limits.h"

namespace concordat::policy {

PayloadIndex::PayloadIndex(const Vocabulary& vocabulary) : vocabulary_items_(vocabulary.items.size()) {
  constexpr auto kSlot = static_cast<std::size_t>(Format::kOpaque);
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) add(items_, vocabulary.items[i].selectors[kSlot], i);
  for (std::size_t i = 0; i < vocabulary.kinds.size(); ++i) add(kinds_, vocabulary.kinds[i].recognise[kSlot], i);
}

void PayloadIndex::add(std::vector<Place>& places, const std::vector<Selector>& selectors, std::size_t of) {
  for (const Selector& selector : selectors) {
    const Step& step = selector.steps.front();
    std::uint64_t most = limits::kRecordBytes;
    const std::string& written = step.where_value;
    std::from_chars(written.data(), written.data() + written.size(), most);  // none: the general limit stays
    places.push_back({step.name, most, of});
  }
}

ItemIndex PayloadIndex::item(std::string_view type, std::size_t bytes) const {
  const Place* best = nullptr;
  for (const Place& place : items_) {
    if (place.type != type || place.most < bytes) continue;
    if (best == nullptr || place.most < best->most) best = &place;
  }
  return best == nullptr ? kNoItem : static_cast<ItemIndex>(best->of);
}

std::uint64_t PayloadIndex::room(std::string_view type) const {
  std::uint64_t room = 0;
  for (const Place& place : items_) {
    if (place.type == type) room = std::max(room, place.most);
  }
  return room;
}

KindSet PayloadIndex::kinds(std::string_view type, std::size_t bytes) const {
  KindSet kinds = 0;
  for (const Place& place : kinds_) {
    if (place.type == type && bytes <= place.most) kinds |= KindSet{1} << place.of;
  }
  return kinds;
}

}  // namespace concordat::policy
