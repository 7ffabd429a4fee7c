// What a reconciliation of both sides finds and repairs, page by page.
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "approval-processing/app/page_rest.h"
#include "approval-processing/app/reconciliation.h"
#include "unit/processing_sides.h"

namespace erp::approval_processing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

class ReconciliationTest : public testing::Test {
 protected:
  Repairs Run(const ReconciliationOptions& options = {}) {
    const auto done = reconciliation_.Run(options, [] { return true; });
    EXPECT_TRUE(done);
    return done.value_or(Repairs{});
  }
  // Decided here so long ago, and still shown as open there.
  void Decided(std::int64_t document, milliseconds ago, std::int64_t base = 0) {
    auto key = KeyOf(document);
    key.result_base = base;
    there_.keys.push_back(key);
    auto task = LiveOf(document);
    task.state = LiveTask::State::kDecided;
    task.changed_at = here_.now - ago;
    here_.tasks.push_back(task);
  }
  void Live(std::int64_t first, std::int64_t last) {
    for (auto i = first; i <= last; ++i) here_.tasks.push_back(LiveOf(i));
  }
  std::vector<std::int64_t> Republished() const {
    std::vector<std::int64_t> requests;
    for (const auto& one : here_.republished) requests.push_back(std::get<0>(one));
    return requests;
  }
  double Counted(const std::string& kind) {
    return registry_.GetCounter("reconcile_repairs_total", "", {{"kind", kind}}).Value();
  }

  metrics::Registry registry_;
  MemoryTasks here_;
  MemoryRegister there_;
  Reconciliation reconciliation_{here_, there_, registry_};
};

TEST_F(ReconciliationTest, WhereBothSidesAgreeNothingIsDoneAndNobodyAsked) {
  for (int i = 1; i <= 3; ++i) there_.Show(StepOf(i));
  Live(1, 3);
  const auto repairs = Run({.least_age = seconds(10)});
  EXPECT_EQ(repairs.seen, 3U);
  EXPECT_EQ(repairs.live, 3U);
  EXPECT_EQ(repairs.Sum(), 0U);
  EXPECT_THAT(there_.asked, IsEmpty());
  EXPECT_EQ(there_.full_pages, 0);
  EXPECT_EQ(there_.lag_asked, 0);
  EXPECT_EQ(there_.asked_age, seconds(10));
  EXPECT_THAT(here_.opened, IsEmpty());
  EXPECT_THAT(here_.taken_back, IsEmpty());
}

TEST_F(ReconciliationTest, WhatIsUnknownHereIsAskedForOneByOneAndOpened) {
  for (int i = 1; i <= 8; ++i) there_.Show(StepOf(i));
  Live(4, 4);
  const auto repairs = Run();
  EXPECT_EQ(repairs.opened, 7U);
  EXPECT_EQ(Counted("opened"), 7);
  EXPECT_THAT(here_.opened, ElementsAre(1, 2, 3, 5, 6, 7, 8));
  EXPECT_THAT(there_.asked, ElementsAre(1, 2, 3, 5, 6, 7, 8));
  EXPECT_EQ(there_.full_pages, 0);
}

TEST_F(ReconciliationTest, FromEightOnPagesInFullAreReadInstead) {
  for (int i = 1; i <= 8; ++i) there_.Show(StepOf(i));
  EXPECT_EQ(Run().opened, 8U);
  EXPECT_THAT(here_.opened, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8));
  EXPECT_THAT(there_.asked, IsEmpty());
  EXPECT_EQ(there_.full_pages, 1);
}

TEST_F(ReconciliationTest, OfAFullPageOnlyWhatIsMissingAndSoundIsOpened) {
  for (int i = 1; i <= 10; ++i) there_.Show(StepOf(i));
  there_.steps.at(RequestId(2)).approvers.clear();
  there_.steps.emplace(RequestId(6000), StepOf(6000));  // opened since the keys were read
  Live(5, 5);
  EXPECT_EQ(Run().opened, 8U);
  EXPECT_THAT(here_.opened, ElementsAre(1, 3, 4, 6, 7, 8, 9, 10));
}

TEST_F(ReconciliationTest, AsManyFullPagesAreReadAsTheMissingOnesNeed) {
  for (int i = 1; i <= 250; ++i) there_.Show(StepOf(i));
  Live(221, 250);
  EXPECT_EQ(Run().opened, 220U);
  EXPECT_EQ(here_.opened.size(), 220U);
  EXPECT_EQ(there_.full_pages, 3) << "of 100 each";
  here_.tasks.clear();
  Live(101, 250);
  EXPECT_EQ(Run().opened, 100U);
  EXPECT_EQ(there_.full_pages, 4) << "the last missing one was the last of the first page";
}

