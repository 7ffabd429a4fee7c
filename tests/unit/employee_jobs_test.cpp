// Jobs: their command line, what they print, and who may run them.
#include <atomic>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/stop.h"
#include "employee/api/jobs/arguments.h"
#include "employee/app/jobs/run_job.h"
#include "employee/config.h"

namespace erp::employee {
namespace {

Date On(const std::string& text) { return ParseDate(text).value(); }

TEST(JobArguments, NameAJobAndWhatElseIsWanted) {
  const auto all = ReadJobArguments({"leave-expiry", "--on", "2026-11-27", "--dry-run", "--again"});
  EXPECT_EQ(all.job, "leave-expiry");
  EXPECT_EQ(all.on, On("2026-11-27"));
  EXPECT_TRUE(all.dry_run);
  EXPECT_TRUE(all.again);
  const auto least = ReadJobArguments({"leave-expiry"});
  EXPECT_EQ(least.on, std::nullopt);
  EXPECT_FALSE(least.dry_run);
  EXPECT_FALSE(least.again);
  for (const std::vector<std::string>& wrong : {std::vector<std::string>{},
                                                {"--dry-run"},
                                                {"a", "b"},
                                                {"a", "--on"},
                                                {"a", "--on", "today"},
                                                {"a", "--on", "2026-02-29"},
                                                {"a", "--now"}}) {
    EXPECT_THROW((void)ReadJobArguments(wrong), std::invalid_argument);
  }
}

TEST(JobReport, NamesTheFirstHundredChangesAndCountsAll) {
  JobRun run{"noted", On("2026-11-27"), RunState::kDone, {}, std::nullopt, {}};
  for (int i = 1; i <= 100; ++i) run.report.Add("line " + std::to_string(i));
  EXPECT_EQ(PrintJobRunForPeople(run, false).find("more"), std::string::npos);
  run.report.Add("line 101");
  EXPECT_EQ(run.report.changes, 101);
  EXPECT_EQ(run.report.lines.size(), 100U);
  const auto text = PrintJobRunForPeople(run, true);
  EXPECT_THAT(text, testing::StartsWith("line 1\n"));
  EXPECT_THAT(text,
              testing::EndsWith("line 100\nand 1 more\nnoted on 2026-11-27: 101 would change\n"));
  run.report = {.changes = 0, .lines = {}, .failures = 2};
  EXPECT_EQ(PrintJobRunForPeople(run, false), "noted on 2026-11-27: 0 changed, 2 failed\n");
}

TEST(RunState, EveryNameIsReadBack) {
  for (const auto state : {RunState::kRunning, RunState::kDone, RunState::kFailed}) {
    EXPECT_EQ(ParseRunState(RunStateName(state)), state);
  }
  EXPECT_EQ(ParseRunState("over"), std::nullopt);
}

TEST(MonthDay, IsADayOfEveryYear) {
  EXPECT_EQ(ParseMonthDay("01-01"), std::chrono::January / 1);
  EXPECT_EQ(ParseMonthDay("12-31"), std::chrono::December / 31);
  EXPECT_EQ(ParseMonthDay("02-28"), std::chrono::February / 28);
  for (const char* wrong : {"", "02-29", "02-30", "13-01", "00-01", "01-00", "1-1", "01/01", "0101",
                            "01-1x", "01-+1", "-1-01"}) {
    EXPECT_EQ(ParseMonthDay(wrong), std::nullopt) << wrong;
  }
}

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return Instant(std::chrono::hours(1)); }
};

class MockRuns : public JobRuns {
 public:
  MOCK_METHOD(bool,
              Take,
              (const std::string&, const std::string&, Date, Instant, bool),
              (override));
  MOCK_METHOD(bool, Renew, (const std::string&, const std::string&, Date, Instant), (override));
  MOCK_METHOD(void, Finish, (const std::string&, const JobRun&), (override));
  MOCK_METHOD(std::vector<JobRun>, List, (const std::optional<std::string>&, int), (override));
};

class MockJob : public Job {
 public:
  MOCK_METHOD(std::string, name, (), (const, override));
  MOCK_METHOD(JobReport, Run, (const std::stop_token&, Date, bool), (override));
};

class RunningAJob : public testing::Test {
 protected:
  RunningAJob() { EXPECT_CALL(job_, name).WillRepeatedly(testing::Return("noted")); }
  FixedClock clock_;
  testing::StrictMock<MockRuns> runs_;
  testing::StrictMock<MockJob> job_;
  RunJob run_job_{{job_}, runs_, clock_};
};

TEST_F(RunningAJob, OneThatDoesNotExistTakesNothing) {
  EXPECT_EQ(run_job_.Run({}, "other", On("2026-11-27"), false, false).error().slug,
            "job-not-found");
  EXPECT_EQ(run_job_.names(), std::vector<std::string>{"noted"});
}

TEST_F(RunningAJob, IsFinishedUnderTheTokenItWasTakenWith) {
  std::string token;
  JobRun finished;
  EXPECT_CALL(runs_, Take(testing::_, "noted", On("2026-11-27"), clock_.Now(), true))
      .WillOnce(testing::DoAll(testing::SaveArg<0>(&token), testing::Return(true)));
  EXPECT_CALL(job_, Run(testing::_, On("2026-11-27"), false))
      .WillOnce(testing::Return(JobReport{2, {"a", "b"}, 0}));
  EXPECT_CALL(runs_, Finish(testing::Eq(testing::ByRef(token)), testing::_))
      .WillOnce(testing::SaveArg<1>(&finished));
  ASSERT_TRUE(run_job_.Run({}, "noted", On("2026-11-27"), false, true).ok());
  EXPECT_EQ(finished.state, RunState::kDone);
  EXPECT_EQ(finished.report.changes, 2);
  EXPECT_EQ(finished.finished_at, clock_.Now());
}

