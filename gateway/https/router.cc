#include "gateway/https/router.h"

#include <algorithm>

namespace concordat::gateway {

HttpResponse http_text(std::uint16_t status, std::string_view text) {
  HttpResponse response;
  response.status = status;
  response.body = std::string(text) + "\n";
  return response;
}

HttpResponse http_error(const Error& error) {
  const std::uint16_t status = info(error.code).http_status;
  // What is wrong on our side may name our files: that is the operator's to read, in the log.
  return http_text(status, status < 500 ? error.detail : "this cannot be answered now; try again later");
}

Router::Found Router::find(std::string_view method, std::string_view path) const {
  Found found;
  std::size_t longest = 0;
  for (const HttpRoute& route : routes_) {
    const std::string_view pattern = route.path;
    const bool fits =
        pattern.ends_with('*') ? path.starts_with(pattern.substr(0, pattern.size() - 1)) : path == pattern;
    if (!fits || pattern.size() < longest) continue;
    if (pattern.size() > longest) found = {};
    longest = pattern.size();
    if (route.method == method) {
      found = {&route, false};
    } else if (found.route == nullptr) {
      found.other_method = true;
    }
  }
  return found;
}

std::size_t Router::largest_body() const {
  std::size_t largest = 0;
  for (const HttpRoute& route : routes_) largest = std::max(largest, route.body_bytes);
  return largest;
}

}  // namespace concordat::gateway
