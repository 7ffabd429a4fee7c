#include "notification/app/inbox_service.h"

namespace erp::notification {

namespace {

Result<ReadState> Answer(const std::optional<ReadState>& state) {
  if (state) return *state;
  return Error{ErrorCode::kConflict, "other-epoch",
               "The place is one of an inbox that is over; read it again from its beginning."};
}

}  // namespace

Result<ReadState> InboxService::MarkRead(EmployeeId user, const Cursor& up_to) {
  return Answer(inbox_.MarkRead(user, up_to));
}

Result<ReadState> InboxService::MarkRead(EmployeeId user,
                                         const std::string& epoch,
                                         const std::vector<std::string>& ids) {
  return Answer(inbox_.MarkRead(user, epoch, ids));
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
