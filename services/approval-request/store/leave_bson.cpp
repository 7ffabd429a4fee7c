#include "approval-request/store/leave_bson.h"

#include "approval-request/domain/leave.h"

namespace erp::approval_request {

mongo::Document RefusalBson(const LeaveRefusal& refusal) {
  mongo::Document bson{{"code", refusal.code},
                       {"availableMinutes", refusal.available},
                       {"pendingMinutes", refusal.pending}};
  if (refusal.notified) bson.Add("told", true);
  if (!refusal.date.empty()) bson.Add("date", refusal.date);
  return bson;
}

mongo::Document CancellationBson(const LeaveCancellation& cancellation) {
  mongo::Document bson{{"by", cancellation.by.value()},
                       {"minutes", cancellation.minutes},
                       {"whole", cancellation.whole},
                       {"reason", cancellation.reason},
                       {"at", cancellation.at}};
  if (!cancellation.first_date.empty()) bson.Add("firstDate", cancellation.first_date);
  return bson;
}

std::string LastDate(const std::string& leave_dates) {
  return LeaveDatesOf(leave_dates).back().date;
}

void ReadLeave(mongo::View bson, Round& round) {
  if (bson.Find("refusal")) {
    const mongo::View refusal = bson.Object("refusal");
    round.refusal =
        LeaveRefusal{refusal.Text("code"), refusal.Integer("availableMinutes"),
                     refusal.Integer("pendingMinutes"), refusal.Find("told").has_value(),
                     refusal.OptionalText("date").value_or("")};
  }
  if (bson.Find("cancellation")) {
    const mongo::View canceled = bson.Object("cancellation");
    round.cancellation =
        LeaveCancellation{.by = EmployeeId(canceled.Integer("by")),
                          .reason = canceled.Text("reason"),
                          .first_date = canceled.OptionalText("firstDate").value_or(""),
                          .minutes = canceled.Integer("minutes"),
                          .whole = canceled.Boolean("whole"),
                          .at = canceled.Time("at")};
  }
}

}  // namespace erp::approval_request
