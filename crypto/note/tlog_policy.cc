#include "crypto/note/tlog_policy.h"

#include <algorithm>

#include "crypto/merkle/decimal.h"

namespace concordat::crypto {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kNone = "none";

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (std::size_t at = line.find_first_not_of(kBlanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = line.find_first_not_of(kBlanks, end);
  }
  return words;
}

bool is_control(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return (octet < 0x20 && c != '\t') || octet == 0x7F;
}

std::string quoted(std::string_view word) {
  return "\"" + printable(word) + "\"";
}

std::string_view word_at(const std::vector<std::string_view>& words, std::size_t at) {
  return at < words.size() ? words[at] : std::string_view();
}

}  // namespace

// Reads line by line; a line with a mistake is told and passed over, so that the others are told too.
class PolicyReader {
 public:
  explicit PolicyReader(std::string_view file) : file_(file) {}

  Result<TlogPolicy> read(std::string_view text) {
    if (text.size() > kPolicyBytes) return fail(Code::kConfigInvalid, file_ + ": larger than a policy file may be");
    while (!text.empty()) {
      ++line_;
      const std::size_t end = text.find('\n');
      if (end == std::string_view::npos) wrong("the last line has no newline: is the file cut off?");
      const std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (std::any_of(line.begin(), line.end(), is_control)) {
        wrong("it has a control character (a carriage return, perhaps)");
      } else {
        take(words_of(line));
      }
    }
    if (!quorum_said_) problems_.push_back(file_ + ": no quorum line; write `quorum NAME`, or `quorum none`");
    if (problems_.empty()) return std::move(policy_);
    std::string all;
    for (const std::string& problem : problems_) all += (all.empty() ? "" : "\n") + problem;
    return fail(Code::kConfigInvalid, std::move(all));
  }

 private:
  using Words = std::vector<std::string_view>;

  void wrong(const std::string& what) { problems_.push_back(file_ + ":" + std::to_string(line_) + ": " + what); }

  void take(const Words& words) {
    if (words.empty() || words[0].starts_with('#')) return;
    if (words[0] == "log") return take_log(words);
    if (words[0] == "witness") return take_witness(words);
    if (words[0] == "group") return take_group(words);
    if (words[0] == "quorum") return take_quorum(words);
    wrong(quoted(words[0]) + " begins no line of a policy; known are log, witness, group, quorum");
  }

  std::optional<VerifierKey> take_key(std::string_view word, KeyType wanted) {
    auto key = VerifierKey::parse(word);
    if (!key) {
      wrong(quoted(word) + " is no key: " + key.error().detail);
      return std::nullopt;
    }
    if (key->type() == wanted) return std::move(*key);
    wrong(wanted == KeyType::kLog ? "that is a witness's key, not a log's" : "that is a log's key, not a witness's");
    return std::nullopt;
  }

  void take_log(const Words& words) {
    if (words.size() < 2 || words.size() > 3) return wrong("write it as `log KEY` or `log KEY URL`");
    auto key = take_key(words[1], KeyType::kLog);
    if (!key) return;
    if (policy_.logs_.size() == kPolicyLogs) return wrong("too many logs");
    for (const PolicyLog& other : policy_.logs_) {
      if (other.key.key() == key->key()) return wrong("this key is listed already, as log " + other.key.name());
    }
    policy_.logs_.push_back({std::move(*key), std::string(word_at(words, 2))});
  }

  void take_witness(const Words& words) {
    if (words.size() < 3 || words.size() > 4) return wrong("write it as `witness NAME KEY` or `witness NAME KEY URL`");
    const bool named = may_be_new(words[1]);
    auto key = take_key(words[2], KeyType::kWitness);
    if (!named || !key) return;
    for (const PolicyWitness& other : policy_.witnesses_) {
      if (other.key.key() == key->key()) {
        return wrong("this key is listed already, as witness " + quoted(other.name) + ": it would count twice");
      }
    }
    TlogPolicy::Node node;
    node.name = words[1];
    node.witness = policy_.witnesses_.size();
    policy_.nodes_.push_back(std::move(node));
    policy_.witness_keys_.push_back(*key);
    policy_.witnesses_.push_back({std::string(words[1]), std::move(*key), std::string(word_at(words, 3))});
  }

