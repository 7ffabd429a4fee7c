// Operator routes: reconciliation after MongoDB was restored to an earlier time.
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "approval-request/api/routes.h"
#include "http/message.h"
#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

using http::Call;
using http::Problem;
using http::Response;
using json::Value;

constexpr std::size_t kMaxListed = 1000;  // of each list; the log has all of them

Value LostJson(const ReconciliationReport& report) {
  Value list = Value::array();
  for (const auto& [document, lost] : report.lost) {
    if (list.size() == kMaxListed) break;
    Value row{{"requestId", document.value()}, {"round", lost.round}, {"results", lost.results}};
    if (lost.requester.value() > 0) row["requesterId"] = lost.requester.value();
    if (!lost.title.empty()) row["title"] = lost.title;
    if (lost.minutes > 0) row["leaveDays"] = LeaveDaysOf(lost.minutes);
    if (lost.leave_given_back) row["leaveGivenBack"] = true;
    list.push_back(std::move(row));
  }
  return list;
}

std::string Json(const std::optional<ReconciliationReport>& last) {
  static constexpr const char* kStates[] = {"running", "done", "failed"};
  const ReconciliationReport report = last.value_or(ReconciliationReport{});
  Value published = Value::array();
  for (std::size_t i = 0; i < report.published.size() && i < kMaxListed; ++i) {
    published.push_back(report.published[i].value());
  }
  Value unresolved = Value::array();
  for (std::size_t i = 0; i < report.unresolved.size() && i < kMaxListed; ++i) {
    const auto& [document, why] = report.unresolved[i];
    unresolved.push_back({{"requestId", document.value()}, {"why", why}});
  }
  Value body{
      {"state", last ? kStates[static_cast<int>(report.state)] : "none"},
      {"idsAbove", report.ids_above.value()},
      {"resultsRecorded", report.recorded},
      {"resultsRefused", report.refused},
      // The name that it has on the wire; its value is what was published again.
      {"toldAgain", {{"count", report.published.size()}, {"documents", std::move(published)}}},
      {"lost", {{"count", report.lost.size()}, {"documents", LostJson(report)}}},
      {"unresolved", {{"count", report.unresolved.size()}, {"documents", std::move(unresolved)}}}};
  if (last) {
    body["backupAt"] = FormatInstant(report.backup_at);
    body["startedAt"] = FormatInstant(report.started);
    body["changedAt"] = FormatInstant(report.changed);
  }
  if (!report.unavailability.empty()) body["detail"] = report.unavailability;
  return json::Dump(body);
}

Result<Instant> ReadBackupAt(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto text = reader.Text("backupAt");
  const auto instant = text ? ParseInstant(*text) : std::nullopt;
  if (text && !instant) reader.Mistake("backupAt", "must be an instant");
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return *instant;
}

Response Start(Reconciliation& reconciliation, const Call& call) {
  const auto backup_at = ReadBackupAt(call.body());
  if (!backup_at) return Problem(backup_at.error());
  const auto report = reconciliation.Start(*backup_at);
  if (!report) return Problem(report.error());
  log::Warn("reconciliation asked for", {{"backup_at", FormatInstant(*backup_at)}});
  return http::Json(Json(*report), 202);
}

Response Last(Reconciliation& reconciliation, const Call& /*call*/) {
  return http::Json(Json(reconciliation.Last()));
}

}  // namespace

void AddReconciliationRoutes(http::Router& router, const Api& api) {
  router.Add({.method = "POST",
              .pattern = "/internal/reconciliation",
              .access = auth::Access::Role(auth::kOperator),
              .body = http::Body::kJson},
             http::On(api.reconciliation, Start));
  router.Add({.method = "GET",
              .pattern = "/internal/reconciliation",
              .access = auth::Access::Role(auth::kOperator)},
             http::On(api.reconciliation, Last));
}

}  // namespace erp::approval_request
