// Jobs on the real database: once for each date, by any number of replicas and repeats.
#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>

#include "common/stop.h"
#include "contract/employee_fixture.h"
#include "employee/app/jobs/job_schedule.h"

namespace erp::employee {
namespace {

Date On(const std::string& text) { return ParseDate(text).value(); }

// A job that notes its runs and fails when it should.
class NotedJob final : public Job {
 public:
  [[nodiscard]] std::string name() const override { return "noted"; }
  JobReport Run(const std::stop_token&, Date on, bool dry_run) override {
    ++runs;
    if (fails) throw Unavailable("the database is away");
    JobReport report;
    if (!dry_run) report.Add("did " + FormatDate(on));
    return report;
  }
  std::atomic<int> runs{0};
  std::atomic<bool> fails{false};
};

class JobStore : public EmployeeStore {
 protected:
  Result<JobRun> Run(const std::string& job, const std::string& on, bool dry_run = false) {
    return statutory_.run_job.Run({}, job, On(on), dry_run, true);
  }
  EmployeeId HireOn(const std::string& date) {
    auto profile = Somebody();
    profile.hired_on = On(date);
    return statutory_.create_employee.Run(profile, std::nullopt).value().id;
  }
  Minutes AvailableOn(EmployeeId id, const std::string& date) {
    return ledger_.Balance(id, On(date))->available();
  }

  UseCases statutory_{PortsBy(clock_),
                      {.opening = Minutes(),
                       .statutory = StatutoryPolicy{},
                       .carry = {.max = Minutes::OfDays(3), .valid_days = 90}}};
};

TEST_F(JobStore, OfAllReplicasOneRunsAJobForADate) {
  NotedJob job;
  RunJob run_job({job}, job_runs_, clock_);
  std::atomic<int> done{0};
  InParallel(
      [&](int) { done += run_job.Run({}, "noted", On("2026-11-27"), false, false).ok() ? 1 : 0; });
  EXPECT_EQ(done, 1);
  EXPECT_EQ(job.runs, 1);
  EXPECT_EQ(run_job.Run({}, "noted", On("2026-11-27"), false, false).error().slug, "job-running");
  EXPECT_TRUE(run_job.Run({}, "noted", On("2026-11-28"), false, false).ok());
  const auto runs = job_runs_.List("noted", 10);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].on, On("2026-11-28"));
  EXPECT_EQ(runs[0].state, RunState::kDone);
  EXPECT_EQ(runs[0].report.lines, std::vector<std::string>{"did 2026-11-28"});
}

TEST_F(JobStore, AFailedRunIsKeptAndTriedAgain) {
  NotedJob job;
  job.fails = true;
  RunJob run_job({job}, job_runs_, clock_);
  EXPECT_THROW((void)run_job.Run({}, "noted", On("2026-11-27"), false, false), Unavailable);
  EXPECT_EQ(job_runs_.List("noted", 1).at(0).state, RunState::kFailed);
  EXPECT_EQ(job_runs_.List("noted", 1).at(0).report.lines.at(0), "the database is away");
  job.fails = false;
  EXPECT_TRUE(run_job.Run({}, "noted", On("2026-11-27"), false, false).ok());
  EXPECT_EQ(job_runs_.List("noted", 1).at(0).state, RunState::kDone);
}

TEST_F(JobStore, ARunWhoseReplicaDiedIsTakenAfterItsLeaseAndTheLateOneChangesNoRow) {
  const auto now = clock_.Now();
  ASSERT_TRUE(job_runs_.Take("dead", "noted", On("2026-11-27"), now, false));
  EXPECT_FALSE(job_runs_.Take("next", "noted", On("2026-11-27"), now + kRunLease, false));
  EXPECT_TRUE(job_runs_.Take("next", "noted", On("2026-11-27"),
                             now + kRunLease + std::chrono::milliseconds(1), false));
  job_runs_.Finish("dead", {"noted", On("2026-11-27"), RunState::kFailed, now, now, {}});
  EXPECT_EQ(job_runs_.List("noted", 1).at(0).state, RunState::kRunning);
  job_runs_.Finish("next", {"noted", On("2026-11-27"), RunState::kDone, now, now, {}});
  EXPECT_EQ(job_runs_.List("noted", 1).at(0).state, RunState::kDone);
}

