#include "gateway/https/url.h"

#include <algorithm>
#include <charconv>

#include "protocol/base/bytes.h"

namespace concordat::gateway {
namespace {

constexpr std::string_view kHttps = "https://";
constexpr std::string_view kHttp = "http://";
constexpr std::uint16_t kHttpsPort = 443;
constexpr std::uint16_t kHttpPort = 80;

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "127.0.0.1";
}

// RFC 3986 section 2.3, and what separates the parts of a path; a '%' stays as it is written.
bool is_path_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("/-._~%+,;=@:").find(c) != std::string_view::npos;
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._:").find(c) != std::string_view::npos;
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  const auto wrong = [&](std::string_view what) {
    return fail(Code::kConfigInvalid, "\"" + printable(text) + "\": " + std::string(what));
  };
  Url url;
  std::string_view rest = text;
  url.tls = rest.starts_with(kHttps);
  if (!url.tls && !rest.starts_with(kHttp)) return wrong("write the address as https://HOST:PORT/PATH");
  rest.remove_prefix(url.tls ? kHttps.size() : kHttp.size());
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  std::string_view authority = rest.substr(0, slash);
  url.path = slash == rest.size() ? "/" : std::string(rest.substr(slash));
  url.port = url.tls ? kHttpsPort : kHttpPort;
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    const std::string_view port = authority.substr(colon + 1);
    const auto read = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (read.ec != std::errc() || read.ptr != port.data() + port.size() || url.port == 0)
      return wrong("the port is no number from 1 to 65535");
    authority = authority.substr(0, colon);
  }
  if (authority.size() > 2 && authority.front() == '[' && authority.back() == ']')
    authority = authority.substr(1, authority.size() - 2);
  url.host = authority;
  if (url.host.empty() || !std::all_of(url.host.begin(), url.host.end(), is_host_character))
    return wrong("the host is no DNS name and no IP address");
  if (!std::all_of(url.path.begin(), url.path.end(), is_path_character))
    return wrong("the path has a character that no path of ours has");
  if (!url.tls && !is_loopback(url.host))
    return wrong("http without TLS is for this machine only (127.0.0.1, ::1); write https");
  return url;
}

std::string Url::authority() const {
  const bool brackets = host.find(':') != std::string::npos;
  return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace concordat::gateway
