// TaskStore on the real Redis: steps open, rounds close, queues show what is open.
#include <algorithm>
#include <thread>

#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

TEST_F(ProcessingStoreTest, OpenedStepIsATaskOfItsApproverAlone) {
  EXPECT_EQ(store_.Open(Opened(41)), OpenOutcome::kOpened);
  EXPECT_EQ(Queue(5), Ids{41});
  EXPECT_EQ(Queue(9), Ids{});
  EXPECT_EQ(Queue(3), Ids{}) << "the drafter has nothing to decide";
}

TEST_F(ProcessingStoreTest, TaskShowsEverythingThatWasOpened) {
  const auto opened = Opened(41, {.order = 3, .step = 2, .base = 1});
  store_.Open(opened);
  const auto page = store_.List(EmployeeId(9), 200, {});
  ASSERT_EQ(page.tasks.size(), 1U);
  const Task expected{.document = opened.document,
                      .key = opened.key,
                      .version = opened.version,
                      .last_step = opened.last_step,
                      .reason_required = opened.reason_required,
                      .requester = opened.requester,
                      .requester_name = opened.requester_name,
                      .form = opened.form,
                      .texts = opened.texts,
                      .steps = opened.steps,
                      .created_at = opened.created_at,
                      .opened_at = opened.opened_at};
  EXPECT_EQ(page.tasks[0], expected);
  EXPECT_FALSE(page.next);
}

TEST_F(ProcessingStoreTest, ATaskOfTheReleaseBeforeIsShownDecidedAndForgotten) {
  store_.Open(Opened(41));
  const auto key = keys_.Request(RequestId(41));
  EXPECT_EQ(pool_.Run({"HDEL", key, "fields"}).AsInteger(), 1) << "it had no fields";
  const auto page = store_.List(EmployeeId(5), 200, {});
  ASSERT_EQ(page.tasks.size(), 1U);
  EXPECT_EQ(page.tasks[0].texts.fields, "{}");
  EXPECT_EQ(page.tasks[0].form, "general");
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(store_.Close({RequestId(41), 1, 9}), CloseOutcome::kClosed);
  EXPECT_TRUE(pool_.Run({"HGET", key, "title"}).IsNil());
}

TEST_F(ProcessingStoreTest, AClosedRoundForgetsItsFields) {
  store_.Open(Opened(41));
  const auto key = keys_.Request(RequestId(41));
  EXPECT_EQ(pool_.Run({"HGET", key, "fields"}).AsText(), Opened(41).texts.fields);
  EXPECT_EQ(store_.Close({RequestId(41), 1, 9}), CloseOutcome::kClosed);
  EXPECT_TRUE(pool_.Run({"HGET", key, "fields"}).IsNil());
}

TEST_F(ProcessingStoreTest, OpenTwiceIsOnce) {
  EXPECT_EQ(store_.Open(Opened(41)), OpenOutcome::kOpened);
  EXPECT_EQ(store_.Open(Opened(41)), OpenOutcome::kStale);
  EXPECT_EQ(Queue(5), Ids{41});
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(store_.Open(Opened(41)), OpenOutcome::kStale);
  EXPECT_EQ(Queue(5), Ids{}) << "a late repeat does not bring a decided task back";
}

TEST_F(ProcessingStoreTest, LowerOrderIsIgnored) {
  store_.Open(Opened(41, {.order = 3, .step = 2, .base = 1}));
  EXPECT_EQ(store_.Open(Opened(41, {.order = 1, .step = 1})), OpenOutcome::kStale);
  EXPECT_EQ(Queue(5), Ids{});
  EXPECT_EQ(Queue(9), Ids{41});
}

TEST_F(ProcessingStoreTest, NextStepTakesTheTaskFromTheApproverBefore) {
  store_.Open(Opened(41));
  store_.Open(Opened(41, {.order = 2, .step = 2, .base = 1}));
  EXPECT_EQ(Queue(5), Ids{});
  EXPECT_EQ(Queue(9), Ids{41});
}

TEST_F(ProcessingStoreTest, StateThatIsSentAgainDoesNotReopenADecidedStep) {
  store_.Open(Opened(41));
  const auto decided = Decide(Command(5, 41));
  EXPECT_EQ(store_.Open(Opened(41, {.order = 2})), OpenOutcome::kDecided);
  EXPECT_EQ(Queue(5), Ids{});
  const auto again = Decide(Command(5, 41, "other"));
  EXPECT_EQ(again.outcome, DecisionOutcome::kAlreadyDecided);
  EXPECT_EQ(again.decision, decided.decision);
  EXPECT_EQ(store_.Open(Opened(41, {.order = 2, .step = 2, .base = 1})), OpenOutcome::kStale)
      << "its order counts all the same";
}