TEST_F(RunningAJob, WhatCouldNotBeDoneOrWasStoppedIsTriedAgain) {
  EXPECT_CALL(runs_, Take).WillRepeatedly(testing::Return(true));
  std::vector<RunState> states;
  EXPECT_CALL(runs_, Finish).WillRepeatedly([&](const std::string&, const JobRun& run) {
    states.push_back(run.state);
  });
  EXPECT_CALL(job_, Run)
      .WillOnce(testing::Return(JobReport{1, {"a"}, 1}))
      .WillOnce(testing::Return(JobReport{1, {"a"}, 0}));
  (void)run_job_.Run({}, "noted", On("2026-11-27"), false, false);
  std::stop_source stop;
  stop.request_stop();
  (void)run_job_.Run(stop.get_token(), "noted", On("2026-11-27"), false, false);
  EXPECT_EQ(states, (std::vector<RunState>{RunState::kFailed, RunState::kFailed}));
}

class RenewingARun : public RunningAJob {
 protected:
  RenewingARun() {
    EXPECT_CALL(runs_, Take).WillOnce(testing::Return(true));
    EXPECT_CALL(runs_, Finish).WillOnce(testing::SaveArg<1>(&finished_));
  }
  // A job that works until `over`, or is stopped.
  void JobWorksUntil(const std::function<bool()>& over) {
    EXPECT_CALL(job_, Run).WillOnce([this, over](const std::stop_token& stop, Date, bool) {
      while (!over() && SleepUnlessStopped(stop, std::chrono::milliseconds(1))) continue;
      stopped_ = stop.stop_requested();
      return JobReport{1, {"a"}, 0};
    });
  }
  RunJob short_{{job_}, runs_, clock_, std::chrono::milliseconds(30)};
  std::atomic<int> renewals_{0};
  std::atomic<bool> stopped_{false};
  JobRun finished_;
};

TEST_F(RenewingARun, ItIsRenewedUnderItsTokenForAsLongAsTheJobWorks) {
  EXPECT_CALL(runs_, Renew(testing::Not(""), "noted", On("2026-11-27"), clock_.Now()))
      .WillRepeatedly([this] { return ++renewals_ > 0; });
  JobWorksUntil([this] { return renewals_ >= 5; });
  const auto run = short_.Run({}, "noted", On("2026-11-27"), false, false);
  EXPECT_EQ(run->state, RunState::kDone);
  EXPECT_EQ(finished_.report.lines, std::vector<std::string>{"a"});
  EXPECT_FALSE(stopped_);
  const int renewals = renewals_;
  std::this_thread::sleep_for(std::chrono::milliseconds(40));
  EXPECT_EQ(renewals_, renewals) << "a run that has ended is not renewed";
}

TEST_F(RenewingARun, AJobWhoseRunAnotherReplicaHasStopsAndHasFailed) {
  EXPECT_CALL(runs_, Renew).WillOnce(testing::Return(false));
  JobWorksUntil([] { return false; });
  EXPECT_THROW((void)short_.Run({}, "noted", On("2026-11-27"), false, false), std::runtime_error);
  EXPECT_TRUE(stopped_);
  EXPECT_EQ(finished_.state, RunState::kFailed);
  EXPECT_EQ(finished_.report.changes, 1) << "what it has changed is changed";
  EXPECT_THAT(finished_.report.lines, testing::ElementsAre(testing::HasSubstr("not renewed")));
}

TEST_F(RenewingARun, ARenewalThatFailsOnceIsTriedAgain) {
  EXPECT_CALL(runs_, Renew).WillOnce(testing::Throw(Unavailable("away"))).WillRepeatedly([this] {
    return ++renewals_ > 0;
  });
  JobWorksUntil([this] { return renewals_ >= 4; });
  EXPECT_TRUE(short_.Run({}, "noted", On("2026-11-27"), false, false).ok());
  EXPECT_FALSE(stopped_);
}

TEST_F(RenewingARun, AJobThatCannotRenewItsRunForAWholeLeaseStops) {
  EXPECT_CALL(runs_, Renew)
      .Times(testing::AtLeast(2))
      .WillRepeatedly(testing::Throw(Unavailable("away")));
  JobWorksUntil([] { return false; });
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THROW((void)short_.Run({}, "noted", On("2026-11-27"), false, false), std::runtime_error);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(30));
  EXPECT_TRUE(stopped_);
}

TEST_F(RenewingARun, AStopOfTheDaemonIsOneOfTheJob) {
  std::stop_source stop;
  EXPECT_CALL(runs_, Renew).WillRepeatedly([&] { return stop.request_stop(), true; });
  JobWorksUntil([] { return false; });
  EXPECT_EQ(short_.Run(stop.get_token(), "noted", On("2026-11-27"), false, false)->state,
            RunState::kFailed);
  EXPECT_TRUE(stopped_);
}

TEST_F(RunningAJob, ADryRunIsNotTakenRenewedOrFinished) {
  RunJob run_job({job_}, runs_, clock_, std::chrono::milliseconds(1));
  EXPECT_CALL(job_, Run(testing::_, testing::_, true)).WillOnce([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return JobReport{1, {"a"}, 0};
  });
  const auto run = run_job.Run({}, "noted", On("2026-11-27"), true, false);
  EXPECT_EQ(run->state, RunState::kDone);
  EXPECT_EQ(run->finished_at, clock_.Now());
}

}  // namespace
}  // namespace erp::employee
