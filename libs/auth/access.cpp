#include "auth/access.h"

#include <stdexcept>

namespace erp::auth {
namespace {

std::string Joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) {
    if (!all.empty()) all += ',';
    all += name;
  }
  return all;
}

}  // namespace

std::string Access::Text() const {
  switch (kind_) {
    case Kind::kAnyone:
      return "anyone";
    case Kind::kEmployee:
      return "employee";
    case Kind::kActor:
      return "actor";
    case Kind::kRole:
      return "role:" + role_;
    case Kind::kService:
      return "service:" + Joined(services_);
  }
  throw std::logic_error("an unknown kind of access");
}

}  // namespace erp::auth