TEST_F(JobStore, ARunThatIsRenewedIsNotTakenUntilALeaseAfterIt) {
  const auto now = clock_.Now();
  const auto later = now + std::chrono::minutes(50);
  ASSERT_TRUE(job_runs_.Take("first", "noted", On("2026-11-27"), now, false));
  EXPECT_TRUE(job_runs_.Renew("first", "noted", On("2026-11-27"), later));
  EXPECT_TRUE(job_runs_.Renew("first", "noted", On("2026-11-27"), later)) << "the same millisecond";
  EXPECT_FALSE(job_runs_.Renew("other", "noted", On("2026-11-27"), later));
  EXPECT_FALSE(job_runs_.Renew("first", "noted", On("2026-11-28"), later));
  EXPECT_FALSE(job_runs_.Take("next", "noted", On("2026-11-27"), later + kRunLease, false));
  const auto lapsed = later + kRunLease + std::chrono::milliseconds(1);
  EXPECT_TRUE(job_runs_.Take("next", "noted", On("2026-11-27"), lapsed, false));
  EXPECT_FALSE(job_runs_.Renew("first", "noted", On("2026-11-27"), lapsed)) << "it is another's";
  EXPECT_FALSE(job_runs_.Take("third", "noted", On("2026-11-27"), lapsed + kRunLease, false))
      << "what the first one renewed does not count for the second";
  job_runs_.Finish("next", {"noted", On("2026-11-27"), RunState::kDone, lapsed, lapsed, {}});
  EXPECT_FALSE(job_runs_.Renew("next", "noted", On("2026-11-27"), lapsed)) << "it has ended";
}

// Works for several leases and notes how many do so at once.
class LongJob final : public Job {
 public:
  [[nodiscard]] std::string name() const override { return "long"; }
  JobReport Run(const std::stop_token& stop, Date /*on*/, bool /*dry_run*/) override {
    ++runs;
    SleepUnlessStopped(stop, std::chrono::milliseconds(2500));
    if (stop.stop_requested()) ++stopped;
    JobReport report;
    report.Add("did it");
    over = true;
    return report;
  }
  std::atomic<int> runs{0};
  std::atomic<int> stopped{0};
  std::atomic<bool> over{false};
};

TEST_F(JobStore, OfReplicasWithAShortLeaseOneDoesALongJobOnce) {
  constexpr std::chrono::milliseconds kLease(600);
  MysqlJobRuns runs(pool_, kLease);
  LongJob job;
  RunJob run_job({job}, runs, clock_, kLease);
  std::atomic<int> done{0};
  std::atomic<int> asked{0};
  InParallel([&](int) {
    while (!job.over) {
      ++asked;
      if (run_job.Run({}, "long", On("2026-11-27"), false, false).ok()) ++done;
    }
  });
  EXPECT_EQ(job.runs, 1);
  EXPECT_EQ(job.stopped, 0);
  EXPECT_EQ(done, 1);
  EXPECT_GT(asked, 20) << "the others have asked throughout";
  EXPECT_EQ(runs.List("long", 1).at(0).state, RunState::kDone);
}

TEST_F(JobStore, AJobWhoseRunWasTakenStopsAndLeavesTheRowToWhoHasIt) {
  constexpr std::chrono::milliseconds kLease(600);
  LongJob job;
  RunJob run_job({job}, job_runs_, clock_, kLease);
  std::jthread late([&] {
    EXPECT_THROW((void)run_job.Run({}, "long", On("2026-11-27"), false, false), std::runtime_error);
  });
  const auto deadline = Deadline::After(std::chrono::seconds(20));
  while (job.runs == 0) ASSERT_FALSE(deadline.Expired());
  const auto lapsed = clock_.Now() + 2 * kRunLease;
  ASSERT_TRUE(job_runs_.Take("next", "long", On("2026-11-27"), lapsed, false));
  late.join();
  EXPECT_EQ(job.stopped, 1);
  EXPECT_EQ(job_runs_.List("long", 1).at(0).state, RunState::kRunning);
  EXPECT_TRUE(job_runs_.List("long", 1).at(0).report.lines.empty());
}

