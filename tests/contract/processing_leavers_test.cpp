// Who has left the company decides nothing, on the real Redis; and how the list of leavers is kept.
#include "approval-processing/app/leaver_watch.h"
#include "approval-processing/store/redis_leavers.h"
#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

class ScriptedLeavers final : public LeaverSource {
 public:
  LeaversPage List(const std::string& after) override {
    asked.push_back(after);
    if (pages.empty()) return {.next = after};
    auto page = pages.front();
    pages.erase(pages.begin());
    return page;
  }
  std::vector<LeaversPage> pages;
  std::vector<std::string> asked;
};

class Leavers : public ProcessingStoreTest {
 protected:
  RedisLeavers leavers_{pool_, tenant_};
  ScriptedLeavers source_;
  LeaverWatch watch_{source_, leavers_, registry_};
};

TEST_F(Leavers, DecideNothingWhateverWaitsForThem) {
  store_.Open(Opened(41));
  leavers_.Add({EmployeeId(5)});
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kInactive);
  EXPECT_EQ(Decide(Command(5, 42)).outcome, DecisionOutcome::kInactive);
  EXPECT_EQ(Field(41, "state"), "open");
  EXPECT_EQ(OutboxLength(), 0);
  const auto refusal = Refusal(DecisionOutcome::kInactive, {});
  EXPECT_EQ(refusal.code, ErrorCode::kForbidden);
  EXPECT_EQ(refusal.slug, "inactive");
}

TEST_F(Leavers, RecallNothing) {
  store_.Open(Opened(41));
  leavers_.Add({EmployeeId(3)});
  EXPECT_EQ(Recall(RecallBy(3, 41)).outcome, DecisionOutcome::kInactive);
  EXPECT_EQ(Field(41, "state"), "open");
}

TEST_F(Leavers, ARepeatOfWhatTheyDecidedBeforeIsStillAnswered) {
  store_.Open(Opened(41));
  ASSERT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
  leavers_.Add({EmployeeId(5)});
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kRepeated);
  EXPECT_EQ(Decide(Command(5, 41, "another")).outcome, DecisionOutcome::kInactive);
}

TEST_F(Leavers, NobodyElseIsConcerned) {
  store_.Open(Opened(41));
  leavers_.Add({EmployeeId(55), EmployeeId(4)});
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
}

TEST_F(Leavers, AreReadPageByPageAndThenFromWhereTheListEnded) {
  source_.pages = {{{EmployeeId(7), EmployeeId(8)}, "a", true}, {{EmployeeId(9)}, "b", false}};
  watch_.Look();
  EXPECT_EQ(leavers_.Count(), 3U);
  watch_.Look();
  EXPECT_EQ(source_.asked, (std::vector<std::string>{"", "a", "b"}));
}

TEST_F(Leavers, AreThereAgainAfterTheStoreHasLostThem) {
  source_.pages = {{{EmployeeId(5)}, "a", false}};
  watch_.Look();
  pool_.Run({"DEL", keys_.Left()});
  watch_.Look();
  store_.Open(Opened(41));
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kInactive);
}

}  // namespace
}  // namespace erp::approval_processing
