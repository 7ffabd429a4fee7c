// The stores of the employee service on a database of their own.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "employee/app/use_cases.h"
#include "employee/clients/event_encoder.h"
#include "employee/store/attendance/mysql_attendance.h"
#include "employee/store/attendance/mysql_day_plans.h"
#include "employee/store/database.h"
#include "employee/store/identity/argon_passwords.h"
#include "employee/store/identity/mysql_accounts.h"
#include "employee/store/identity/mysql_browser_sign_ins.h"
#include "employee/store/identity/mysql_clients.h"
#include "employee/store/identity/mysql_refresh_tokens.h"
#include "employee/store/identity/mysql_sign_in_failures.h"
#include "employee/store/identity/mysql_totp.h"
#include "employee/store/identity/signing_keys.h"
#include "employee/store/jobs/mysql_job_runs.h"
#include "employee/store/key_expiry.h"
#include "employee/store/leave/lot_tables.h"
#include "employee/store/leave/mysql_absences.h"
#include "employee/store/leave/mysql_calendars.h"
#include "employee/store/leave/mysql_leave_ledger.h"
#include "employee/store/leave/mysql_notifying_ledger.h"
#include "employee/store/leave/mysql_promotions.h"
#include "employee/store/leave/mysql_work_calendars.h"
#include "employee/store/organisation/mysql_employees.h"
#include "employee/store/organisation/mysql_leavers.h"
#include "employee/store/organisation/organisation_stores.h"
#include "employee/store/publishing/publishing_transactions.h"
#include "employee/store/quest/mysql_quest_lists.h"
#include "employee/store/quest/mysql_quests.h"
#include "mysql/errors.h"
#include "support/mysql_database.h"

namespace erp::employee {

inline constexpr int kThreads = 16;

// approval-request, where `work` waits for everybody.
// Nobody asks for leave by a document here.
class NoLeaveDocuments final : public LeaveDocuments {
 public:
  Result<RequestId> Submit(const NewLeaveDocument& /*document*/,
                           const std::optional<std::string>& /*key*/) override {
    throw Unavailable("approval-request is away");
  }
  Result<LeaveDocumentPage> Of(EmployeeId /*employee*/,
                               int /*limit*/,
                               const std::optional<std::string>& /*cursor*/) override {
    return LeaveDocumentPage{};
  }
  Result<LeaveDocument> Find(RequestId /*id*/) override { return LeaveNotFound(); }
  Result<void> Decide(RequestId /*id*/,
                      EmployeeId /*approver*/,
                      bool /*approved*/,
                      const std::optional<std::string>& /*comment*/,
                      const std::optional<std::string>& /*key*/) override {
    return LeaveNotFound();
  }
};

class FakeWork final : public WorkSource {
 public:
  WaitingWork WaitingFor(EmployeeId) override {
    if (away) throw Unavailable("approval-request is away");
    return work;
  }
  void HandOver(EmployeeId person) override {
    handed_over.push_back(person);
    if (stuck) throw Unavailable("approval-request is away now");
  }
  WaitingWork work;
  std::vector<EmployeeId> handed_over;
  bool stuck = false;
  bool away = false;
};

// What was handed over after commits. Thread-safe.
class Published final : public Publisher {
 public:
  void Publish(std::vector<OutgoingMessage> messages) override {
    const std::lock_guard lock(mutex_);
    for (auto& message : messages) all_.push_back(std::move(message));
  }
  std::vector<OutgoingMessage> All() const {
    const std::lock_guard lock(mutex_);
    return all_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<OutgoingMessage> all_;  // guarded by mutex_
};

class EmployeeStore : public testing::Test {
 protected:
  EmployeeStore() { mysql::Migrate(database_.options(), Migrations()); }

  static Profile Somebody(const std::string& name = "김철수",
                          const std::string& department = "개발팀",
                          const std::string& position = "과장") {
    return {name, std::nullopt, department, position, std::nullopt, std::nullopt};
  }

