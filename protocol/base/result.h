#pragma once
// Result<T>: a value or an Error. Exceptions are for start-up and for bugs; everything that a peer, a file or a disk
// can cause comes back as one of these.
//
//   Result<Plan> plan = load(path);
//   if (!plan) return fail(plan.error());

#include <tl/expected.hpp>
#include <utility>

#include "protocol/base/error.h"

namespace concordat {

template <typename T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

[[nodiscard]] inline tl::unexpected<Error> fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}
[[nodiscard]] inline tl::unexpected<Error> fail(Code code, std::string detail) {
  return tl::unexpected<Error>(Error{code, std::move(detail)});
}

}  // namespace concordat