TEST_F(ProcessingStoreTest, ClosedRoundLeavesTheQueueAndATombstone) {
  store_.Open(Opened(41));
  EXPECT_EQ(store_.Close({RequestId(41), 1, 2}), CloseOutcome::kClosed);
  EXPECT_EQ(Queue(5), Ids{});
  EXPECT_EQ(Field(41, "state"), "closed");
  EXPECT_EQ(Field(41, "ended"), "1");
  EXPECT_EQ(Field(41, "content"), "(none)");
  const auto life = pool_.Run({"TTL", keys_.Request(RequestId(41))}).AsInteger();
  const auto promised = std::chrono::seconds(kTombstoneLife).count();
  EXPECT_GT(life, promised - 60) << "longer than the topics keep their events";
  EXPECT_LE(life, promised);
  EXPECT_EQ(store_.Close({RequestId(41), 1, 2}), CloseOutcome::kStale);
}

TEST_F(ProcessingStoreTest, EventsOfAnEndedRoundAreIgnoredWhateverTheirOrder) {
  store_.Open(Opened(41));
  store_.Close({RequestId(41), 1, 2});
  EXPECT_EQ(store_.Open(Opened(41, {.order = 9})), OpenOutcome::kStale);
  EXPECT_EQ(store_.Close({RequestId(41), 1, 10}), CloseOutcome::kStale);
  EXPECT_EQ(Queue(5), Ids{});
}

TEST_F(ProcessingStoreTest, CloseThatOvertookItsOpenKeepsTheTaskAway) {
  EXPECT_EQ(store_.Close({RequestId(41), 1, 2}), CloseOutcome::kClosed);
  EXPECT_EQ(store_.Open(Opened(41)), OpenOutcome::kStale);
  EXPECT_EQ(Queue(5), Ids{});
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kUnknown) << "nor who was on its line";
}

TEST_F(ProcessingStoreTest, NextRoundOpensOverTheTombstoneAndIsKept) {
  store_.Open(Opened(41));
  store_.Close({RequestId(41), 1, 2});
  EXPECT_EQ(store_.Open(Opened(41, {.order = 3, .round = 2})), OpenOutcome::kOpened);
  EXPECT_EQ(Queue(5), Ids{41});
  EXPECT_EQ(pool_.Run({"TTL", keys_.Request(RequestId(41))}).AsInteger(), -1) << "never expires";
}

TEST_F(ProcessingStoreTest, CloseOfAnOlderRoundDoesNotTouchThePresentOne) {
  store_.Open(Opened(41, {.order = 3, .round = 2}));
  EXPECT_EQ(store_.Close({RequestId(41), 1, 4}), CloseOutcome::kStale);
  EXPECT_EQ(Queue(5), Ids{41});
}

TEST_F(ProcessingStoreTest, QueueIsOldestFirstByCreationThenId) {
  const auto open_at = [this](std::int64_t document, const char* created) {
    auto opened = Opened(document);
    opened.created_at = ParseInstant(created).value();
    store_.Open(opened);
  };
  open_at(10, "2026-11-21T01:00:00.002Z");
  open_at(9, "2026-11-21T01:00:00.002Z");
  open_at(100, "2026-11-21T01:00:00.001Z");
  open_at(2, "2026-11-21T01:00:00.003Z");
  EXPECT_EQ(Queue(5), (Ids{100, 9, 10, 2}));
}

TEST_F(ProcessingStoreTest, PagesTogetherAreTheWholeQueueAlsoWithinOneMillisecond) {
  Ids expected;
  for (std::int64_t document = 1; document <= 25; ++document) {
    store_.Open(Opened(document));  // all created in the same millisecond
    expected.push_back(document);
  }
  Ids seen;
  std::optional<QueuePosition> after;
  int pages = 0;
  do {
    const auto page = store_.List(EmployeeId(5), 4, after);
    EXPECT_LE(page.tasks.size(), 4U);
    for (const auto& task : page.tasks) seen.push_back(task.document.value());
    after = page.next;
    ++pages;
  } while (after && pages < 20);
  EXPECT_EQ(seen, expected);
  EXPECT_EQ(pages, 7);
}

TEST_F(ProcessingStoreTest, PagesEndBeforeTheirLimitWhereTheBytesOfTheirTasksDo) {
  for (std::int64_t document = 1; document <= 5; ++document) {
    auto opened = Opened(document);
    opened.texts.content = std::string(kPageBytes / 2 - 2000, 'x');
    store_.Open(opened);
  }
  Ids sizes;
  Ids seen;
  std::optional<QueuePosition> after;
  do {
    const auto page = store_.List(EmployeeId(5), 200, after);
    sizes.push_back(static_cast<std::int64_t>(page.tasks.size()));
    for (const auto& task : page.tasks) seen.push_back(task.document.value());
    after = page.next;
  } while (after && sizes.size() < 20);
  EXPECT_EQ(sizes, (Ids{2, 2, 1}));
  EXPECT_EQ(seen, (Ids{1, 2, 3, 4, 5}));
}