TEST_F(ReconciliationTest, AStepThatBreaksTheRulesIsNotOpened) {
  there_.Show(StepOf(1));
  there_.steps.at(RequestId(1)).requester = EmployeeId(5);
  EXPECT_EQ(Run().opened, 0U);
  EXPECT_THAT(there_.asked, ElementsAre(1));
  EXPECT_THAT(here_.opened, IsEmpty());
}

TEST_F(ReconciliationTest, EveryPageIsRepairedOnceAndForItself) {
  there_.page_size = 5;
  there_.Show(StepOf(1));  // missing here
  Decided(2, seconds(100));
  there_.Show(StepOf(3));  // a result of it is missing
  there_.keys.back().result_missing = true;
  here_.tasks.push_back(LiveOf(3));
  there_.Show(StepOf(4));  // was set aside
  here_.tasks.push_back(LiveOf(4));
  here_.tasks.back().aside = LiveTask::Aside::kForSource;
  for (int i = 5; i <= 14; ++i) there_.Show(StepOf(i));
  Live(5, 14);
  const auto repairs = Run();
  EXPECT_EQ(repairs.seen, 14U);
  EXPECT_THAT(there_.asked, ElementsAre(1, 3));
  EXPECT_THAT(here_.opened, ElementsAre(1, 3));
  EXPECT_THAT(Republished(), ElementsAre(2));
  EXPECT_THAT(here_.taken_back, ElementsAre(4));
}

TEST(ComparisonPages, OfAnySizeMeetEveryDocumentOnce) {
  for (std::size_t page_here = 1; page_here <= 7; ++page_here) {
    for (std::size_t page_there = 1; page_there <= 7; ++page_there) {
      metrics::Registry registry;
      MemoryTasks here;
      MemoryRegister there;
      here.page_size = page_here;
      there.page_size = page_there;
      for (const int document : {1, 2, 4, 5, 7, 9}) there.Show(StepOf(document));
      for (const int document : {2, 3, 4, 6, 7, 8}) here.tasks.push_back(LiveOf(document));
      const auto repairs = Reconciliation(here, there, registry).Run({}, [] { return true; });
      ASSERT_TRUE(repairs);
      EXPECT_EQ(repairs->seen, 9U) << page_here << ' ' << page_there;
      EXPECT_EQ(repairs->live, 6U);
      EXPECT_THAT(here.opened, ElementsAre(1, 5, 9));
      EXPECT_THAT(here.forgotten, ElementsAre(3, 6, 8));
    }
  }
}

