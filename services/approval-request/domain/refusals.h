// Refusals that several use cases give. Thread-safe functions.
#pragma once

#include "common/error.h"

namespace erp::approval_request {

// 404 "document-not-found".
Error DocumentNotFound();
// 403 "not-the-drafter".
Error NotTheDrafter();
// 412 "version-mismatch": If-Match names another version.
Error VersionMismatch();

}  // namespace erp::approval_request
