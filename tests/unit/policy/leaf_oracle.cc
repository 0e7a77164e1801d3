#include "tests/unit/policy/leaf_oracle.h"

#include <set>
#include <tuple>

namespace concordat::policy::test {
namespace json = boost::json;
namespace {

struct Turn {
  std::string key;
  const json::object* object;  // the object that we came into, or none
};

bool holds(const Step& step, const Turn& turn) {
  const bool any = step.name == "*";
  const bool choice = step.choice && turn.key.size() > step.name.size() && turn.key.rfind(step.name, 0) == 0 &&
                      turn.key[step.name.size()] >= 'A' && turn.key[step.name.size()] <= 'Z';
  if (!any && !choice && (step.choice || step.name != turn.key)) return false;
  if (step.where_key.empty()) return true;
  if (turn.object == nullptr) return false;
  const json::value* value = turn.object->if_contains(step.where_key);
  return value != nullptr && value->is_string() && value->get_string() == step.where_value;
}

ItemIndex item_at(const std::vector<Turn>& path, const Vocabulary& vocabulary) {
  std::tuple<std::size_t, int, int> best{0, -1, -1};
  ItemIndex found = kNoItem;
  const bool narrative = path.size() > 1 && path[1].key == "text";
  for (std::size_t i = 0; i < vocabulary.items.size(); ++i) {
    for (const Selector& selector : vocabulary.items[i].selectors[0]) {
      if (selector.steps.size() > path.size() || (narrative && selector.steps.size() < 2)) continue;
      int conditions = 0;
      int named = 0;
      bool matches = true;
      for (std::size_t step = 0; step < selector.steps.size(); ++step) {
        matches = matches && holds(selector.steps[step], path[step]);
        conditions += selector.steps[step].where_key.empty() ? 0 : 1;
        named += selector.steps[step].name == "*" ? 0 : 1;
      }
      const std::tuple merit{selector.steps.size(), conditions, named};
      if (!matches || merit < best) continue;
      found = merit == best && found != i ? kNoItem : static_cast<ItemIndex>(i);
      best = merit;
    }
  }
  return found;
}

class Walk {
 public:
  Walk(const Vocabulary& vocabulary, std::vector<OracleLeaf>& out) : vocabulary_(vocabulary), out_(out) {}

  void value(json::value& at, const std::string& key, std::vector<Turn> path, const json::object* resource) {
    if (at.is_array()) {
      for (json::value& element : at.get_array()) value(element, key, path, resource);
    } else if (at.is_object()) {
      json::object& object = at.get_object();
      const bool slot = path.empty() || key == "resource" || key == "contained";
      if (slot && object.contains("resourceType")) {
        resource = &object;
        path = {{object.at("resourceType").as_string().c_str(), &object}};
      } else {
        path.back().object = &object;
      }
      for (auto& member : object) {
        std::string name(member.key());
        if (name.front() == '_') name.erase(0, 1);
        std::vector<Turn> further = path;
        further.push_back({name, nullptr});
        value(member.value(), name, further, resource);
      }
    } else if (at.is_string()) {
      static const std::set<std::string> kFixed{"resourceType", "fullUrl", "reference",    "url",  "system",
                                                "use",          "status",  "intent",       "type", "code",
                                                "comparator",   "scope",   "implicitRules"};
      OracleLeaf leaf;
      leaf.value = &at.get_string();
      leaf.key = key;
      leaf.type = resource->at("resourceType").as_string().c_str();
      leaf.resource = resource;
      leaf.element = path.size() > 1 ? path[1].object : nullptr;
      leaf.item = item_at(path, vocabulary_);
      const bool concept_of_status =
          path.size() > 1 && (path[1].key == "clinicalStatus" || path[1].key == "verificationStatus");
      bool verification = false;
      for (const Turn& turn : path) {
        const json::value* url = turn.object == nullptr ? nullptr : turn.object->if_contains("url");
        verification =
            verification || (url != nullptr && url->as_string().find("VerificationStatus") != json::string::npos);
      }
      leaf.fixed = kFixed.count(key) != 0 || concept_of_status || verification;
      out_.push_back(leaf);
    }
  }

 private:
  const Vocabulary& vocabulary_;
  std::vector<OracleLeaf>& out_;
};

}  // namespace

std::vector<OracleLeaf> leaves(json::value& record, const Vocabulary& vocabulary) {
  std::vector<OracleLeaf> out;
  Walk(vocabulary, out).value(record, "", {}, nullptr);
  return out;
}

}  // namespace concordat::policy::test
