#include "approval-request/domain/refusals.h"

namespace erp::approval_request {

Error DocumentNotFound() {
  return {ErrorCode::kNotFound, "document-not-found", "No such document."};
}

Error NotTheDrafter() {
  return {ErrorCode::kForbidden, "not-the-drafter", "Only the drafter changes a document."};
}

Error VersionMismatch() {
  return {ErrorCode::kPreconditionFailed, "version-mismatch",
          "The document has changed since it was read."};
}

}  // namespace erp::approval_request
