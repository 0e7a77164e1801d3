#include "tests/unit/policy/redaction/leaf_ledger.h"

#include <algorithm>

#include "policy/redact/value/free_text.h"
#include "policy/redact/value/narrative.h"
#include "tests/unit/policy/redaction/ledger_reading.h"
#include "tests/unit/policy/redaction/slow_change.h"

namespace concordat::policy::test {
namespace {

constexpr char kLabel[] = R"({"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"REDACTED"})";

constexpr char kMask[] =
    R"({"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]})";

// What keeps a container in the output.
struct Life {
  bool released = false;
  bool pinned = false;
  bool around = false;

  [[nodiscard]] bool remains() const { return released || pinned; }
  [[nodiscard]] bool any() const { return remains() || around; }
};

class Settlement {
 public:
  Settlement(Element& root, const JudgedBy& by) : root_(root), by_(by), reading_(read_leaves(root, by)) {}

  Ledger run() {
    Ledger out;
    withhold_the_incomplete();
    out.refused = instruction_lost_ || focus_lost() || !life(root_).released;
    if (!out.refused) {
      settle_references();
      settle_masks();
      settle_systems();
      search_words();
    }
    bool changed = false;
    for (Element* leaf : leaves_of(root_)) {
      out.leaves.push_back(entry(*leaf, out.refused));
      changed = changed || (out.leaves.back().fate != LeafFate::kCopied && !reading_.notes[leaf].placeholder);
    }
    label_ = changed && !reading_.labelled && by_.format == Format::kFhir;
    if (!out.refused) out.expected = write(root_);
    return out;
  }

 private:
  [[nodiscard]] Life life(const Element& element) const {
    Life out;
    if (element.leaf()) {
      const Standing standing = reading_.notes.at(&element).standing;
      out.released = standing == Standing::kReleased;
      out.around = standing == Standing::kAround;
      return out;
    }
    if (reading_.poisoned.count(&element) > 0) return out;
    for (const auto& child : element.children) {
      const Life one = life(*child);
      out.released = out.released || one.released;
      out.pinned = out.pinned || one.pinned;
      out.around = out.around || one.around;
    }
    out.pinned = out.pinned || reading_.pinned.count(&element) > 0;
    const bool gone = reading_.resources.count(&element) > 0 && !out.remains();
    return gone ? Life{} : out;
  }

  // Nothing around it is withheld as a whole.
  [[nodiscard]] bool reachable(const Element* at) const {
    for (; at != nullptr; at = at->parent) {
      if (reading_.poisoned.count(at) > 0) return false;
      if (reading_.resources.count(at) > 0 && !life(*at).remains()) return false;
    }
    return true;
  }

  [[nodiscard]] const Element* target(const SeenReference& reference) const {
    if (reference.to.front() == '#') {
      const auto found = reading_.contained.find({reference.outermost, reference.to.substr(1)});
      return found == reading_.contained.end() ? nullptr : found->second;
    }
    const auto found = reading_.entries.find(reference.to);
    return found == reading_.entries.end() ? nullptr : found->second;
  }

  [[nodiscard]] bool left(const Element& value) const {
    return value.leaf() ? reading_.notes.at(&value).standing != Standing::kAbsent : life(value).any();
  }

  // What FHIR requires takes what it stands in along, and so on outwards.
  void withhold_the_incomplete() {
    for (std::size_t before = reading_.poisoned.size() + 1; before != reading_.poisoned.size();) {
      before = reading_.poisoned.size();
      for (const Demand& demand : reading_.demands) {
        if (demand.reference || left(*demand.value) || reading_.poisoned.count(demand.holder) > 0) continue;
        instruction_lost_ = instruction_lost_ || (demand.instruction && life(*demand.holder).released);
        reading_.poisoned.insert(demand.holder);
      }
      for (const auto& [somebody, told] : reading_.somebodies) {
        bool any = false;
        bool said = false;
        for (const std::string& name : told) {
          const Element* value = somebody->member(name);
          any = any || value != nullptr;
          said = said || (value != nullptr && left(*value));
        }
        if (any && !said && life(*somebody).released) reading_.poisoned.insert(somebody);
      }
    }
  }

  void settle_masks() {
    for (const Demand& demand : reading_.demands) {
      const bool may = demand.reference && life(*demand.holder).any() && reachable(demand.holder);
      if (may && !left(*demand.value)) masked_.insert(demand.value);
    }
  }

  // The record's focus, or its header, is withheld.
  [[nodiscard]] bool focus_lost() const {
    if (reading_.poisoned.count(&root_) > 0) return true;
    for (const Element* pinned : reading_.pinned) {
      if (reading_.poisoned.count(pinned) > 0) return true;
    }
    return std::any_of(reading_.references.begin(), reading_.references.end(), [this](const SeenReference& reference) {
      const Element* to = reference.focus ? target(reference) : nullptr;
      const Element* resource = to == nullptr ? nullptr : to->member("resource");
      return resource != nullptr && reading_.poisoned.count(resource) > 0;
    });
  }

  void settle_references() {
    std::vector<std::pair<const SeenReference*, const Element*>> leading;
    for (const SeenReference& reference : reading_.references) {
      const Element* to = target(reference);
      if (reference.allowed && to != nullptr && life(*to).remains() && reachable(to) && reachable(reference.leaf))
        leading.emplace_back(&reference, to);
    }
    for (const auto& [reference, to] : leading) {
      reading_.notes[reference->leaf].standing = Standing::kAround;
      const Element* id = reference->to.front() == '#' ? to->member("id") : nullptr;
      if (id != nullptr && reading_.notes[id].standing == Standing::kAbsent)
        reading_.notes[id].standing = Standing::kFollows;
    }
  }

