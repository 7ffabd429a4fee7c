#include "approval-request/domain/audit.h"

#include <utility>

#include "approval-request/domain/canonical_text.h"
#include "common/sha256.h"

namespace erp::approval_request {
namespace {

std::string HashOf(const AuditEntry& entry) {
  CanonicalText text("approval-audit/1");
  text.Add("seq", entry.seq)
      .Add("actor", entry.actor.value())
      .Add("action", entry.action)
      .Add("round", entry.round)
      .Add("step", entry.step)
      .Add("reference", entry.reference)
      .Add("comment", entry.comment_hash);
  if (!entry.reason.empty()) text.Add("reason", entry.reason);
  text.Add("at", FormatInstant(entry.at)).Add("prev", entry.prev);
  return Sha256Hex(text.str());
}

}  // namespace

std::string AuditRoot(RequestId document) {
  return Sha256Hex(CanonicalText("approval-audit-root/1").Add("document", document.value()).str());
}

AuditEntry Sealed(AuditEntry entry) {
  entry.hash = HashOf(entry);
  return entry;
}

std::optional<std::int64_t> FirstBroken(RequestId document,
                                        std::int64_t version,
                                        const std::string& head,
                                        const std::vector<AuditEntry>& entries) {
  std::string prev = AuditRoot(document);
  std::int64_t seq = 0;
  for (const auto& entry : entries) {
    ++seq;
    if (entry.seq != seq || entry.prev != prev || entry.hash != HashOf(entry)) return seq;
    prev = entry.hash;
  }
  if (seq != version || prev != head) return seq + 1;
  return std::nullopt;
}

}  // namespace erp::approval_request
