#include "notification/app/inbox_service.h"

namespace erp::notification {

Result<ReadState> InboxService::MarkRead(EmployeeId user, const Cursor& up_to) {
  const auto state = inbox_.MarkRead(user, up_to);
  if (state) return *state;
  return Error{ErrorCode::kConflict, "other-epoch",
               "The place is one of an inbox that is over; read it again from its beginning."};
}

// The place before all others moves nothing.
ReadState InboxService::Unread(EmployeeId user) {
  return inbox_.MarkRead(user, Cursor{}).value_or(ReadState{});
}

Page InboxService::After(EmployeeId user, const Cursor& cursor, std::int64_t limit) {
  return inbox_.After(user, cursor, limit);
}

Page InboxService::Recent(EmployeeId user, std::int64_t before, std::int64_t limit) {
  return inbox_.Recent(user, before, limit);
}

}  // namespace erp::notification
