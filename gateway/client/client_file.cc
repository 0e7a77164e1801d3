#include "gateway/client/client_file.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "policy/source/report.h"
#include "policy/source/suggestion.h"
#include "policy/source/yaml.h"
#include "protocol/base/bytes.h"

namespace concordat::client {
namespace {

constexpr std::size_t kFileBytes = 1024 * 1024;  // a certificate with its chain is a few KiB

const std::vector<std::string> kKeys = {"gateway", "ca", "crl", "cert", "key"};

std::optional<std::string> read_whole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::error_code failure;
  const auto size = std::filesystem::file_size(path, failure);
  if (!file || failure || size > kFileBytes) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

class Reader {
 public:
  Reader(const std::string& path, policy::Problems& problems)
      : folder_(std::filesystem::path(path).parent_path()), report_(path, problems) {}

  std::optional<policy::Node> root(std::string_view text) {
    auto node = policy::read_yaml(text, report_);
    if (!node) return std::nullopt;
    if (node->kind != policy::Node::Kind::kMap) {
      report_.error(report_.at(*node),
                    "a client file is a list of `key: value` lines; it needs gateway, ca, cert and key");
      return std::nullopt;
    }
    for (const policy::Entry& entry : node->entries) check(entry);
    return node;
  }

  std::string scalar(const policy::Node& root, std::string_view key) {
    const policy::Node* node = find(root, key);
    if (node == nullptr) {
      report_.error(report_.at(root),
                    "`" + std::string(key) + "` is missing; a client file needs gateway, ca, cert and key");
      return {};
    }
    return node->text;
  }

  // The contents of the file that `key` names; empty when the key is absent.
  std::string contents(const policy::Node& root, std::string_view key) {
    const policy::Node* node = find(root, key);
    if (node == nullptr) return {};
    const auto path = folder_ / node->text;
    auto text = read_whole(path);
    if (!text)
      report_.error(report_.at(*node),
                    "cannot read " + path.string() + "; `" + std::string(key) + "` names a PEM file");
    return text.value_or(std::string());
  }

  // The file that `crl` names, or else the one beside `ca` with the same name: a revocation list there must be.
  std::string revocation_list(const policy::Node& root) {
    if (find(root, "crl") != nullptr) return contents(root, "crl");
    const policy::Node* authority = find(root, "ca");
    if (authority == nullptr) return {};
    const auto path = (folder_ / authority->text).replace_extension(".crl");
    auto text = read_whole(path);
    if (!text)
      report_.error(report_.at(*authority), "there is no revocation list " + path.string() + "; name it with `crl`");
    return text.value_or(std::string());
  }

  void gateway(const policy::Node& root, Endpoint& endpoint) {
    const std::string text = scalar(root, "gateway");
    if (text.empty()) return;
    if (auto parsed = Endpoint::parse(text)) {
      endpoint = *std::move(parsed);
    } else {
      report_.error(report_.at(*find(root, "gateway")), parsed.error().detail);
    }
  }

 private:
  void check(const policy::Entry& entry) {
    if (std::find(kKeys.begin(), kKeys.end(), entry.key) == kKeys.end()) {
      report_.error(report_.at(entry),
                    "unknown key \"" + printable(entry.key) + "\"" + policy::did_you_mean(entry.key, kKeys));
    } else if (entry.value.kind != policy::Node::Kind::kScalar || entry.value.text.empty()) {
      report_.error(report_.at(entry), "`" + entry.key + "` needs one value after it");
    }
  }

  static const policy::Node* find(const policy::Node& root, std::string_view key) {
    for (const policy::Entry& entry : root.entries) {
      if (entry.key == key) return &entry.value;
    }
    return nullptr;
  }

  std::filesystem::path folder_;
  policy::Report report_;
};

std::string joined(const policy::Problems& problems) {
  std::string text;
  for (const policy::Problem& problem : problems) text += (text.empty() ? "" : "\n") + problem.str();
  return text;
}

}  // namespace

std::string Endpoint::str() const {
  const bool brackets = host.find(':') != std::string::npos;
  return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Endpoint> Endpoint::parse(std::string_view text) {
  const std::string wanted =
      "\"" + printable(text) + "\" is not an address; write host:port, for example 127.0.0.1:7443";
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return fail(Code::kConfigInvalid, wanted);
  Endpoint endpoint;
  std::string_view host = text.substr(0, colon);
  if (host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return fail(Code::kConfigInvalid, wanted);
  }
  const std::string_view port = text.substr(colon + 1);
  const auto read = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (host.empty() || read.ec != std::errc() || read.ptr != port.data() + port.size() || endpoint.port == 0) {
    return fail(Code::kConfigInvalid, wanted);
  }
  endpoint.host = host;
  return endpoint;
}

Result<ClientFile> read_client_file(const std::string& path) {
  const auto text = read_whole(path);
  if (!text) return fail(Code::kConfigInvalid, "cannot read the client file " + path);
  policy::Problems problems;
  Reader reader(path, problems);
  ClientFile file;
  file.path = path;
  if (const auto root = reader.root(*text)) {
    reader.gateway(*root, file.gateway);
    for (const char* key : {"ca", "cert", "key"}) (void)reader.scalar(*root, key);
    file.authorities_pem = reader.contents(*root, "ca");
    file.crls_pem = reader.revocation_list(*root);
    file.certificate_pem = reader.contents(*root, "cert");
    file.key_pem = crypto::Secret::adopt(reader.contents(*root, "key"));
  }
  if (!problems.empty()) return fail(Code::kConfigInvalid, joined(problems));
  return file;
}

}  // namespace concordat::client
