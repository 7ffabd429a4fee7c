#include <algorithm>
#include <string>

#include "employee/api/attendance/json.h"
#include "employee/api/attendance/routes.h"
#include "employee/api/handlers.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

http::Response WithETag(const CorrectedRecord& corrected) {
  auto response = http::Json(PrintCorrected(corrected));
  std::string tag("\"");
  tag.append(std::to_string(corrected.record.version)).append("\"");
  response.headers.emplace_back("ETag", tag);
  return response;
}

http::Response Get(UseCases& app, const http::Call& call) {
  const auto record = app.correct_record.Get(call.id<RecordId>("id"));
  return record ? WithETag(*record) : http::Problem(record.error());
}

http::Response Correct(UseCases& app, const http::Call& call) {
  auto wanted = ReadCorrection(call.body());
  if (!wanted) return http::Problem(wanted.error());
  wanted->actor = call.caller.person;
  const auto id = call.id<RecordId>("id");
  const auto corrected = app.correct_record.Run(id, *wanted, call.version);
  return corrected ? Get(app, call) : http::Problem(corrected.error());
}

bool IsSource(const std::string& text) {
  constexpr std::size_t kLongest = 128;
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == ':' || c == '-';
  };
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), allowed);
}

// The source is the id of the operation, as its service chose it.
http::Response CorrectByDocument(UseCases& app, const http::Call& call) {
  auto wanted = ReadDayCorrection(call.body());
  if (!wanted) return http::Problem(wanted.error());
  wanted->source = call.text("opId");
  if (!IsSource(wanted->source)) {
    return http::Problem(
        InvalidBody({{"opId", "must be 1 to 128 characters of A-Z a-z 0-9 . _ : -"}}));
  }
  const auto record = app.correct_day.Run(*wanted);
  return record ? http::Json(PrintRecord(*record)) : http::Problem(record.error());
}

http::Response CheckCorrection(UseCases& app, const http::Call& call) {
  const auto wanted = ReadDayCorrection(call.body());
  if (!wanted) return http::Problem(wanted.error());
  const auto checked = app.correct_day.Check(wanted->employee, wanted->correction);
  return checked ? http::NoContent() : http::Problem(checked.error());
}

}  // namespace

void AddAttendanceCorrectionRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "PUT",
              .pattern = "/internal/attendance-corrections/{opId}",
              .access = auth::Access::Service({auth::kApprovalRequest}),
              .body = http::Body::kJson,
              .texts = {"opId"}},
             http::On(app, CorrectByDocument));
  router.Add({.method = "PUT",
              .pattern = "/internal/attendance-checks",
              .access = auth::Access::Service({auth::kApprovalRequest}),
              .body = http::Body::kJson},
             http::On(app, CheckCorrection));
}

void AddAttendanceRecordRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/attendance/records/{id}",
              .access = auth::Access::Role(auth::kHumanResources)},
             http::On(app, Get));
  router.Add({.method = "PUT",
              .pattern = "/attendance/records/{id}",
              .access = ByHumanResources(),
              .versioned = true,
              .body = http::Body::kJson},
             http::On(app, Correct));
}

}  // namespace erp::employee
