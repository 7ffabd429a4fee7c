// Epoch, LiveTasks and Reconciliation on Redis, also on servers that are wiped, restarted and cut.
#include <map>

#include <gmock/gmock.h>

#include "approval-processing/app/reconciliation.h"
#include "approval-processing/store/connection.h"
#include "approval-processing/store/stored_message.h"
#include "common/error.h"
#include "processing_fixture.h"
#include "support/redis_server.h"

namespace erp::approval_processing {
namespace {

// approval-request in memory: what is open there, and what it answers about the rest.
class Documents final : public OpenStepRegister {
 public:
  void Opens(const OpenedStep& step) { open_[step.document] = step; }
  void Vanish() { open_.clear(); }
  void Ends(const ClosedRound& round, std::vector<Decision> decisions = {}) {
    open_.erase(round.document);
    ended_[round.document] = {
        .kind = SourceState::Kind::kNotOpen, .closed = round, .decisions = std::move(decisions)};
  }

  Keys ListKeys(std::optional<RequestId> after,
                std::size_t limit,
                std::chrono::milliseconds) override {
    Keys page;
    if (hidden) return page;
    for (auto it = after ? open_.upper_bound(*after) : open_.begin(); it != open_.end(); ++it) {
      if (page.keys.size() == std::min(limit, most)) {
        page.next = page.keys.back().document;
        break;
      }
      page.keys.push_back({.document = it->first,
                           .key = it->second.key,
                           .order = it->second.order,
                           .opened_at = it->second.opened_at,
                           .result_base = it->second.result_base,
                           .result_missing = it->second.missing_result.has_value()});
    }
    return page;
  }
  std::vector<OpenedStep> ListSteps(std::optional<RequestId> after, std::size_t limit) override {
    std::vector<OpenedStep> steps;
    for (auto it = after ? open_.upper_bound(*after) : open_.begin();
         it != open_.end() && steps.size() < limit; ++it) {
      steps.push_back(it->second);
    }
    return steps;
  }
  SourceState Find(RequestId document) override {
    ++asked;
    if (const auto found = open_.find(document); found != open_.end()) {
      return {.kind = SourceState::Kind::kOpen, .opened = found->second};
    }
    const auto found = ended_.find(document);
    return found == ended_.end() ? SourceState{} : found->second;
  }
  std::int64_t ResultsLag() override { return lag; }

  std::size_t most = 500;  // a page
  std::int64_t lag = 0;
  bool hidden = false;  // the list was made before anything opened
  int asked = 0;

 private:
  std::map<RequestId, OpenedStep> open_;
  std::map<RequestId, SourceState> ended_;
};

class ReconciliationTest : public ProcessingStoreTest {
 protected:
  Repairs Run(const ReconciliationOptions& options = {}) {
    return reconciliation_.Run(options, [] { return true; }).value();
  }
  void OpenBoth(const OpenedStep& step) {
    store_.Open(step);
    documents_.Opens(step);
  }
  // As if its message had been delivered, and lost on the way.
  Verdict DecideAndLose(const DecisionCommand& command) {
    auto verdict = Decide(command);
    outbox_.MarkDone({ToEntry(verdict.message.value())});
    return verdict;
  }
  std::vector<std::string> BodiesOnTheOutbox() {
    std::vector<std::string> bodies;
    for (const auto& entry : pool_.Run({"XRANGE", keys_.Outbox(), "-", "+"}).AsArray()) {
      const auto& fields = entry.AsArray()[1].AsArray();
      for (std::size_t i = 0; i < fields.size(); i += 2) {
        if (fields[i].text == "body") bodies.push_back(fields[i + 1].text);
      }
    }
    return bodies;
  }
  std::string Refused(const DecisionCommand& command) {
    try {
      (void)Decide(command);
    } catch (const Unavailable& failure) {
      return failure.slug();
    }
    return "decided";
  }

