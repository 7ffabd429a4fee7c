// Refusals of employee, as a client of this service reads them.
#pragma once

#include <string>

#include "common/error.h"

namespace erp::approval_request {

// The mistakes of what was sent are those of fields of a document.
inline Error AsFields(Error error) {
  for (auto& field : error.fields) {
    std::string pointer = "/fields";
    pointer += field.pointer;
    field.pointer = std::move(pointer);
  }
  return error;
}

}  // namespace erp::approval_request
