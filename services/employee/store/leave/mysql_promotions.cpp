#include "employee/store/leave/mysql_promotions.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "employee/store/leave/ledger_table.h"
#include "mysql/errors.h"

namespace erp::employee {
namespace {

const std::string kSelect =
    "SELECT id, employee_id, rule, last_day, notice, sent, minutes, on_date, at, reply_by, dates, "
    "acknowledged_by, acknowledged_at, plan, planned_by, planned_at FROM leave_promotions ";

std::string Joined(const std::vector<Date>& dates) {
  std::string text;
  for (const Date date : dates) text.append(text.empty() ? "" : ",").append(FormatDate(date));
  return text;
}

std::vector<Date> ReadDates(const std::string& text) {
  std::vector<Date> dates;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    const auto date = ParseDate(text.substr(begin, end - begin));
    if (!date) throw std::logic_error("leave_promotions has dates: " + text);
    dates.push_back(*date);
    begin = end + 1;
  }
  return dates;
}

std::optional<DoneBy> ReadDone(const mysql::Row& row, std::size_t first) {
  const auto actor = row.OptionalInteger(first);
  if (!actor) return std::nullopt;
  return DoneBy{EmployeeId(*actor), row.Time(first + 1)};
}

PromotionNotice ReadNotice(const mysql::Row& row) {
  const auto rule = ParsePromotionRule(row.Text(2));
  if (!rule) throw std::logic_error("leave_promotions has a rule: " + row.Text(2));
  PromotionNotice notice;
  notice.id = PromotionId(row.Integer(0));
  notice.employee = EmployeeId(row.Integer(1));
  notice.rule = *rule;
  notice.last_day = OptionalDate(row, 3).value();
  notice.notice = static_cast<int>(row.Integer(4));
  notice.sent = row.Integer(5) != 0;
  notice.minutes = Minutes(row.Integer(6));
  notice.on = OptionalDate(row, 7).value();
  notice.at = row.Time(8);
  notice.reply_by = OptionalDate(row, 9);
  notice.dates = ReadDates(row.Text(10));
  notice.acknowledged = ReadDone(row, 11);
  notice.plan = ReadDates(row.Text(13));
  notice.planned = ReadDone(row, 14);
  return notice;
}

std::vector<PromotionNotice> ReadNotices(const mysql::Rows& rows) {
  std::vector<PromotionNotice> notices;
  for (const auto& row : rows) notices.push_back(ReadNotice(row));
  return notices;
}

// Whether the plan is still the one that a second notice was reckoned with.
bool StillPlanned(mysql::Session& session, const PromotionNotice& second) {
  const auto rows = session.Query(
      "SELECT plan FROM leave_promotions WHERE employee_id = ? AND last_day = ? AND rule = ? AND "
      "notice = 1 FOR UPDATE",
      {second.employee.value(), FormatDate(second.last_day), PromotionRuleName(second.rule)});
  return !rows.empty() && rows[0].Text(0) == Joined(second.plan);
}

PromotionId Insert(mysql::Session& session, const PromotionNotice& notice) {
  const auto written = session.Execute(
      "INSERT INTO leave_promotions (employee_id, rule, last_day, notice, sent, minutes, on_date, "
      "at, reply_by, dates, plan) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      {notice.employee.value(), PromotionRuleName(notice.rule), FormatDate(notice.last_day),
       std::int64_t{notice.notice}, notice.sent, notice.minutes.count(), FormatDate(notice.on),
       notice.at, DateValue(notice.reply_by), Joined(notice.dates), Joined(notice.plan)});
  return PromotionId(static_cast<std::int64_t>(written.insert_id));
}

mysql::Value ActorOf(const std::optional<DoneBy>& done) {
  return done ? mysql::Value(done->actor.value()) : mysql::Value();
}

mysql::Value TimeOf(const std::optional<DoneBy>& done) {
  return done ? mysql::Value(done->at) : mysql::Value();
}

}  // namespace

std::vector<PromotionNotice> MysqlPromotions::Of(EmployeeId employee) {
  static const std::string sql = kSelect + "WHERE employee_id = ? ORDER BY id";
  return ReadNotices(pool_.Query(sql, {employee.value()}));
}

bool MysqlPromotions::Give(const PromotionNotice& notice) {
  try {
    return transactions_.Transact([&](mysql::Session& session, Outgoing& outgoing) {
      if (notice.notice == 2 && !StillPlanned(session, notice)) return false;
      PromotionNotice stored = notice;
      stored.id = Insert(session, notice);
      if (stored.sent) outgoing.Append(PromotionNotified{stored, stored.at});
      return true;
    });
  } catch (const mysql::DuplicateKey&) {
    return false;  // another replica, or an earlier run
  }
}

Result<PromotionNotice> MysqlPromotions::Change(EmployeeId employee,
                                                PromotionId id,
                                                const Answer& answer) {
  static const std::string sql = kSelect + "WHERE employee_id = ? ORDER BY id FOR UPDATE";
  // Safe to repeat after a lost commit: what was answered is answered.
  return pool_.Transact(
      [&](mysql::Session& session) -> Result<PromotionNotice> {
        const auto all = ReadNotices(session.Query(sql, {employee.value()}));
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&](const auto& notice) { return notice.id == id; });
        if (found == all.end()) return PromotionNotFound();
        auto changed = answer(*found, all);
        if (!changed) return changed;
        session.Execute(
            "UPDATE leave_promotions SET acknowledged_by = ?, acknowledged_at = ?, plan = ?, "
            "planned_by = ?, planned_at = ? WHERE id = ?",
            {ActorOf(changed->acknowledged), TimeOf(changed->acknowledged), Joined(changed->plan),
             ActorOf(changed->planned), TimeOf(changed->planned), id.value()});
        return changed;
      },
      mysql::LostCommit::kRepeat);
}

}  // namespace erp::employee
