// The watch that learns who has left, and whose documents it looks at.
#include <algorithm>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/environment.h"
#include "unit/request_app_fixture.h"

namespace erp::approval_request {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// employee's list in pages, by where each begins. Thread-safe.
class PagedFeed final : public LeaverFeed {
 public:
  LeaversPage List(const std::string& after) override {
    const std::lock_guard lock(mutex_);
    ++asked_;
    places_.push_back(after);
    if (away_) throw Unavailable("employee is away");
    const auto found = pages_.find(after);
    return found == pages_.end() ? LeaversPage{.next = after} : found->second;
  }
  void Add(const std::string& after, LeaversPage page) {
    const std::lock_guard lock(mutex_);
    pages_[after] = std::move(page);
  }
  void BecomeAway(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  int Asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::vector<std::string> Places() {
    const std::lock_guard lock(mutex_);
    return places_;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, LeaversPage> pages_;
  std::vector<std::string> places_;
  bool away_ = false;
  int asked_ = 0;
};

// No documents; for whom they were looked up. Thread-safe.
class CountingWork final : public WaitingWork {
 public:
  std::vector<Document> OnLineOf(const std::vector<EmployeeId>& people,
                                 std::optional<RequestId>,
                                 int) override {
    const std::lock_guard lock(mutex_);
    asked_.push_back(people);
    if (away_) throw Unavailable("the store is away");
    return documents_;
  }
  std::int64_t CountOf(EmployeeId) override { return 0; }
  std::vector<Document> Of(EmployeeId, int) override { return {}; }
  std::vector<Document> LeaveToComeOf(const std::vector<EmployeeId>&,
                                      const std::string&,
                                      int) override {
    return {};
  }

  std::vector<std::vector<EmployeeId>> Asked() {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  void BecomeAway(bool away) {
    const std::lock_guard lock(mutex_);
    away_ = away;
  }
  void Show(std::vector<Document> documents) {
    const std::lock_guard lock(mutex_);
    documents_ = std::move(documents);
  }

 private:
  std::mutex mutex_;
  std::vector<std::vector<EmployeeId>> asked_;
  std::vector<Document> documents_;
  bool away_ = false;
};

struct LeaverWatchTest : test::AppTest {
  LeaverWatch& Watch(milliseconds lately, milliseconds full_period) {
    watch.emplace(feed_of_leavers, app.leavers, hand_over, leave_to_come,
                  LeaverWatchOptions{milliseconds(1), lately, full_period});
    return *watch;
  }
  bool UntilAsked(int more) {
    const int wanted = feed_of_leavers.Asked() + more;
    return Soon([&] { return feed_of_leavers.Asked() >= wanted; });
  }
  static bool Soon(const std::function<bool()>& happened) {
    return erp::test::Eventually(std::chrono::seconds(10), happened);
  }
  std::size_t LooksAt(const std::vector<EmployeeId>& people_looked_at) {
    const auto asked = counting.Asked();
    return static_cast<std::size_t>(std::count(asked.begin(), asked.end(), people_looked_at));
  }

  PagedFeed feed_of_leavers;
  CountingWork counting;
  HandOver hand_over{
      {counting, documents, mover, app.leavers, app.stand_ins, encoder, publisher, clock}};
  CancelLeaversLeave leave_to_come{
      {counting, documents, encoder, publisher, clock, TimeZone("UTC")}};
  std::optional<LeaverWatch> watch;  // last: ends first
};

const std::vector<EmployeeId> kFive{EmployeeId(5)};
const std::vector<EmployeeId> kSeven{EmployeeId(7)};

TEST_F(LeaverWatchTest, AHandOverReadsTheListToItsEndAndGoesOnFromThereTheNextTime) {
  feed_of_leavers.Add("", {{{.id = EmployeeId(5)}}, "a", true});
  feed_of_leavers.Add("a", {{{.id = EmployeeId(7)}}, "b", false});
  auto& one = Watch(hours(1), hours(1));
  one.HandOverNow(EmployeeId(7), Deadline::After(milliseconds(10000)));
  EXPECT_EQ(counting.Asked(), (std::vector<std::vector<EmployeeId>>{kSeven}));
  one.HandOverNow(EmployeeId(9), Deadline::After(milliseconds(10000)));
  EXPECT_EQ(counting.Asked().size(), 1U) << "who has not left has nothing to hand over";
  EXPECT_EQ(feed_of_leavers.Places(), (std::vector<std::string>{"", "a", "b"}));
}

TEST_F(LeaverWatchTest, AHandOverEndsAtItsDeadline) {
  feed_of_leavers.Add("", {{{.id = EmployeeId(5), .reassign_to = EmployeeId(9)}}, "a", false});
  counting.Show({test::ThreeStepSubmission(1).document});
  auto& one = Watch(hours(1), hours(1));
  one.HandOverNow(EmployeeId(5), Deadline::After(milliseconds(0)));
  EXPECT_TRUE(mover.commands.empty());
  one.HandOverNow(EmployeeId(5), Deadline::After(milliseconds(10000)));
  EXPECT_EQ(mover.commands.size(), 1U);
}

TEST_F(LeaverWatchTest, WhoLeftLatelyIsLookedAtAgainAndAgain) {
  Watch(hours(1), hours(1)).Start();
  EXPECT_TRUE(UntilAsked(2));
  EXPECT_TRUE(counting.Asked().empty()) << "nobody has left";
  feed_of_leavers.Add("", {{{.id = EmployeeId(5)}}, "a", false});
  EXPECT_TRUE(Soon([&] { return LooksAt(kFive) >= 3; }));
}

TEST_F(LeaverWatchTest, WhoLeftLongAgoIsLookedAtInFullLooksOnly) {
  feed_of_leavers.Add("", {{{.id = EmployeeId(5)}}, "a", false});
  Watch(milliseconds(0), hours(1)).Start();
  EXPECT_TRUE(Soon([&] { return LooksAt(kFive) == 1; })) << "the first look is a full one";
  EXPECT_TRUE(UntilAsked(5));
  EXPECT_EQ(LooksAt(kFive), 1U);
}

TEST_F(LeaverWatchTest, EverybodyWhoHasLeftIsLookedAtInEachFullPeriod) {
  feed_of_leavers.Add("", {{{.id = EmployeeId(5)}}, "a", false});
  Watch(milliseconds(0), milliseconds(1)).Start();
  EXPECT_TRUE(Soon([&] { return LooksAt(kFive) >= 4; }));
}

TEST_F(LeaverWatchTest, WhileEmployeeOrTheStoreIsAwayWhatIsKnownIsTriedAgain) {
  feed_of_leavers.Add("", {{{.id = EmployeeId(5)}}, "a", false});
  counting.BecomeAway(true);
  Watch(hours(1), hours(1)).Start();
  EXPECT_TRUE(Soon([&] { return LooksAt(kFive) >= 2; })) << "the store failed, and the next look";
  feed_of_leavers.BecomeAway(true);
  counting.BecomeAway(false);
  const auto before = LooksAt(kFive);
  EXPECT_TRUE(Soon([&] { return LooksAt(kFive) >= before + 2; })) << "although employee is away";
}

TEST_F(LeaverWatchTest, StopEndsAPassBetweenTwoDocuments) {
  feed_of_leavers.Add("", {{{.id = EmployeeId(5)}}, "a", false});
  // Always a full page: a pass that only a stop ends.
  auto ended = test::ThreeStepSubmission(1).document;
  ended.state = DocumentState::kApproved;
  counting.Show(std::vector<Document>(100, ended));
  Watch(hours(1), hours(1)).Start();
  EXPECT_TRUE(Soon([&] { return LooksAt(kFive) >= 2; }));
  auto stopped = std::async(std::launch::async, [&] { watch->Stop(); });
  EXPECT_EQ(stopped.wait_for(std::chrono::seconds(10)), std::future_status::ready);
  counting.Show({});
}

}  // namespace
}  // namespace erp::approval_request
