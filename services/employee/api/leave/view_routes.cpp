// Routes of the team calendar and of the report of leave.
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "employee/api/dates.h"
#include "employee/api/format.h"
#include "employee/api/handlers.h"
#include "employee/api/leave/routes.h"
#include "employee/api/leave/view_json.h"
#include "employee/api/organisation/query.h"
#include "employee/domain/refusals.h"
#include "http/byte_source.h"

namespace erp::employee {
namespace {

constexpr std::chrono::days kLongestCalendar{61};  // after the first one
constexpr std::size_t kPageBytes = 4'000'000;      // 200 people, twice while it is printed

// `rows` has one more than asked for when there is another page.
template <typename Row>
void Page(http::Response& response,
          const http::Call& call,
          const std::vector<Row>& rows,
          bool more) {
  if (more) {
    response.headers.push_back(http::NextLink(call.request, rows.back().employee.id.str()));
  }
}

template <typename Row>
bool CutToPage(std::vector<Row>& rows, std::size_t limit) {
  const bool more = rows.size() > limit;
  if (more) rows.resize(limit);
  return more;
}

http::Response Calendar(UseCases& app, const http::Call& call) {
  const auto from = ReadDateQuery(call, "from");
  if (!from) return http::Problem(from.error());
  const auto to = ReadDateQuery(call, "to");
  if (!to) return http::Problem(to.error());
  auto query = ReadListQuery(call);
  if (!query) return http::Problem(query.error());
  const Date first = from->value_or(app.leave_calendar.Today());
  const Date last = to->value_or(std::chrono::sys_days(first) + std::chrono::days(30));
  if (last < first) return http::Problem(InvalidQuery("to", "must not be before from"));
  if (std::chrono::sys_days(last) - std::chrono::sys_days(first) > kLongestCalendar) {
    return http::Problem(InvalidQuery("to", "must be at most 61 days after from"));
  }
  const auto limit = static_cast<std::size_t>(query->page.limit++);
  auto rows = app.leave_calendar.Run(query->filter, query->page, first, last);
  const bool more = CutToPage(rows, limit);
  auto response =
      http::Json(PrintCalendar(first, last, app.leave_calendar.HolidaysOf(first, last), rows));
  Page(response, call, rows, more);
  return response;
}

// The whole report, a page of people at a time.
class ReportCsv final : public http::ByteSource {
 public:
  ReportCsv(LeaveReport& report, PeopleFilter filter, Date on)
      : report_(report), filter_(std::move(filter)), on_(on), text_(ReportCsvHead()) {}

  std::size_t Read(std::span<char> into) override {
    while (read_ == text_.size() && !over_) Load();
    const auto size = std::min(into.size(), text_.size() - read_);
    std::copy_n(text_.data() + read_, size, into.data());
    read_ += size;
    return size;
  }

 private:
  void Load() {
    const auto rows = report_.Run(filter_, page_, on_);
    over_ = rows.size() < static_cast<std::size_t>(page_.limit);
    if (!rows.empty()) page_.before = rows.back().employee.id;
    text_ = ReportCsvLines(rows);
    read_ = 0;
  }

  LeaveReport& report_;
  const PeopleFilter filter_;
  const Date on_;
  PeoplePage page_;
  std::string text_;      // of the page that is read
  std::size_t read_ = 0;  // of it
  bool over_ = false;
};

http::Response CsvReport(UseCases& app, PeopleFilter filter, Date on) {
  http::Response response{200, "", "text/csv; charset=utf-8"};
  response.source = std::make_shared<ReportCsv>(app.leave_report, std::move(filter), on);
  response.headers.emplace_back(
      "Content-Disposition",
      std::string("attachment; filename=\"leave-").append(FormatDate(on)).append(".csv\""));
  return response;
}

http::Response JsonReport(UseCases& app, const http::Call& call, ListQuery query, Date on) {
  const auto limit = static_cast<std::size_t>(query.page.limit++);
  auto rows = app.leave_report.Run(query.filter, query.page, on);
  const bool more = CutToPage(rows, limit);
  auto response = http::Json(PrintReport(on, rows));
  Page(response, call, rows, more);
  return response;
}

http::Response Report(UseCases& app, const http::Call& call) {
  const auto on = ReadDateQuery(call, "on");
  if (!on) return http::Problem(on.error());
  const auto csv = WantsCsv(call);
  if (!csv) return http::Problem(csv.error());
  auto query = ReadListQuery(call);
  if (!query) return http::Problem(query.error());
  const Date today = app.leave_report.Today();
  const Date date = on->value_or(today);
  if (date > today) return http::Problem(InvalidQuery("on", "must not be in the future"));
  auto response =
      *csv ? CsvReport(app, query->filter, date) : JsonReport(app, call, *std::move(query), date);
  response.headers.emplace_back("Vary", "Accept");
  return response;
}

}  // namespace

void AddLeaveViewRoutes(http::Router& router, UseCases& app) {
  router.Add({.method = "GET",
              .pattern = "/leave-calendar",
              .access = auth::Access::Employee(),
              .query = {"department", "includeSubDepartments", "from", "to"},
              .list = true,
              .answer_bytes = kPageBytes},
             http::On(app, Calendar));
  router.Add({.method = "GET",
              .pattern = "/leave-report",
              .access = auth::Access::Role(auth::kHumanResources),
              .query = {"department", "includeSubDepartments", "includeInactive", "on", "format"},
              .list = true,
              .streams_answer = true},
             http::On(app, Report));
}

}  // namespace erp::employee