  EmployeeId Hire(const Profile& profile = Somebody()) {
    return app_.create_employee.Run(profile, std::nullopt).value().id;
  }

  bool Leave(EmployeeId id, std::optional<std::int64_t> expected = std::nullopt) {
    const auto departure = app_.deactivate_employee.Run(id, expected, std::nullopt);
    return departure && departure->left;
  }

  Result<Posting> Adjust(EmployeeId id,
                         double days,
                         const std::optional<std::string>& key = std::nullopt) {
    return app_.adjust_balance.Run(id, {.minutes = Minutes::FromDays(days).value(), .key = key});
  }

  std::vector<std::int64_t> Ids(const PeopleFilter& filter, const PeoplePage& page = {}) {
    std::vector<std::int64_t> ids;
    for (const auto& person : app_.read_employees.List(filter, page)) {
      ids.push_back(person.employee.id.value());
    }
    return ids;
  }

  std::int64_t Count(const std::string& sql) {
    return database_.session().Query(sql)[0].Integer(0);
  }

  // An operation as approval-request sends it, of document `source`.
  Result<Posting> Apply(EmployeeId id,
                        EntryKind kind,
                        double days,
                        const std::string& source,
                        const std::string& suffix = "") {
    Operation operation;
    operation.id = source + ":" + KindName(kind) + suffix;
    operation.kind = kind;
    operation.minutes = Minutes::FromDays(days).value();
    operation.source = source;
    return app_.apply_operation.Run(id, operation);
  }

  Totals TotalsOf(EmployeeId id) { return app_.read_balance.Run(id).value(); }

  // The invariant of domain/ledger.h, asked of the tables themselves.
  void ExpectLedgerIsSound(EmployeeId id) {
    const auto account = database_.session().Query(
        "SELECT entries, granted_minutes, consumed_minutes, reserved_minutes, balance_minutes "
        "FROM leave_accounts WHERE employee_id = ?",
        {id.value()});
    const auto entries = database_.session().Query(
        "SELECT number, granted_change, consumed_change, reserved_change, balance_after, outcome, "
        "refusal FROM leave_ledger WHERE employee_id = ? ORDER BY number",
        {id.value()});
    std::vector<std::int64_t> sums(3);
    std::int64_t number = 0;
    for (const auto& entry : entries) {
      const bool applied = entry.Text(5) == "APPLIED";
      EXPECT_EQ(entry.IsNull(6), applied);
      EXPECT_EQ(entry.Integer(0), ++number);
      for (std::size_t i = 0; i < 3; ++i) {
        sums[i] += entry.Integer(i + 1);
        EXPECT_TRUE(applied || entry.Integer(i + 1) == 0) << "refused entry " << number;
      }
      EXPECT_EQ(entry.Integer(4), sums[0] - sums[1] - sums[2]) << "entry " << number;
    }
    EXPECT_EQ(account[0].Integer(0), number);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(account[0].Integer(i + 1), sums[i]);
    EXPECT_EQ(account[0].Integer(4), sums[0] - sums[1] - sums[2]);
    ExpectSourcesAreClosedOnce(id);
    ExpectLotsFollowFromTheEntries(id);
  }

  // What is stored of a book equals one that has followed every entry (G1), and sums up to the
  // account.
  void ExpectLotsFollowFromTheEntries(EmployeeId id) {
    LotBook replayed;
    for (const auto& entry : ReadEntries(database_.session(), id, 0)) replayed.Follow(entry);
    const auto stored = ReadWholeBook(database_.session(), id);
    EXPECT_THAT(stored.lots(), testing::UnorderedElementsAreArray(replayed.lots()));
    EXPECT_THAT(stored.takings(), testing::UnorderedElementsAreArray(replayed.takings()));
    EXPECT_EQ(
        Count("SELECT entries - lots_upto FROM leave_accounts WHERE employee_id = " + id.str()), 0);
    EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_accounts a WHERE employee_id = " + id.str() +
                    " AND balance_minutes <> (SELECT COALESCE(SUM(granted_minutes - "
                    "consumed_minutes - reserved_minutes), 0) FROM leave_lots l WHERE "
                    "l.employee_id = a.employee_id)"),
              0);
  }

