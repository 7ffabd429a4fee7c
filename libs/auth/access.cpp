#include "auth/access.h"

#include <stdexcept>

namespace erp::auth {

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
      return "service";
  }
  throw std::logic_error("an unknown kind of access");
}

}  // namespace erp::auth