  void take_group(const Words& words) {
    if (words.size() < 4) return wrong("write it as `group NAME any|all|NUMBER MEMBER…`");
    const bool named = may_be_new(words[1]);
    TlogPolicy::Node node;
    node.name = words[1];
    bool members_known = true;
    for (std::size_t i = 3; i < words.size(); ++i) {
      const auto member = member_named(words[i]);
      members_known = members_known && member.has_value();
      if (member) node.members.push_back(*member);
    }
    const std::size_t count = words.size() - 3;
    const auto threshold = words[2] == "any"   ? std::optional<std::uint64_t>(1)
                           : words[2] == "all" ? std::optional<std::uint64_t>(count)
                                               : parse_decimal(words[2], count);
    if (!threshold || *threshold == 0) {
      return wrong(quoted(words[2]) + " is not any, all or a number from 1 to " + std::to_string(count) +
                   ", which is how many members the group has");
    }
    node.threshold = static_cast<std::size_t>(*threshold);
    if (named && members_known) policy_.nodes_.push_back(std::move(node));
  }

  void take_quorum(const Words& words) {
    if (words.size() != 2) return wrong("write it as `quorum NAME` or `quorum none`");
    if (quorum_said_) return wrong("a second quorum line; there is exactly one");
    quorum_said_ = true;
    policy_.quorum_name_ = words[1];
    if (words[1] == kNone) return;
    const auto found = find(words[1]);
    if (!found) return wrong(quoted(words[1]) + " is no witness or group of a line above");
    policy_.quorum_ = *found;
  }

  bool may_be_new(std::string_view name) {
    if (name == kNone) {
      wrong("\"none\" is no name for a witness or a group");
    } else if (find(name)) {
      wrong("the name " + quoted(name) + " stands twice");
    } else if (policy_.nodes_.size() == kPolicyWitnesses) {
      wrong("too many witnesses and groups");
    } else {
      return true;
    }
    return false;
  }

  // A witness could otherwise count towards the quorum in two ways.
  std::optional<std::size_t> member_named(std::string_view name) {
    const auto found = find(name);
    if (!found) {
      wrong(quoted(name) + " is no witness or group of a line above");
    } else if (policy_.nodes_[*found].is_member) {
      wrong(quoted(name) + " is a member of a group already; it can be of one only");
      return std::nullopt;
    } else {
      policy_.nodes_[*found].is_member = true;
    }
    return found;
  }

  std::optional<std::size_t> find(std::string_view name) const {
    for (std::size_t i = 0; i < policy_.nodes_.size(); ++i) {
      if (policy_.nodes_[i].name == name) return i;
    }
    return std::nullopt;
  }

  std::string file_;
  std::size_t line_ = 0;
  bool quorum_said_ = false;
  TlogPolicy policy_;
  std::vector<std::string> problems_;
};

Result<TlogPolicy> TlogPolicy::parse(std::string_view text, std::string_view file) {
  return PolicyReader(file).read(text);
}

std::vector<VerifierKey> TlogPolicy::keys_of(std::string_view origin) const {
  std::vector<VerifierKey> keys;
  for (const PolicyLog& log : logs_) {
    if (log.key.name() == origin) keys.push_back(log.key);
  }
  return keys;
}

bool TlogPolicy::satisfied(std::span<const Cosigner> cosigners) const {
  if (quorum_ == kNoQuorum) return true;
  std::vector<bool> cosigned(witnesses_.size());
  for (const Cosigner& cosigner : cosigners) {
    if (cosigner.witness < cosigned.size()) cosigned[cosigner.witness] = true;
  }
  // Members stand before their group, so one pass is enough.
  std::vector<bool> holds(nodes_.size());
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    const auto agreed = std::count_if(node.members.begin(), node.members.end(), [&](auto at) { return holds[at]; });
    holds[i] = node.threshold == 0 ? cosigned[node.witness] : static_cast<std::size_t>(agreed) >= node.threshold;
  }
  return holds[quorum_];
}

Result<OpenedCheckpoint> TlogPolicy::open(std::string_view note) const {
  Error refused{Code::kLedgerInvalid, "the policy lists no log: say whose checkpoint it is to be"};
  for (const PolicyLog& log : logs_) {
    const auto signed_by_it = open_checkpoint(note, log.key);
    if (signed_by_it) return open(note, log.key);
    refused = signed_by_it.error();
  }
  return fail(std::move(refused));
}

Result<OpenedCheckpoint> TlogPolicy::open(std::string_view note, const VerifierKey& log) const {
  return open(note, std::span(&log, 1));
}

Result<OpenedCheckpoint> TlogPolicy::open(std::string_view note, std::span<const VerifierKey> log) const {
  auto opened = open_checkpoint(note, log, witness_keys_);
  if (!opened || satisfied(*opened)) return opened;
  return fail(Code::kLedgerInvalid,
              "the checkpoint is not witnessed enough: " + std::to_string(opened->cosigners.size()) + " of " +
                  std::to_string(witnesses_.size()) + " witnesses have cosigned it, and the " + "quorum \"" +
                  printable(quorum_name_) + "\" is not met");
}

}  // namespace concordat::crypto
