// Where the next page of a list begins, as the Link header writes it. Thread-safe functions.
#pragma once

#include <string>
#include <string_view>

#include "approval-request/app/ports.h"
#include "common/result.h"

namespace erp::approval_request {

std::string CursorText(const ListCursor& cursor);
// kInvalid "invalid-query" for anything that CursorText did not write.
Result<ListCursor> ParseCursor(std::string_view text);

}  // namespace erp::approval_request
