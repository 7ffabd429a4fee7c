// What a person does with their inbox.
#pragma once

#include <cstdint>
#include <optional>

#include "common/result.h"
#include "notification/app/ports.h"

namespace erp::notification {

// Thread-safe. Blocks and throws as Inbox does.
class InboxService {
 public:
  explicit InboxService(Inbox& inbox) : inbox_(inbox) {}

  // 409 other-epoch (with epoch): the place is one of an inbox that was lost.
  Result<ReadState> MarkRead(EmployeeId user, const Cursor& up_to);
  Result<ReadState> MarkRead(EmployeeId user,
                             const std::string& epoch,
                             const std::vector<std::string>& ids);
  ReadState Unread(EmployeeId user);
  Page After(EmployeeId user, const Cursor& cursor, std::int64_t limit);
  Page Recent(EmployeeId user, std::int64_t before, std::int64_t limit);

 private:
  Inbox& inbox_;
};

}  // namespace erp::notification