TEST_F(JobStore, ADryRunChangesNothingAndIsKeptNowhere) {
  const auto id = HireOn("2024-11-27");
  const auto run = Run("statutory-grants", "2026-11-27", true);
  ASSERT_TRUE(run.ok());
  EXPECT_EQ(run->report.changes, 1);
  EXPECT_EQ(AvailableOn(id, "2026-11-27"), Minutes());
  EXPECT_TRUE(job_runs_.List(std::nullopt, 10).empty());
}

TEST_F(JobStore, StatutoryLeaveIsGrantedOnItsDayAndNeverTwice) {  // V7
  const auto id = HireOn("2025-11-27");
  EXPECT_EQ(Run("statutory-grants", "2025-12-26")->report.changes, 0);
  EXPECT_EQ(Run("statutory-grants", "2025-12-27")->report.changes, 1);
  EXPECT_EQ(Run("statutory-grants", "2025-12-27")->report.changes, 0);
  // A daemon that was away catches up: ten months at once.
  EXPECT_EQ(Run("statutory-grants", "2026-10-27")->report.changes, 10);
  EXPECT_EQ(AvailableOn(id, "2026-10-27"), Minutes::OfDays(11));
  EXPECT_EQ(Run("statutory-grants", "2026-11-27")->report.changes, 1);
  EXPECT_EQ(AvailableOn(id, "2026-11-26"), Minutes::OfDays(11)) << "until the end of the year";
  EXPECT_EQ(AvailableOn(id, "2026-11-27"), Minutes::OfDays(15));
  InParallel([&](int) {
    (void)statutory_.run_job.Run({}, "statutory-grants", On("2026-11-27"), false, true);
  });
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE op_id LIKE 'statutory:%'"), 12);
  ExpectLedgerIsSound(id);
}

TEST_F(JobStore, ACorrectedDayOfHireCorrectsStatutoryLeaveOnceAndNotifies) {
  const auto id = HireOn("2025-11-27");
  ASSERT_EQ(Run("statutory-grants", "2026-11-27")->report.changes, 1);
  ASSERT_TRUE(
      statutory_.change_employee.Run(id, {.hired_on = On("2023-11-27")}, std::nullopt).ok());
  InParallel([&](int) {
    (void)statutory_.run_job.Run({}, "statutory-grants", On("2026-11-28"), false, true);
  });
  EXPECT_EQ(AvailableOn(id, "2026-11-28"), Minutes::OfDays(16));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM leave_ledger WHERE op_id LIKE 'statutory:%:corrected:%'"),
            1);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE body LIKE '%LEAVE_RECOUNTED%'"), 1);
  ASSERT_TRUE(
      statutory_.change_employee.Run(id, {.hired_on = On("2025-12-27")}, std::nullopt).ok());
  ASSERT_EQ(Run("statutory-grants", "2026-11-29")->report.changes, 12);
  EXPECT_EQ(AvailableOn(id, "2026-11-29"), Minutes::OfDays(11)) << "the first year goes on";
  ExpectLedgerIsSound(id);
}

TEST_F(JobStore, WhoHasLeftOrWhoseDayOfHireIsUnknownGetsNothing) {
  const auto gone = HireOn("2020-01-01");
  ASSERT_TRUE(Leave(gone));
  Hire();
  EXPECT_EQ(Run("statutory-grants", "2026-11-27")->report.changes, 0);
}

TEST_F(JobStore, WhatIsLeftExpiresOnceAndAPartIsCarriedOver) {  // V12
  const auto id = HireOn("2024-11-27");
  ASSERT_EQ(Run("statutory-grants", "2025-11-27")->report.changes, 1);
  EXPECT_EQ(AvailableOn(id, "2026-11-26"), Minutes::OfDays(15));
  EXPECT_EQ(Run("leave-expiry", "2026-11-26")->report.changes, 0) << "its last day is one of use";
  EXPECT_EQ(Run("leave-expiry", "2026-11-27", true)->report.lines,
            (std::vector<std::string>{"EXPIRE " + id.str() + " 7200 statutory",
                                      "CARRY " + id.str() + " 1440 statutory"}));
  EXPECT_EQ(Run("leave-expiry", "2026-11-27")->report.changes, 2);
  EXPECT_EQ(Run("leave-expiry", "2026-11-27")->report.changes, 0);
  EXPECT_EQ(Run("leave-expiry", "2026-11-28")->report.changes, 0);
  EXPECT_EQ(AvailableOn(id, "2026-11-27"), Minutes::OfDays(3));
  EXPECT_EQ(AvailableOn(id, "2027-02-24"), Minutes::OfDays(3));
  EXPECT_EQ(AvailableOn(id, "2027-02-25"), Minutes()) << "90 days";
  ExpectLedgerIsSound(id);
}