  void ExpectSourcesAreClosedOnce(EmployeeId id) {
    const auto sources = database_.session().Query(
        "SELECT source, CAST(SUM(kind IN ('CONSUME', 'RELEASE')) AS SIGNED), "
        "CAST(SUM(reserved_change) AS SIGNED) FROM leave_ledger "
        "WHERE employee_id = ? AND outcome = 'APPLIED' GROUP BY source",
        {id.value()});
    for (const auto& source : sources) {
      EXPECT_LE(source.Integer(1), 1) << source.Text(0);
      EXPECT_TRUE(source.Integer(1) == 0 ? source.Integer(2) >= 0 : source.Integer(2) == 0)
          << source.Text(0);
    }
  }

  bool MetricIs(const std::string& line) {
    return registry_.Text().find(line + "\n") != std::string::npos;
  }

  // Runs `work(n)` on as many threads at once as the daemon might.
  template <typename Work>
  static void InParallel(Work work, int times = kThreads) {
    std::vector<std::jthread> threads;
    for (int n = 0; n < times; ++n) threads.emplace_back([&work, n] { work(n); });
  }

  // All ports on the database, by this clock.
  Ports PortsBy(const Clock& clock) {
    return {employees_,
            ledger_,
            calendars_,
            leavers_,
            work_,
            leave_documents_,
            clock,
            TimeZone("Asia/Seoul"),
            quests_,
            quest_lists_,
            attendance_,
            days_,
            job_runs_,
            work_calendars_,
            notifying_ledger_,
            organisation_.ports(),
            promotions_,
            absences_,
            {accounts_, failures_, passwords_, signing_keys_, refresh_tokens_, clients_, browsers_,
             totp_}};
  }

  test::MysqlDatabase database_;
  metrics::Registry registry_;
  SystemClock clock_;
  mysql::Pool pool_{{database_.options(), kThreads}, registry_};
  const JsonEventEncoder encoder_{Topics{}};
  Published published_;
  PublishingTransactions transactions_{pool_, encoder_, published_};
  MysqlEmployees employees_{pool_, transactions_, registry_};
  MysqlLeaveLedger ledger_{pool_, registry_};
  MysqlPromotions promotions_{pool_, transactions_};
  MysqlAbsences absences_{pool_};
  MysqlNotifyingLedger notifying_ledger_{pool_, encoder_, clock_, registry_};
  MysqlCalendars calendars_{pool_};
  MysqlWorkCalendars work_calendars_{pool_};
  MysqlJobRuns job_runs_{pool_};
  MysqlLeavers leavers_{pool_, transactions_};
  MysqlAttendance attendance_{pool_, registry_};
  MysqlDayPlans days_{pool_, calendars_};
  OrganisationStores organisation_{pool_, transactions_, registry_};
  MysqlAccounts accounts_{pool_};
  MysqlSignInFailures failures_{pool_};
  MysqlRefreshTokens refresh_tokens_{pool_};
  MysqlClients clients_{pool_};
  MysqlBrowserSignIns browsers_{pool_};
  MysqlTotp totp_{pool_, auth::Sealer::OfHex(std::string(64, '7'))};
  ArgonPasswords passwords_;
  SigningKeys signing_keys_{pool_, std::nullopt, clock_, {}};
  FakeWork work_;
  NoLeaveDocuments leave_documents_;
  NoQuestNotices no_notices_;
  MysqlQuests quests_{pool_, no_notices_, registry_};
  MysqlQuestLists quest_lists_{pool_};
  UseCases app_{PortsBy(clock_), {.opening = Minutes::OfDays(15)}};
};

}  // namespace erp::employee
