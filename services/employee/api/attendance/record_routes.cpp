#include <string>

#include "employee/api/attendance/json.h"
#include "employee/api/attendance/routes.h"
#include "employee/api/handlers.h"

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
  wanted->actor = call.caller;
  const auto id = call.id<RecordId>("id");
  const auto corrected = app.correct_record.Run(id, *wanted, call.version);
  return corrected ? Get(app, call) : http::Problem(corrected.error());
}

}  // namespace

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
