// Routes of holidays and working calendars by hand.
#include <optional>
#include <string>
#include <utility>

#include "employee/api/handlers.h"
#include "employee/api/leave/calendar_json.h"
#include "employee/api/leave/routes.h"

namespace erp::employee {
namespace {

http::Response WithETag(http::Response response, const WorkCalendar& calendar) {
  std::string tag("\"");
  tag.append(std::to_string(calendar.version)).append("\"");
  response.headers.emplace_back("ETag", tag);
  return response;
}

http::Response PutHoliday(UseCases& app, const http::Call& call) {
  const auto date = ParseDate(call.text("date"));
  if (!date) return http::Problem(HolidayNotFound());
  const auto holiday = ReadHoliday(*date, call.body());
  if (!holiday) return http::Problem(holiday.error());
  app.keep_holidays.Put(*holiday);
  return http::Json(PrintHoliday(*holiday));
}

http::Response RemoveHoliday(UseCases& app, const http::Call& call) {
  const auto date = ParseDate(call.text("date"));
  if (!date) return http::Problem(HolidayNotFound());
  const auto name = http::QueryText(call.request, "name", kHolidayName);
  if (!name) return http::Problem(name.error());
  const auto removed = app.keep_holidays.Remove(*date, *name);
  return removed ? http::NoContent() : http::Problem(removed.error());
}

// A mistake of the file is one of the member "csv": "/csv/12/date" stands in line 12.
Error InCsv(Error error) {
  for (auto& mistake : error.fields) mistake.pointer.insert(0, "/csv");
  return error;
}

http::Response ImportHolidays(UseCases& app, const http::Call& call) {
  const auto file = ReadHolidayFile(call.body());
  if (!file) return http::Problem(file.error());
  const auto import = app.keep_holidays.Import(file->csv, file->dry_run);
  if (!import) return http::Problem(InCsv(import.error()));
  return http::Json(PrintImport(*file, *import));
}

http::Response ListCalendars(UseCases& app, const http::Call&) {
  return http::Json(PrintWorkCalendars(app.keep_work_calendars.All()));
}

http::Response GetCalendar(UseCases& app, const http::Call& call) {
  const auto calendar = app.keep_work_calendars.Get(call.id<WorkCalendarId>("id"));
  if (!calendar) return http::Problem(calendar.error());
  return WithETag(http::Json(PrintWorkCalendar(*calendar)), *calendar);
}

http::Response CreateCalendar(UseCases& app, const http::Call& call) {
  const auto wanted = ReadWorkCalendar(call.body());
  if (!wanted) return http::Problem(wanted.error());
  const auto calendar = app.keep_work_calendars.Create(*wanted);
  if (!calendar) return http::Problem(calendar.error());
  return WithETag(
      http::Created(PrintWorkCalendar(*calendar), "work-calendars/" + calendar->id.str()),
      *calendar);
}

http::Response ChangeCalendar(UseCases& app, const http::Call& call) {
  auto wanted = ReadWorkCalendar(call.body());
  if (!wanted) return http::Problem(wanted.error());
  wanted->id = call.id<WorkCalendarId>("id");
  const auto calendar = app.keep_work_calendars.Change(*wanted, call.version);
  if (!calendar) return http::Problem(calendar.error());
  return WithETag(http::Json(PrintWorkCalendar(*calendar)), *calendar);
}

http::Response CalendarOf(UseCases& app, const http::Call& call) {
  const auto calendar = app.keep_work_calendars.Of(call.id<EmployeeId>("id"));
  return calendar ? http::Json(PrintWorkCalendar(*calendar)) : http::Problem(calendar.error());
}

http::Response AssignCalendar(UseCases& app, const http::Call& call) {
  const auto chosen = ReadCalendarChoice(call.body());
  if (!chosen) return http::Problem(chosen.error());
  const auto calendar = app.keep_work_calendars.Assign(call.id<EmployeeId>("id"), *chosen);
  return calendar ? http::Json(PrintWorkCalendar(*calendar)) : http::Problem(calendar.error());
}

http::Route Reading(std::string pattern) {
  return {.method = "GET", .pattern = std::move(pattern), .access = auth::Access::Employee()};
}

http::Route Writing(std::string method, std::string pattern) {
  return {.method = std::move(method),
          .pattern = std::move(pattern),
          .access = ByHumanResources(),
          .body = http::Body::kJson};
}

}  // namespace

void AddCalendarRoutes(http::Router& router, UseCases& app) {
  auto put = Writing("PUT", "/holidays/{date}");
  put.texts = {"date"};
  router.Add(std::move(put), http::On(app, PutHoliday));
  router.Add({.method = "DELETE",
              .pattern = "/holidays/{date}",
              .access = ByHumanResources(),
              .query = {"name"},
              .texts = {"date"}},
             http::On(app, RemoveHoliday));
  router.Add(Writing("POST", "/holidays/import"), http::On(app, ImportHolidays));
  router.Add(Reading("/work-calendars"), http::On(app, ListCalendars));
  router.Add(Reading("/work-calendars/{id}"), http::On(app, GetCalendar));
  router.Add(Writing("POST", "/work-calendars"), http::On(app, CreateCalendar));
  auto change = Writing("PUT", "/work-calendars/{id}");
  change.versioned = true;
  router.Add(std::move(change), http::On(app, ChangeCalendar));
  router.Add(Reading("/employees/{id}/work-calendar"), http::On(app, CalendarOf));
  router.Add(Writing("PUT", "/employees/{id}/work-calendar"), http::On(app, AssignCalendar));
}

}  // namespace erp::employee