TEST_F(JobStore, WhatWasCarriedOverEndsForGoodAndALotCarriesNoMoreThanItsShare) {  // V12
  const auto id = HireOn("2024-11-27");
  ASSERT_TRUE(Run("statutory-grants", "2025-11-27").ok());
  Operation reserve{.id = "r",
                    .kind = EntryKind::kReserve,
                    .minutes = Minutes::OfDays(14),
                    .source = "leave:1:1",
                    .on = On("2026-11-20")};
  ASSERT_TRUE(ledger_.Post(id, {reserve})->entry.applied());
  EXPECT_EQ(Run("leave-expiry", "2026-11-27")->report.changes, 2) << "1 day ends and is carried";
  auto release = reserve;
  release.id = "x";
  release.kind = EntryKind::kRelease;
  release.on = On("2026-11-27");
  ASSERT_TRUE(ledger_.Post(id, {release})->entry.applied());
  EXPECT_EQ(Run("leave-expiry", "2026-11-28")->report.lines,
            (std::vector<std::string>{"EXPIRE " + id.str() + " 6720 statutory",
                                      "CARRY " + id.str() + " 960 statutory"}));
  EXPECT_EQ(AvailableOn(id, "2026-11-28"), Minutes::OfDays(3));
  EXPECT_EQ(Run("leave-expiry", "2027-02-25")->report.lines,
            std::vector<std::string>{"EXPIRE " + id.str() + " 1440 statutory"});
  EXPECT_EQ(AvailableOn(id, "2027-02-25"), Minutes());
  ExpectLedgerIsSound(id);
}

TEST_F(JobStore, LeaveThatComesBackAfterTheEndExpiresInTheNextRun) {  // E12
  const auto id = HireOn("2024-11-27");
  ASSERT_TRUE(Run("statutory-grants", "2025-11-27").ok());
  Operation reserve{.id = "r",
                    .kind = EntryKind::kReserve,
                    .minutes = Minutes::OfDays(5),
                    .source = "leave:1:1",
                    .on = On("2026-11-20")};
  ASSERT_TRUE(ledger_.Post(id, {reserve})->entry.applied());
  EXPECT_EQ(Run("leave-expiry", "2026-11-27")->report.lines.at(0),
            "EXPIRE " + id.str() + " 4800 statutory");
  auto release = reserve;
  release.id = "x";
  release.kind = EntryKind::kRelease;
  release.on = On("2026-11-27");
  ASSERT_TRUE(ledger_.Post(id, {release})->entry.applied());
  EXPECT_EQ(Run("leave-expiry", "2026-11-28")->report.lines.at(0),
            "EXPIRE " + id.str() + " 2400 statutory");
  ExpectLedgerIsSound(id);
}

TEST_F(JobStore, TheScheduleRunsTheJobsOfTodayAndStopsAtOnce) {
  NotedJob job;
  RunJob run_job({job}, job_runs_, clock_);
  JobSchedule schedule(run_job, CompanyClock(clock_, TimeZone("Asia/Seoul")), true,
                       std::chrono::hours(1));
  schedule.Start();
  const auto deadline = Deadline::After(std::chrono::seconds(20));
  while (job_runs_.List("noted", 1).empty() ||
         job_runs_.List("noted", 1)[0].state != RunState::kDone) {
    ASSERT_FALSE(deadline.Expired());
  }
  schedule.Stop();
  EXPECT_EQ(job.runs, 1);
  JobSchedule off(run_job, CompanyClock(clock_, TimeZone("Asia/Seoul")), false);
  off.Start();
  off.Stop();
}

}  // namespace
}  // namespace erp::employee
