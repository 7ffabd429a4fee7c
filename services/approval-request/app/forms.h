// The forms that documents are written on, as the use cases need them.
#pragma once

#include <string>
#include <vector>

#include "approval-request/domain/submit.h"
#include "common/error.h"

namespace erp::approval_request {

// Thread-safe; does not block.
class Forms {
 public:
  // A draft as its form reads it: checked by the form's present version, leaveDays and the field
  // that it is the old name of saying the same.
  struct Reading {
    Draft draft;                       // not to be submitted when there are mistakes
    std::vector<FieldError> mistakes;  // with pointers into the body of a submit
  };

  virtual ~Forms() = default;

  [[nodiscard]] virtual Reading Read(Draft draft) const = 0;
  // Of every form, sorted.
  [[nodiscard]] virtual const std::vector<std::string>& Ids() const = 0;
};

}  // namespace erp::approval_request
