// Answers of employee that several clients of this service read alike. Thread-safe functions.
#pragma once

#include <optional>
#include <string>

#include "common/clock.h"
#include "common/error.h"
#include "http/client.h"

namespace erp::approval_request {

// The mistakes of what was sent, as those of fields of a document.
Error AsFields(Error error);

// The code of a refusal that no repeat can change. Anything else may be answered otherwise later,
// such as the 404 of a daemon that does not know the path yet, or the 408 of a connection.
std::optional<std::string> FinalCode(const http::Response& response);

// Whether employee says that it is ready. Blocks until the deadline at most.
bool IsReady(http::Client& employee, Deadline deadline);

}  // namespace erp::approval_request
