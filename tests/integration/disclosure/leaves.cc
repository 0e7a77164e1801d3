#include "tests/integration/disclosure/leaves.h"

#include <cctype>
#include <utility>

namespace concordat::integration {
namespace {

using policy::Selector;
using policy::Step;

// A member on the way to a leaf, and the object that it leads to, if it leads to one.
struct Hop {
  std::string name;
  const Node* object = nullptr;
};

bool same_name(const Step& step, std::string_view name) {
  if (step.name == "*") return true;
  if (!name.empty() && name.front() == '_') name.remove_prefix(1);  // the sibling that holds a primitive's extensions
  if (!step.choice) return name == step.name;
  return name.size() > step.name.size() && name.substr(0, step.name.size()) == step.name &&
         std::isupper(static_cast<unsigned char>(name[step.name.size()])) != 0;
}

bool fits(const Step& step, const Hop& hop) {
  if (!same_name(step, hop.name)) return false;
  if (step.where_key.empty()) return true;
  if (hop.object == nullptr) return false;
  const Node* told = hop.object->member(step.where_key);
  return told != nullptr && told->text == step.where_value;
}

class Walk {
 public:
  Walk(policy::Format format, const policy::Vocabulary& vocabulary) : format_(format), vocabulary_(vocabulary) {}

  std::vector<Leaf> run(const Node& root) {
    if (format_ == policy::Format::kJson) {
      object(root);
    } else {
      visit(root);
    }
    return std::move(leaves_);
  }

 private:
  void visit(const Node& node) {
    if (node.leaf()) return leaf(node);
    if (node.kind == Node::Kind::kArray) {
      for (const Node& element : node.elements) in_place(element);
      return;
    }
    const std::string type = format_ == policy::Format::kFhir ? node.member_text("resourceType") : std::string();
    if (type.empty()) return object(node);
    // A resource is the root of its own paths, wherever it stands.
    std::vector<Hop> outer;
    outer.swap(hops_);
    hops_.push_back({type, &node});
    object(node);
    hops_.swap(outer);
  }

  void in_place(const Node& element) {
    const Hop before = hops_.empty() ? Hop{} : hops_.back();
    if (!hops_.empty()) hops_.back().object = element.kind == Node::Kind::kObject ? &element : nullptr;
    visit(element);
    if (!hops_.empty()) hops_.back() = before;
  }

  void object(const Node& node) {
    const std::string outer_place = place_;
    const std::string outer_entry = entry_;
    if (const std::string url = node.member_text("fullUrl"); !url.empty()) entry_ = url, place_.clear();
    const std::string here = place_;
    for (std::size_t i = 0; i < node.elements.size(); ++i) {
      place_ = here.empty() ? node.names[i] : here + "." + node.names[i];
      hops_.push_back({node.names[i], node.elements[i].kind == Node::Kind::kObject ? &node.elements[i] : nullptr});
      visit(node.elements[i]);
      hops_.pop_back();
    }
    place_ = outer_place;
    entry_ = outer_entry;
  }

  void leaf(const Node& node) {
    Leaf leaf{entry_, place_, hops_.empty() ? std::string() : hops_.back().name, policy::kNoItem, false, &node};
    std::pair<std::size_t, std::size_t> best{0, 0};  // length, conditions
    for (std::size_t i = 0; i < vocabulary_.items.size(); ++i) {
      for (const Selector& selector : vocabulary_.items[i].selectors[static_cast<std::size_t>(format_)]) {
        leaf.told = leaf.told || tells(selector);
        const auto reach = covers(selector);
        if (reach <= best) continue;
        best = reach;
        leaf.item = static_cast<policy::ItemIndex>(i);
      }
    }
    leaves_.push_back(std::move(leaf));
  }

  // {0, 0} when the selector does not cover the leaf.
  [[nodiscard]] std::pair<std::size_t, std::size_t> covers(const Selector& selector) const {
    if (selector.steps.size() > hops_.size()) return {0, 0};
    std::size_t conditions = 0;
    for (std::size_t i = 0; i < selector.steps.size(); ++i) {
      if (!fits(selector.steps[i], hops_[i])) return {0, 0};
      conditions += selector.steps[i].where_key.empty() ? 0 : 1;
    }
    return {selector.steps.size(), conditions};
  }

  // Whether the leaf is what a condition of the selector reads, and the condition holds.
  [[nodiscard]] bool tells(const Selector& selector) const {
    for (std::size_t i = 0; i < selector.steps.size() && i + 1 < hops_.size(); ++i) {
      if (!fits(selector.steps[i], hops_[i])) return false;
      if (i + 2 == hops_.size() && selector.steps[i].where_key == hops_.back().name) return true;
    }
    return false;
  }

  policy::Format format_;
  const policy::Vocabulary& vocabulary_;
  std::vector<Hop> hops_;
  std::string place_;
  std::string entry_;
  std::vector<Leaf> leaves_;
};

}  // namespace

std::vector<Leaf> leaves_of(const Node& root, policy::Format format, const policy::Vocabulary& vocabulary) {
  return Walk(format, vocabulary).run(root);
}

}  // namespace concordat::integration