TEST_F(ProcessingStoreTest, ATaskOfMoreBytesThanAPageComesAllTheSame) {
  for (std::int64_t document = 1; document <= 2; ++document) {
    auto opened = Opened(document);
    opened.texts.content = std::string(kPageBytes + 1, 'x');
    store_.Open(opened);
  }
  const auto first = store_.List(EmployeeId(5), 200, {});
  ASSERT_EQ(first.tasks.size(), 1U);
  ASSERT_TRUE(first.next);
  const auto second = store_.List(EmployeeId(5), 200, first.next);
  ASSERT_EQ(second.tasks.size(), 1U);
  EXPECT_EQ(second.tasks[0].document, RequestId(2));
  EXPECT_FALSE(second.next);
}

TEST_F(ProcessingStoreTest, PageStaysRightWhenItsLastTaskIsDecidedMeanwhile) {
  for (std::int64_t document = 1; document <= 6; ++document) store_.Open(Opened(document));
  const auto first = store_.List(EmployeeId(5), 3, {});
  ASSERT_TRUE(first.next);
  Decide(Command(5, 3));
  const auto second = store_.List(EmployeeId(5), 3, first.next);
  ASSERT_EQ(second.tasks.size(), 3U);
  EXPECT_EQ(second.tasks[0].document, RequestId(4));
  EXPECT_FALSE(second.next);
}

TEST_F(ProcessingStoreTest, TaskThatAServerLostDoesNotHideTheOthers) {
  for (std::int64_t document = 1; document <= 3; ++document) store_.Open(Opened(document));
  pool_.Run({"DEL", keys_.Request(RequestId(2))});
  EXPECT_EQ(Queue(5), (Ids{1, 3}));
}

TEST_F(ProcessingStoreTest, LargestIdsFit) {
  const std::int64_t most = INT64_MAX;
  store_.Open(Opened(most));
  EXPECT_EQ(Queue(5), Ids{most});
  const auto verdict = Decide(Command(5, most));
  ASSERT_EQ(verdict.outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(json::Value::parse(verdict.message->body)["requestId"], most);
  EXPECT_EQ(Queue(5), Ids{});
}

TEST_F(ProcessingStoreTest, SameEventOnManyThreadsOpensOnce) {
  std::atomic<int> opened{0};
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 16; ++i) {
      threads.emplace_back([&] { opened += store_.Open(Opened(41)) == OpenOutcome::kOpened; });
    }
  }
  EXPECT_EQ(opened, 1);
  EXPECT_EQ(Queue(5), Ids{41});
}

TEST_F(ProcessingStoreTest, ScriptsSurviveAServerThatForgotThem) {
  store_.Open(Opened(41));
  pool_.Run({"SCRIPT", "FLUSH"});
  EXPECT_EQ(Queue(5), Ids{41});
  pool_.Run({"SCRIPT", "FLUSH"});
  EXPECT_EQ(Decide(Command(5, 41)).outcome, DecisionOutcome::kDecided);
  pool_.Run({"SCRIPT", "FLUSH"});
  EXPECT_EQ(store_.Close({RequestId(41), 1, 2}), CloseOutcome::kClosed);
}

TEST_F(ProcessingStoreTest, EventsAreCountedByWhatBecameOfThem) {
  store_.Open(Opened(41));
  store_.Open(Opened(41));
  store_.Close({RequestId(41), 1, 2});
  const auto text = registry_.Text();
  for (const auto* outcome : {"opened", "stale", "closed"}) {
    const auto line = std::string("task_events_total{outcome=\"") + outcome + "\"} 1";
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
}

TEST_F(ProcessingStoreTest, TenantsDoNotSeeEachOther) {
  RedisTaskStore other(pool_, tenant_ + "-other", announced_, registry_);
  RedisEpoch epoch(pool_, tenant_ + "-other", announced_);
  ASSERT_TRUE(epoch.Hold("other"));
  const auto run = epoch.Begin("other");
  ASSERT_TRUE(run && epoch.Enter("other", announced_.epoch) &&
              epoch.Finish("other", *run, announced_.epoch));
  store_.Open(Opened(41));
  EXPECT_TRUE(other.List(EmployeeId(5), 200, {}).tasks.empty());
  EXPECT_EQ(other.Decide(Command(5, 41), "d").outcome, DecisionOutcome::kUnknown);
  const auto theirs = Keys(tenant_ + "-other").Epoch();
  pool_.Run({"DEL", theirs, theirs + ":id"});
}

}  // namespace
}  // namespace erp::approval_processing