TEST_F(ReconciliationTest, AResultIsPublishedAgainOnceNothingIsOnItsWay) {
  const ReconciliationOptions options{.least_age = seconds(10), .timeout = seconds(60)};
  Decided(1, seconds(59), 4);
  Decided(2, seconds(10));
  Decided(3, milliseconds(9'999));
  there_.lag = 1;
  EXPECT_EQ(Run(options).republished, 0U);
  EXPECT_EQ(there_.lag_asked, 1) << "once for all of them";
  there_.lag = 0;
  EXPECT_EQ(Run(options).republished, 2U);
  EXPECT_EQ(there_.lag_asked, 2);
  EXPECT_THAT(Republished(), ElementsAre(1, 2));
  EXPECT_EQ(here_.republished[0], std::tuple(1, 4, std::optional(StepKey{1, 1, 1})));
  EXPECT_EQ(Counted("republished"), 2);
}

TEST_F(ReconciliationTest, AResultIsPublishedAgainAfterItsTimeWhateverIsOnItsWay) {
  Decided(1, seconds(60));
  there_.lag = 1;
  EXPECT_EQ(Run({.least_age = seconds(10), .timeout = seconds(60)}).republished, 1U);
  EXPECT_EQ(there_.lag_asked, 0);
}

TEST_F(ReconciliationTest, OnlyWhatWasReallyPublishedAgainIsCounted) {
  Decided(1, seconds(100));
  for (const auto outcome : {LiveTasks::Republished::kWaiting, LiveTasks::Republished::kChanged,
                             LiveTasks::Republished::kLost}) {
    here_.retold_outcome = outcome;
    EXPECT_EQ(Run().republished, 0U);
  }
}

TEST_F(ReconciliationTest, OfAMissingResultIsAskedWhileTheStepIsOpenAndNotSetAsideForIt) {
  using State = LiveTask::State;
  using Aside = LiveTask::Aside;
  struct Case {
    State state;
    Aside aside;
    bool asked;
  };
  for (const auto& test :
       {Case{State::kOpen, Aside::kNo, true}, Case{State::kOpen, Aside::kForSource, true},
        Case{State::kOpen, Aside::kForResult, false}, Case{State::kDecided, Aside::kNo, false}}) {
    there_.asked.clear();
    there_.keys = {KeyOf(1)};
    there_.keys[0].result_missing = true;
    here_.tasks = {LiveOf(1)};
    here_.tasks[0].state = test.state;
    here_.tasks[0].aside = test.aside;
    Run();
    EXPECT_EQ(!there_.asked.empty(), test.asked);
  }
}

TEST_F(ReconciliationTest, WhatIsFurtherOnHereIsCountedOnceItIsNoLongerNew) {
  there_.Show(StepOf(1));
  here_.tasks = {LiveOf(1, 2)};
  here_.tasks[0].changed_at = here_.now - milliseconds(9'999);
  EXPECT_EQ(Run().ahead, 0U);
  here_.tasks[0].changed_at = here_.now - seconds(10);
  EXPECT_EQ(Run().ahead, 1U);
  EXPECT_EQ(Run().Sum(), 0U) << "nothing is done about it";
}

TEST_F(ReconciliationTest, AStaleStepIsAheadOnlyIfItIsNewerHere) {
  there_.Show(StepOf(1));
  here_.open_outcome = TaskStore::OpenOutcome::kStale;
  EXPECT_EQ(Run().ahead, 0U);
  here_.ahead = true;
  EXPECT_EQ(Run().ahead, 1U);
  here_.open_outcome = TaskStore::OpenOutcome::kDecided;
  EXPECT_EQ(Run().ahead, 0U);
  EXPECT_EQ(Counted("opened"), 0);
}

TEST_F(ReconciliationTest, WhatIsNotOpenThereIsClosedOrForgottenAsItIsThere) {
  Live(1, 4);
  there_.states[RequestId(1)] = {.kind = SourceState::Kind::kNotOpen,
                                 .closed = ClosedRound{RequestId(1), 1, 2}};
  there_.states[RequestId(2)] = {.kind = SourceState::Kind::kNotOpen};
  there_.steps.emplace(RequestId(3), StepOf(3));  // opened since
  const auto repairs = Run();
  EXPECT_THAT(there_.asked, ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(here_.closed, ElementsAre(1));
  EXPECT_THAT(here_.opened, ElementsAre(3));
  EXPECT_THAT(here_.forgotten, ElementsAre(4));
  EXPECT_EQ(repairs.closed, 1U);
  EXPECT_EQ(repairs.forgotten, 1U);
  EXPECT_EQ(Counted("closed"), 1);
  EXPECT_EQ(Counted("forgotten"), 1);
  here_.close_outcome = TaskStore::CloseOutcome::kStale;
  EXPECT_EQ(Run().closed, 0U);
}

TEST_F(ReconciliationTest, WhatIsYoungerThanTheLeastAgeIsOnItsWay) {
  Live(1, 1);
  here_.tasks[0].changed_at = here_.now - milliseconds(9'999);
  EXPECT_EQ(Run({.least_age = seconds(10)}).forgotten, 0U);
  here_.tasks[0].changed_at = here_.now - seconds(10);
  EXPECT_EQ(Run({.least_age = seconds(10)}).forgotten, 1U);
}

TEST_F(ReconciliationTest, MoreThanTwentyAndATwentiethAreNotBelievedUnlessConfirmed) {
  struct Case {
    int gone;
    int live;
    bool stopped;
  };
  for (const auto& test :
       {Case{20, 20, false}, Case{21, 21, true}, Case{21, 420, false}, Case{21, 419, true}}) {
    here_.tasks.clear();
    here_.forgotten.clear();
    here_.set_aside.clear();
    there_.keys.clear();
    Live(1, test.live);
    for (int i = test.gone + 1; i <= test.live; ++i) there_.keys.push_back(KeyOf(i));
    const auto many = static_cast<std::size_t>(test.gone);
    const auto repairs = Run();
    EXPECT_EQ(repairs.stopped, test.stopped ? many : 0) << test.gone << " of " << test.live;
    EXPECT_EQ(here_.forgotten.size(), test.stopped ? 0 : many);
    EXPECT_EQ(here_.set_aside.size(), test.stopped ? many : 0);
    here_.forgotten.clear();
    std::size_t asked = 0;
    const auto confirmed = [&](std::size_t count) { return (asked = count) == many; };
    EXPECT_EQ(Run({.confirmed = confirmed}).forgotten, many);
    EXPECT_EQ(asked, test.stopped ? many : 0) << "what was confirmed is not used up for less";
    here_.forgotten.clear();
    const auto refused = [](std::size_t) { return false; };
    EXPECT_EQ(Run({.confirmed = refused}).forgotten, test.stopped ? 0 : many);
  }
}

TEST_F(ReconciliationTest, ThePassEndsBetweenPagesAndBetweenFiftyThatAreForgotten) {
  Live(1, 100);
  const auto confirmed = [](std::size_t) { return true; };
  int may = 0;
  const auto go_on = [&may] { return may-- > 0; };
  EXPECT_FALSE(reconciliation_.Run({.confirmed = confirmed}, go_on));
  EXPECT_THAT(here_.forgotten, IsEmpty());
  may = 1;
  EXPECT_FALSE(reconciliation_.Run({.confirmed = confirmed}, go_on));
  EXPECT_EQ(here_.forgotten.size(), 49U);
  here_.forgotten.clear();
  may = 3;
  EXPECT_TRUE(reconciliation_.Run({.confirmed = confirmed}, go_on));
  EXPECT_EQ(here_.forgotten.size(), 100U);
}

TEST_F(ReconciliationTest, FollowingMakesADocumentHereWhatItIsThere) {
  there_.Show(StepOf(1));
  there_.steps.at(RequestId(1)).result_base = 7;
  reconciliation_.Follow(RequestId(1));
  EXPECT_EQ(here_.republished, (decltype(here_.republished){{1, 7, std::nullopt}}));
  EXPECT_THAT(here_.taken_back, ElementsAre(1));
  EXPECT_THAT(here_.opened, ElementsAre(1));
  there_.steps.at(RequestId(1)).missing_result = 8;
  reconciliation_.Follow(RequestId(1));
  EXPECT_THAT(here_.taken_back, ElementsAre(1)) << "it stays set aside";
  there_.states[RequestId(2)] = {.kind = SourceState::Kind::kNotOpen,
                                 .closed = ClosedRound{RequestId(2), 1, 2}};
  reconciliation_.Follow(RequestId(2));
  EXPECT_THAT(here_.closed, ElementsAre(2));
  there_.Show(StepOf(3));
  there_.steps.at(RequestId(3)).approvers.clear();
  reconciliation_.Follow(RequestId(3));
  EXPECT_THAT(here_.opened, ElementsAre(1, 1)) << "a step that breaks the rules is not opened";
}

TEST_F(ReconciliationTest, ReplacingForgetsFirstAndOnlyWhatIsStillTheSame) {
  there_.Show(StepOf(1));
  here_.unchanged = false;
  EXPECT_FALSE(reconciliation_.Replace(RequestId(1), 9, 4));
  EXPECT_THAT(there_.asked, IsEmpty());
  EXPECT_THAT(here_.opened, IsEmpty());
  here_.unchanged = true;
  EXPECT_TRUE(reconciliation_.Replace(RequestId(1), 9, 4));
  EXPECT_EQ(here_.forgotten_unchanged.back(), std::tuple(1, 9, 4));
  EXPECT_THAT(here_.opened, ElementsAre(1));
  there_.states[RequestId(2)] = {.kind = SourceState::Kind::kNotOpen,
                                 .closed = ClosedRound{RequestId(2), 1, 2}};
  EXPECT_TRUE(reconciliation_.Replace(RequestId(2), 9, 4));
  EXPECT_THAT(here_.closed, ElementsAre(2));
}

TEST(PageRestTest, EveryRestIsAsLongAsThePageBeforeItAndRestsDoNotAddUp) {
  PageRest::Time now{};
  std::vector<milliseconds> rests;
  bool go_on = true;
  PageRest rest([&] { return now; },
                [&](milliseconds time) {
                  rests.push_back(time);
                  now += time;
                  return go_on;
                });
  for (const auto page : {milliseconds(0), milliseconds(20), milliseconds(20), milliseconds(5)}) {
    now += page;
    EXPECT_TRUE(rest.Take());
  }
  now += std::chrono::microseconds(1);
  go_on = false;
  EXPECT_FALSE(rest.Take());
  EXPECT_THAT(rests, ElementsAre(milliseconds(0), milliseconds(20), milliseconds(20),
                                 milliseconds(5), milliseconds(1)));
}

}  // namespace
}  // namespace erp::approval_processing
