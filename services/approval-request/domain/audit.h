// The audit trail of a document: one entry per change, each bound to the one before by its hash,
// so that a changed, missing or added entry shows. The entry's number is the document's version
// and the document keeps the last hash, so that a cut tail shows too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"

namespace erp::approval_request {

struct AuditEntry {
  std::int64_t seq = 0;
  // Of a handover: whose step it was. 0: an operator, or nobody, since the drafter has left.
  EmployeeId actor;
  std::string action;  // "submitted", "leave-reserved", "step-approved", ...
  int round = 0;
  int step = 0;                   // 0: the document as a whole
  std::string reference;          // what the entry is about: content hash or id of the result
  std::string comment_hash = {};  // SHA-256 of what was said, empty when nothing was
  // Of a refusal ("step-not-open", ...); "left", of a handover; "vacant" when the change opened a
  // step that nobody can decide.
  std::string reason = {};
  Instant at{};
  std::string prev;  // hash of the entry before
  std::string hash;
  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

// The action of an entry whose change canceled leave.
inline constexpr const char* kLeaveCanceled = "leave-canceled";

// What stands before the first entry of a document.
std::string AuditRoot(RequestId document);

// The entry with its hash; everything else must be filled in.
AuditEntry Sealed(AuditEntry entry);

// The number of the first entry that does not fit (or version + 1 when the tail is cut), or
// nothing when the chain is whole.
std::optional<std::int64_t> FirstBroken(RequestId document,
                                        std::int64_t version,
                                        const std::string& head,
                                        const std::vector<AuditEntry>& entries);

}  // namespace erp::approval_request
