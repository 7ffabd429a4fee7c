#include <optional>
#include <utility>

#include "employee/api/attendance/routes.h"
#include "employee/api/attendance/sheet.h"
#include "employee/api/dates.h"
#include "employee/api/format.h"
#include "employee/api/handlers.h"
#include "employee/api/organisation/query.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

constexpr std::size_t kSheetBytes = 4'000'000;  // 200 people, 31 dates, twice while it is printed
constexpr std::chrono::days kLongestMap{400};

Result<std::chrono::year_month> ReadMonth(const http::Call& call) {
  const auto first = ParseDate(call.query("month").value_or("").append("-01"));
  if (!first) return InvalidQuery("month", "must be a month such as 2026-11");
  return first->year() / first->month();
}

http::Response Csv(std::string body, std::chrono::year_month month) {
  http::Response response{200, std::move(body), "text/csv; charset=utf-8"};
  const auto name = FormatDate(month / std::chrono::day(1)).substr(0, 7);
  response.headers.emplace_back(
      "Content-Disposition",
      std::string("attachment; filename=\"attendance-").append(name).append(".csv\""));
  return response;
}

http::Response Sheet(UseCases& app, const http::Call& call) {
  const auto month = ReadMonth(call);
  if (!month) return http::Problem(month.error());
  const auto csv = WantsCsv(call);
  if (!csv) return http::Problem(csv.error());
  auto query = ReadListQuery(call);
  if (!query) return http::Problem(query.error());
  const auto limit = static_cast<std::size_t>(query->page.limit++);
  auto rows = app.month_sheet.Run(query->filter, query->page, *month);
  const bool more = rows.size() > limit;
  if (more) rows.resize(limit);
  auto response = *csv ? Csv(PrintSheetCsv(rows, app.month_sheet.zone()), *month)
                       : http::Json(PrintSheet(rows));
  response.headers.emplace_back("Vary", "Accept");
  if (more) {
    response.headers.push_back(http::NextLink(call.request, rows.back().employee.id.str()));
  }
  return response;
}

http::Response Heat(UseCases& app, const http::Call& call) {
  const auto to = ReadDateQuery(call, "to");
  if (!to) return http::Problem(to.error());
  const auto from = ReadDateQuery(call, "from");
  if (!from) return http::Problem(from.error());
  const Date last = to->value_or(app.month_sheet.Today());
  const Date first = from->value_or(std::chrono::sys_days(last) - std::chrono::days(364));
  if (last < first) return http::Problem(InvalidQuery("to", "must not be before from"));
  if (std::chrono::sys_days(last) - std::chrono::sys_days(first) > kLongestMap) {
    return http::Problem(InvalidQuery("to", "must be at most 400 days after from"));
  }
  const auto records = app.month_sheet.Heat(call.id<EmployeeId>("employeeId"), first, last);
  return records ? http::Json(PrintHeat(*records)) : http::Problem(records.error());
}

}  // namespace

void AddAttendanceSheetRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/attendance/sheet",
              .access = auth::Access::Role(auth::kHumanResources),
              .query = {"department", "month", "format"},
              .list = true,
              .answer_bytes = kSheetBytes},
             http::On(app, Sheet));
  router.Add({.method = "GET",
              .pattern = "/attendance/heatmap/{employeeId}",
              .access = auth::Access::Employee(),
              .query = {"from", "to"}},
             About(app, Resource::kAttendance, "employeeId", Heat));
}

}  // namespace erp::employee