  Documents documents_;
  Reconciliation reconciliation_{live_, documents_, registry_};
};

TEST_F(ReconciliationTest, EqualOnBothSidesNothingIsRepaired) {
  for (std::int64_t document = 1; document <= 7; ++document) OpenBoth(Opened(document));
  documents_.most = 3;
  const auto repairs = Run();
  EXPECT_EQ(repairs.Sum(), 0U);
  EXPECT_EQ(repairs.seen, 7U);
  EXPECT_EQ(documents_.asked, 0);
}

TEST_F(ReconciliationTest, WhatIsUnknownOrOlderHereIsOpened) {
  documents_.Opens(Opened(41));
  store_.Open(Opened(42));
  documents_.Opens(Opened(42, {.order = 3, .step = 2, .base = 1}));
  EXPECT_EQ(Run().opened, 2U);
  EXPECT_EQ(Queue(5), Ids{41});
  EXPECT_EQ(Queue(9), Ids{42});
  EXPECT_EQ(Run().Sum(), 0U);
}

TEST_F(ReconciliationTest, AnOperatorReplacesWhatIsNewerHereByWhatIsThere) {
  store_.Open(Opened(41, {.order = 9, .step = 2, .base = 3}));
  documents_.Opens(Opened(41, {.order = 4, .step = 1, .base = 1}));
  EXPECT_FALSE(reconciliation_.Replace(RequestId(41), 8, 3)) << "not as it was seen";
  EXPECT_FALSE(reconciliation_.Replace(RequestId(41), 9, 2));
  EXPECT_EQ(Queue(9), Ids{41});
  const auto state = reconciliation_.Replace(RequestId(41), 9, 3);
  ASSERT_TRUE(state);
  EXPECT_EQ(state->kind, SourceState::Kind::kOpen);
  EXPECT_EQ(Queue(5), Ids{41});
  EXPECT_EQ(Queue(9), Ids{});
  EXPECT_EQ(Run().Sum(), 0U) << "both sides are the same";
  store_.Open(Opened(42, {.order = 2}));
  EXPECT_EQ(reconciliation_.Replace(RequestId(42), 2, 0)->kind, SourceState::Kind::kUnknown);
  EXPECT_TRUE(live_.List(RequestId(41), {}, 10).tasks.empty()) << "it is not there: forgotten";
}

TEST_F(ReconciliationTest, EverythingThatIsKnownIsListedTombstonesToo) {
  std::map<std::int64_t, KnownDocument> known;
  for (std::int64_t document = 1; document <= 1200; ++document) store_.Open(Opened(document));
  store_.Close({.document = RequestId(7), .round = 1, .order = 5});
  std::string cursor;
  std::size_t pages = 0;
  do {
    const auto page = live_.ListKnown(cursor);
    for (const auto& one : page.documents) known[one.document.value()] = one;
    cursor = page.next;
    ++pages;
  } while (!cursor.empty());
  EXPECT_EQ(known.size(), 1200U);
  EXPECT_GT(pages, 1U);
  EXPECT_EQ(known[7].state, "closed");
  EXPECT_EQ(known[7].ended, 1);
  EXPECT_EQ(known[7].order, 5);
  EXPECT_EQ(known[7].requester, Opened(7).requester);
  EXPECT_EQ(known[8].state, "open");
  EXPECT_EQ(known[8].round, 1);
  EXPECT_EQ(known[8].title, Opened(8).texts.title);
}

TEST_F(ReconciliationTest, ManyMissingAreOpenedByPages) {
  for (std::int64_t document = 1; document <= 250; ++document) {
    documents_.Opens(Opened(document));
    if (document % 10 == 0) store_.Open(Opened(document));
  }
  EXPECT_EQ(Run().opened, 225U);
  EXPECT_EQ(documents_.asked, 0);
  EXPECT_EQ(live_.List({}, {}, 500).tasks.size(), 250U);
}

TEST_F(ReconciliationTest, DecidedHereAndStillOpenThereIsPublishedAgainByteForByte) {
  OpenBoth(Opened(41));
  const auto first = Decide(Command(5, 41));
  EXPECT_EQ(Run().republished, 0U) << "the message still waits";
  outbox_.MarkDone({ToEntry(*first.message)});
  EXPECT_EQ(Run({.least_age = std::chrono::minutes(1)}).Sum(), 0U) << "it is only on its way";
  documents_.lag = 1;
  EXPECT_EQ(Run({.timeout = std::chrono::minutes(1)}).Sum(), 0U) << "it is not yet applied";
  documents_.lag = 0;
  EXPECT_EQ(Run().republished, 1U);
  const auto waiting = pool_.Run({"XRANGE", keys_.Outbox(), "-", "+"}).AsArray();
  ASSERT_EQ(waiting.size(), 1U);
  std::map<std::string, std::string> told;
  const auto& fields = waiting[0].AsArray()[1].AsArray();
  for (std::size_t i = 0; i < fields.size(); i += 2) told[fields[i].text] = fields[i + 1].text;
  EXPECT_EQ(told["body"], first.message->body);
  EXPECT_EQ(told["id"], first.message->id);
  EXPECT_EQ(told["time"], FormatInstant(first.message->time));
  EXPECT_EQ(Decide(Command(5, 41)).decision, first.decision);
}

TEST_F(ReconciliationTest, EachOfTwoUnappliedResultsIsPublishedAgainByteForByte) {
  OpenBoth(Opened(41));
  const auto first = DecideAndLose(Command(5, 41, "one"));
  OpenBoth(Opened(41, {.order = 2, .attempt = 2}));  // nothing was applied: the base is 0
  const auto second = DecideAndLose(Command(5, 41, "two"));
  EXPECT_EQ(second.decision->sequence, 2);
  EXPECT_EQ(Run().republished, 1U);
  EXPECT_EQ(BodiesOnTheOutbox(), (std::vector{first.message->body, second.message->body}));
  EXPECT_EQ(Run().republished, 0U) << "both wait";
}

TEST_F(ReconciliationTest, LostResultOfAStepThatOpenedAgainIsPublishedAgain) {
  OpenBoth(Opened(41));
  const auto first = DecideAndLose(Command(5, 41));
  OpenBoth(Opened(41, {.order = 2, .attempt = 2}));
  EXPECT_EQ(Run().republished, 1U)
      << "the step is open on both sides, and its first result is missing";
  EXPECT_EQ(BodiesOnTheOutbox(), std::vector{first.message->body});
}

TEST_F(ReconciliationTest, CopyOfAResultIsKeptUntilTheBaseHasPassedIt) {
  store_.Open(Opened(41));
  DecideAndLose(Command(5, 41, "one"));
  store_.Open(Opened(41, {.order = 2, .attempt = 2}));
  DecideAndLose(Command(5, 41, "two"));
  EXPECT_EQ(live_.Republish(RequestId(41), 0, {}).kept, (std::vector<std::int64_t>{1, 2}));
  store_.Open(Opened(41, {.order = 3, .attempt = 3, .base = 1}));
  EXPECT_EQ(live_.Republish(RequestId(41), 0, {}).kept, std::vector<std::int64_t>{2});
  EXPECT_EQ(Field(41, "r:1"), "(none)");
  store_.Close({.document = RequestId(41), .round = 1, .order = 4, .result_base = 1});
  EXPECT_EQ(live_.Republish(RequestId(41), 1, {}).kept, std::vector<std::int64_t>{2})
      << "the tombstone keeps what the document has not applied";
  store_.Open(Opened(41, {.order = 5, .round = 2, .base = 2}));
  EXPECT_EQ(live_.Republish(RequestId(41), 0, {}).outcome, LiveTasks::Republished::kLost);
  EXPECT_EQ(Field(41, "r:2"), "(none)");
  EXPECT_EQ(Field(41, "r:low"), "(none)");
}

TEST_F(ReconciliationTest, CopyThatAnEarlierReleaseHasKeptIsPublishedAgain) {
  OpenBoth(Opened(41));
  const auto first = DecideAndLose(Command(5, 41));
  const auto& message = *first.message;
  const auto document = keys_.Request(RequestId(41));
  pool_.Run({"HDEL", document, "r:1", "r:low"});
  pool_.Run({"HSET", document, "r:place", message.place, "r:id", message.id, "r:type", message.type,
             "r:body", message.body, "r:traceparent", message.traceparent, "r:time",
             FormatInstant(message.time)});
  EXPECT_EQ(Run().republished, 1U);
  EXPECT_EQ(BodiesOnTheOutbox(), std::vector{message.body});
  EXPECT_EQ(Field(41, "r:id"), "(none)");
}

TEST_F(ReconciliationTest, DocumentWhoseResultsWaitForAMissingOneIsSetAside) {
  auto waiting = Opened(41);
  waiting.missing_result = 1;
  documents_.Opens(waiting);
  OpenBoth(Opened(42));
  EXPECT_EQ(Run().opened, 1U);
  EXPECT_EQ(Queue(5), (Ids{41, 42})) << "it is shown";
  EXPECT_EQ(Refused(Command(5, 41)), "document-set-aside");
  EXPECT_THROW((void)Recall(RecallBy(3, 41)), Unavailable);
  EXPECT_EQ(Refused(Command(5, 42)), "decided") << "the others go on";
  const auto aside = live_.ListAside(10);
  ASSERT_EQ(aside.size(), 1U);
  EXPECT_EQ(aside[0].document, RequestId(41));
  EXPECT_EQ(aside[0].why, LiveTask::Aside::kForResult);
  EXPECT_EQ(epoch_.LookAt().aside, 1U);
  store_.Open(waiting);
  EXPECT_EQ(Refused(Command(5, 41)), "document-set-aside") << "its event may come once more";

  store_.Open(Opened(41, {.order = 2, .attempt = 2, .base = 2}));  // the missing one was given up
  EXPECT_EQ(Refused(Command(5, 41)), "decided");
  EXPECT_EQ(epoch_.LookAt().aside, 0U);
}

TEST_F(ReconciliationTest, DocumentThatIsOpenHereIsSetAsideOnceAResultIsMissingThere) {
  OpenBoth(Opened(41));
  auto waiting = Opened(41);
  waiting.missing_result = 1;
  documents_.Opens(waiting);
  Run();
  EXPECT_EQ(Refused(Command(5, 41)), "document-set-aside");
  EXPECT_EQ(reconciliation_.Follow(RequestId(41)).opened->missing_result, 1);
  EXPECT_EQ(Refused(Command(5, 41)), "document-set-aside");
  documents_.Opens(Opened(41));
  reconciliation_.Follow(RequestId(41));
  EXPECT_EQ(Refused(Command(5, 41)), "decided");
}

TEST_F(ReconciliationTest, TooManyThatAreNotOpenThereAreSetAsideAndNotForgotten) {
  for (std::int64_t document = 1; document <= 21; ++document) OpenBoth(Opened(document));
  documents_.Vanish();
  const auto stopped = Run();
  EXPECT_EQ(stopped.stopped, 21U);
  EXPECT_EQ(stopped.Sum(), 0U);
  EXPECT_EQ(Queue(5).size(), 21U);
  EXPECT_EQ(Refused(Command(5, 7)), "document-set-aside") << "nobody there could record it";
  std::size_t asked = 0;
  ReconciliationOptions confirmed{
      .confirmed = [&](std::size_t many) { return asked = many, many <= 21; }};
  EXPECT_EQ(Run(confirmed).forgotten, 21U);
  EXPECT_EQ(asked, 21U);
  EXPECT_TRUE(Queue(5).empty());
  EXPECT_TRUE(live_.ListAside(100).empty());
}

TEST_F(ReconciliationTest, WhatWasSetAsideIsTakenBackOnceItIsShownThereAgain) {
  for (std::int64_t document = 1; document <= 30; ++document) OpenBoth(Opened(document));
  documents_.Vanish();
  EXPECT_EQ(Run().stopped, 30U);
  for (std::int64_t document = 1; document <= 30; ++document) documents_.Opens(Opened(document));
  EXPECT_EQ(Run().stopped, 0U);
  EXPECT_EQ(epoch_.LookAt().aside, 0U);
  EXPECT_EQ(Refused(Command(5, 7)), "decided");
}

TEST_F(ReconciliationTest, FewThatAreNotOpenThereAreForgotten) {
  for (std::int64_t document = 1; document <= 20; ++document) store_.Open(Opened(document));
  EXPECT_EQ(Run().forgotten, 20U) << "20 are believed, whatever their share";
  for (std::int64_t document = 1; document <= 440; ++document) {
    store_.Open(Opened(document));
    if (document > 22) documents_.Opens(Opened(document));
  }
  EXPECT_EQ(Run().forgotten, 22U) << "5 % are believed, whatever their number";
}

TEST_F(ReconciliationTest, WhatIsFurtherOnHereThanThereIsCounted) {
  OpenBoth(Opened(41, {.order = 5, .step = 2, .base = 1}));
  documents_.Opens(Opened(41));  // taken back to an earlier time
  EXPECT_EQ(Run().ahead, 0U) << "it may only just have been opened here";
  pool_.Run({"HSET", keys_.Request(RequestId(41)), "changed", "1000"});
  EXPECT_EQ(Run().ahead, 1U);
  store_.Open(Opened(42));
  store_.Close({.document = RequestId(42), .round = 1, .order = 9});
  documents_.Opens(Opened(42));
  EXPECT_EQ(Run().ahead, 2U) << "its round has ended here, and is open there again";
}

TEST_F(ReconciliationTest, RecallThatWasNotAppliedIsPublishedAgain) {
  OpenBoth(Opened(41));
  outbox_.MarkDone({ToEntry(*Recall(RecallBy(3, 41)).message)});
  EXPECT_EQ(Run().republished, 1U);
}

TEST_F(ReconciliationTest, WhatHasEndedThereIsClosedHere) {
  store_.Open(Opened(41));
  documents_.Ends({RequestId(41), 1, 4});
  store_.Open(Opened(42));
  Decide(Command(5, 42));
  documents_.Ends({RequestId(42), 1, 4});
  EXPECT_EQ(Run().closed, 2U);
  EXPECT_EQ(Queue(5), Ids{});
  EXPECT_EQ(Field(41, "state"), "closed");
  EXPECT_TRUE(live_.List({}, {}, 500).tasks.empty());
  EXPECT_EQ(Run().Sum(), 0U);
}

TEST_F(ReconciliationTest, WhatIsUnknownThereIsForgotten) {
  store_.Open(Opened(41));
  EXPECT_EQ(Run().forgotten, 1U);
  EXPECT_EQ(Queue(5), Ids{});
  EXPECT_EQ(pool_.Run({"EXISTS", keys_.Request(RequestId(41))}).AsInteger(), 0);
}

TEST_F(ReconciliationTest, StepThatOpenedDuringTheWalkIsNotClosed) {
  store_.Open(Opened(41));
  documents_.Opens(Opened(41));
  documents_.hidden = true;
  EXPECT_EQ(Run().Sum(), 0U);
  EXPECT_EQ(Queue(5), Ids{41});
}

TEST_F(ReconciliationTest, YoungDocumentsAreNotCompared) {
  store_.Open(Opened(41));
  EXPECT_EQ(Run({.least_age = std::chrono::minutes(1)}).Sum(), 0U);
  EXPECT_EQ(Queue(5), Ids{41});
}

class EpochTest : public ProcessingStoreTest {
 protected:
  std::string Refused() {
    try {
      (void)Decide(Command(5, 41));
    } catch (const Unavailable& failure) {
      return failure.slug();
    }
    return "decided";
  }
};

TEST_F(EpochTest, NothingIsDecidedRecalledOrListedWhileRebuilding) {
  store_.Open(Opened(41));
  pool_.Run({"DEL", keys_.Epoch()});
  EXPECT_FALSE(epoch_.Compared());
  EXPECT_EQ(Refused(), "rebuilding");
  EXPECT_THROW((void)Recall(RecallBy(3, 41)), Unavailable);
  EXPECT_THROW((void)Queue(5), Unavailable);
  ASSERT_TRUE(epoch_.Hold("a"));
  const auto run = epoch_.Begin("a");
  ASSERT_TRUE(run);
  EXPECT_EQ(Refused(), "rebuilding");
  EXPECT_TRUE(epoch_.Finish("a", *run, announced_.epoch));
  EXPECT_EQ(Refused(), "decided");
}

TEST_F(EpochTest, OnlyWhoKnowsTheEpochOfTheStoreIsAnswered) {
  store_.Open(Opened(41));
  ++announced_.epoch;  // somebody else begins the next one
  EXPECT_EQ(Refused(), "rebuilding");
  EXPECT_THROW((void)Recall(RecallBy(3, 41)), Unavailable);
  EXPECT_THROW((void)Queue(5), Unavailable);
  EXPECT_FALSE(epoch_.Compared());
  --announced_.epoch;
  EXPECT_EQ(Refused(), "decided");
}

TEST_F(EpochTest, AMessageNamesTheEpochInWhichItWasPutThere) {
  store_.Open(Opened(41));
  const auto decided = Decide(Command(5, 41));
  EXPECT_EQ(decided.message.value().epoch, "7");
  EXPECT_EQ(decided.epoch, 7);
  outbox_.MarkDone({ToEntry(decided.message.value())});
  pool_.Run({"DEL", keys_.Epoch()});
  ASSERT_TRUE(epoch_.Hold("a"));
  ASSERT_TRUE(epoch_.Begin("a"));
  EXPECT_FALSE(epoch_.Enter("b", 8)) << "somebody else";
  ASSERT_TRUE(epoch_.Enter("a", 8));
  ASSERT_EQ(live_.Republish(RequestId(41), 0, StepKey{1, 1, 1}).outcome,
            LiveTasks::Republished::kPublished);
  const auto entries = pool_.Run({"XRANGE", keys_.Outbox(), "-", "+"}).AsArray();
  const auto again = ReadMessage(ReadStreamEntry(entries.at(0)));
  EXPECT_EQ(again.epoch, "8");
  EXPECT_EQ(again.body, decided.message->body) << "byte for byte the same";
}

TEST_F(EpochTest, OneRebuildsAndTheOneThatTakesOverStartsAgain) {
  pool_.Run({"DEL", keys_.Epoch()});
  ASSERT_TRUE(epoch_.Hold("a"));
  EXPECT_FALSE(epoch_.Hold("b"));
  const auto run = epoch_.Begin("a");
  ASSERT_TRUE(run);
  EXPECT_FALSE(epoch_.Begin("b"));
  pool_.Run({"DEL", keys_.Rebuild()});  // its lease has expired
  ASSERT_TRUE(epoch_.Hold("b"));
  EXPECT_FALSE(epoch_.Finish("a", *run, announced_.epoch)) << "the one who was replaced";
  ASSERT_TRUE(epoch_.Begin("b"));
  EXPECT_FALSE(epoch_.Compared());
  EXPECT_TRUE(epoch_.Finish("b", *run, announced_.epoch));
  EXPECT_TRUE(epoch_.Compared());
  EXPECT_TRUE(epoch_.Hold("c"));
  EXPECT_FALSE(epoch_.Begin("c")) << "nothing is to be rebuilt any more";
  epoch_.Release("c");
}

TEST_F(EpochTest, StoreThatWasWipedDuringTheRebuildIsNotReady) {
  pool_.Run({"DEL", keys_.Epoch()});
  ASSERT_TRUE(epoch_.Hold("a"));
  const auto run = epoch_.Begin("a");
  pool_.Run({"DEL", keys_.Epoch()});
  EXPECT_FALSE(epoch_.Finish("a", *run, announced_.epoch));
  EXPECT_FALSE(epoch_.Finish("a", std::string(40, '0'), announced_.epoch))
      << "another run of the server";
}

TEST_F(EpochTest, OneReplicaComparesInEachPeriod) {
  EXPECT_TRUE(epoch_.TakeTurn(std::chrono::minutes(1)));
  EXPECT_FALSE(epoch_.TakeTurn(std::chrono::minutes(1)));
}

// The same on a server of its own.
class OwnRedisTest : public testing::Test {
 protected:
  redis::PoolOptions Options() const {
    redis::PoolOptions options;
    options.url = redis::ParseUrl(server_.Url()).value();
    return options;
  }
  bool Refused(const DecisionCommand& command) {
    try {
      (void)store_.Decide(command, KeyDigest(command));
    } catch (const Unavailable& failure) {
      return failure.slug() == "rebuilding";
    }
    return false;
  }
  void Rebuild() {
    ASSERT_TRUE(epoch_.Hold("a"));
    const auto run = epoch_.Begin("a");
    ASSERT_TRUE(run);
    ASSERT_TRUE(reconciliation_.Run({}, [] { return true; }));
    ASSERT_TRUE(epoch_.Enter("a", announced_.epoch));
    ASSERT_TRUE(epoch_.Finish("a", *run, announced_.epoch));
  }
  static OpenedStep Step(int step, std::int64_t order) {
    auto opened = DecodeStepOpened(test::ReadFile(test::SourceDir() /
                                                  "proto/events/approval.step-opened.example.json"))
                      .value();
    opened.order = order;
    if (step == 2) return opened;
    opened.key.step = 1;
    opened.result_base = 0;
    opened.approvers = {EmployeeId(5)};
    opened.steps = {{1, EmployeeId(5), "pending"}, {2, EmployeeId(9), "pending"}};
    return opened;
  }
  static DecisionCommand By(std::int64_t approver, const std::string& key) {
    return {.approver = EmployeeId(approver), .document = RequestId(41), .idempotency_key = key};
  }