  // The system beside a pseudonym can't be taken for the real one.
  void settle_systems() {
    for (Element* leaf : leaves_of(root_)) {
      const Note& note = reading_.notes[leaf];
      if (note.key.empty() || note.standing != Standing::kReleased) continue;
      const Element* system = leaf->parent->member("system");
      if (system == nullptr || !system->string() || !written(*system)) continue;
      reading_.notes[system].after = quoted(slow_pseudonym_system(note.key, system->text()));
    }
  }

  [[nodiscard]] bool copied(const Element& leaf) const {
    const Note& note = reading_.notes.at(&leaf);
    return written(leaf) && !note.changed && note.after == leaf.raw;
  }

  void search_words() {
    static FreeText scrubber;  // costly to make
    scrubber.clear();
    const std::vector<Element*> all = leaves_of(root_);
    for (const bool released : {false, true}) {
      for (Element* leaf : all) {
        const Note& note = reading_.notes[leaf];
        if (!note.value || by_.vocabulary.items[note.item].type == ValueType::kFreeText) continue;
        const Item& item = by_.vocabulary.items[note.item];
        if (copied(*leaf) != released) continue;
        if (released) {
          scrubber.release(item.type, leaf->text());
        } else if (item.identifying) {
          scrubber.withhold(item.type, leaf->text());
        }
      }
    }
    for (Element* leaf : all) {
      Note& note = reading_.notes[leaf];
      if (!note.text || !copied(*leaf)) continue;
      const bool narrative = leaf->parent->member("div") == leaf;
      std::string clean;
      const FreeText::Outcome outcome = scrubber.scrub(leaf->text(), clean);
      if (!outcome.possible || (narrative && hides_words(leaf->text()))) {
        note.after = quoted(narrative ? kWithheldNarrative : "[withheld]");
      } else if (outcome.marks > 0) {
        note.after = quoted(clean);
      }
    }
  }

  [[nodiscard]] bool written(const Element& leaf) const {
    const Note& note = reading_.notes.at(&leaf);
    if (note.standing == Standing::kAbsent || !reachable(&leaf)) return false;
    return note.standing != Standing::kFollows || note.anchor == nullptr || life(*note.anchor).any();
  }

  [[nodiscard]] LeafEntry entry(const Element& leaf, bool refused) const {
    const Note& note = reading_.notes.at(&leaf);
    LeafEntry out{note.place, note.item, LeafFate::kAbsent, leaf.raw, "", note.text};
    if (refused || !written(leaf)) return out;
    out.fate = note.after == leaf.raw ? LeafFate::kCopied : LeafFate::kChanged;
    out.after = note.after;
    return out;
  }

  // ---- the output: what has nothing left in it is left out ------------------------------------------------------

  [[nodiscard]] std::string write(const Element& element) const {
    if (masked_.count(&element) > 0) return element.array() ? "[" + std::string(kMask) + "]" : kMask;
    if (element.leaf()) return written(element) ? reading_.notes.at(&element).after : "";
    if (element.array()) return write_array(element);
    std::string out;
    for (std::size_t i = 0; i < element.children.size(); ++i) {
      const Element& child = *element.children[i];
      const bool stale = label_ && &element == root_.member("meta") && element.name(i) == "security" && !child.array();
      const std::string text = stale ? "" : write(child);
      if (!text.empty()) out += (out.empty() ? "" : ",") + element.keys[i] + ":" + text;
      if (label_ && &element == &root_ && element.name(i) == "resourceType" && !meta_written())
        out += std::string(",\"meta\":{\"security\":[") + kLabel + "]}";
    }
    if (label_ && &element == root_.member("meta") && life(element).any()) {
      const Element* security = element.member("security");
      const bool open = security != nullptr && security->array() && !write(*security).empty();
      if (!open) out += (out.empty() ? "" : ",") + std::string("\"security\":[") + kLabel + "]";
    }
    return out.empty() ? "" : "{" + out + "}";
  }

  [[nodiscard]] bool meta_written() const {
    const Element* meta = root_.member("meta");
    return meta != nullptr && meta->object() && life(*meta).any();
  }

  [[nodiscard]] std::string write_array(const Element& array) const {
    const Element* sibling = sibling_of(array);
    const bool places = by_.format == Format::kFhir && sibling != nullptr && life(array).any() && life(*sibling).any();
    std::string out;
    bool any = false;
    for (const auto& child : array.children) {
      const std::string text = write(*child);
      any = any || !text.empty();
      if (text.empty() && !places) continue;
      out += (out.empty() ? "" : ",") + (text.empty() ? "null" : text);
    }
    const Element* meta = root_.member("meta");
    if (label_ && meta != nullptr && &array == meta->member("security") && any) out += std::string(",") + kLabel;
    return any ? "[" + out + "]" : "";
  }

  Element& root_;
  const JudgedBy& by_;
  Reading reading_;
  std::set<const Element*> masked_;
  bool instruction_lost_ = false;
  bool label_ = false;
};

}  // namespace

std::size_t Ledger::count(LeafFate fate) const {
  return static_cast<std::size_t>(
      std::count_if(leaves.begin(), leaves.end(), [fate](const LeafEntry& entry) { return entry.fate == fate; }));
}

Ledger judge(std::string_view record, const JudgedBy& by) {
  const std::unique_ptr<Element> root = read_tree(record);
  return Settlement(*root, by).run();
}

}  // namespace concordat::policy::test
