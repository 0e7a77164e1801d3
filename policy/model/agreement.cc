#include "policy/model/agreement.h"

namespace concordat::policy {

std::string_view name(Status status) {
  switch (status) {
    case Status::kDraft: return "draft";
    case Status::kShadow: return "shadow";
    case Status::kActive: return "active";
    case Status::kSuspended: return "suspended";
  }
  return "draft";
}

}  // namespace concordat::policy