  test::RedisServer server_;
  metrics::Registry registry_;
  redis::Pool pool_{Options(), registry_};
  FixedEpoch announced_;
  RedisTaskStore store_{pool_, "t", announced_, registry_};
  RedisLiveTasks live_{pool_, "t", announced_, store_};
  RedisEpoch epoch_{pool_, "t", announced_};
  Documents documents_;
  Reconciliation reconciliation_{live_, documents_, registry_};
};

TEST_F(OwnRedisTest, RestartedServerDecidesNothingUntilItWasCompared) {
  Rebuild();
  store_.Open(Step(1, 1));
  documents_.Opens(Step(1, 1));
  server_.Restart();
  EXPECT_TRUE(Refused(By(5, "k")));
  Rebuild();
  const auto command = By(5, "k");
  EXPECT_EQ(store_.Decide(command, KeyDigest(command)).outcome, DecisionOutcome::kDecided);
}

TEST_F(OwnRedisTest, ServerThatFollowedAnotherAndIsPromotedAgainDecidesNothingUntilItWasCompared) {
  Rebuild();
  store_.Open(Step(1, 1));
  documents_.Opens(Step(1, 1));
  // Another one has all of it, the epoch too, and is promoted.
  test::RedisServer other;
  auto options = Options();
  options.url = redis::ParseUrl(other.Url()).value();
  redis::Pool there(options, registry_);
  const auto info = [](redis::Pool& pool, const std::string& line) {
    return pool.Run({"INFO", "replication"}).AsText().find(line) != std::string::npos;
  };
  there.Run({"REPLICAOF", "127.0.0.1", std::to_string(server_.port())});
  ASSERT_TRUE(test::Eventually(std::chrono::seconds(20),
                               [&] { return info(there, "master_link_status:up"); }));
  there.Run({"REPLICAOF", "NO", "ONE"});
  Rebuild();  // for the follower that came
  const auto lost = By(5, "k");
  ASSERT_EQ(store_.Decide(lost, KeyDigest(lost)).outcome, DecisionOutcome::kDecided);
  // This one becomes its follower, so it loses the decision; its run stays the same.
  pool_.Run({"REPLICAOF", "127.0.0.1", std::to_string(other.port())});
  ASSERT_TRUE(test::Eventually(std::chrono::seconds(20),
                               [&] { return info(pool_, "master_link_status:up"); }));
  pool_.Run({"REPLICAOF", "NO", "ONE"});
  EXPECT_TRUE(Refused(By(5, "other")));
}

TEST_F(OwnRedisTest, WipedServerDecidesNothingUntilItWasCompared) {
  Rebuild();
  store_.Open(Step(1, 1));
  documents_.Opens(Step(1, 1));
  pool_.Run({"FLUSHALL"});
  EXPECT_TRUE(Refused(By(5, "k")));
  Rebuild();
  EXPECT_EQ(store_.List(EmployeeId(5), 10, {}).tasks.size(), 1U);
}

TEST_F(OwnRedisTest, CutLogDoesNotReopenADecidedStep) {
  Rebuild();
  store_.Open(Step(1, 1));
  const auto size = server_.LogSize();
  const auto command = By(5, "k");
  const auto first = store_.Decide(command, KeyDigest(command));
  ASSERT_EQ(first.outcome, DecisionOutcome::kDecided);
  // Applied there, and then the disk of this server turns out not to have it.
  documents_.Opens(Step(2, 3));
  server_.Kill();
  server_.CutLog(server_.LogSize() - size);
  server_.Start();
  EXPECT_EQ(pool_.Run({"HGET", "ap:{t}:req:41", "state"}).AsText(), "open") << "it was lost";
  EXPECT_TRUE(Refused(By(5, "other")));
  Rebuild();
  const auto other = By(5, "other");
  EXPECT_EQ(store_.Decide(other, KeyDigest(other)).outcome, DecisionOutcome::kAlreadyDecided);
  const auto next = By(9, "k");
  const auto second = store_.Decide(next, KeyDigest(next));
  ASSERT_EQ(second.outcome, DecisionOutcome::kDecided);
  EXPECT_EQ(second.decision->sequence, 2) << "the number of the lost decision is not given again";
}

TEST_F(OwnRedisTest, LogThatWasCutInTheMiddleOfACommandIsCompared) {
  Rebuild();
  store_.Open(Step(1, 1));
  documents_.Opens(Step(1, 1));
  server_.Kill();
  server_.CutLog(7);
  server_.Start();
  EXPECT_TRUE(Refused(By(5, "k")));
  Rebuild();
  EXPECT_EQ(store_.List(EmployeeId(5), 10, {}).tasks.size(), 1U);
}

TEST_F(OwnRedisTest, ServerThatMayLoseDecisionsIsNamed) {
  RedisProbe checking(pool_, true);
  EXPECT_EQ(checking.Unavailability(), std::nullopt);
  pool_.Run({"CONFIG", "SET", "appendfsync", "everysec"});
  server_.Restart();
  EXPECT_EQ(checking.Unavailability(), std::nullopt) << "restarted with its own settings";
  pool_.Run({"CONFIG", "SET", "appendfsync", "everysec"});
  RedisProbe late(pool_, true);
  EXPECT_THAT(late.Unavailability().value_or(""), testing::HasSubstr("appendfsync everysec"));
  RedisProbe off(pool_, false);
  EXPECT_EQ(off.Unavailability(), std::nullopt);
  pool_.Run({"CONFIG", "SET", "appendfsync", "always"});
  EXPECT_EQ(late.Unavailability(), std::nullopt) << "an operator has repaired it";
  pool_.Run({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"});
  RedisProbe evicting(pool_, true);
  EXPECT_THAT(evicting.Unavailability().value_or(""), testing::HasSubstr("maxmemory-policy"));
}

}  // namespace
}  // namespace erp::approval_processing
