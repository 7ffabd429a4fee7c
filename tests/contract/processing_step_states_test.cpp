// StepStates on the real Redis: what views of documents are told.
#include "approval-processing/store/redis_step_states.h"
#include "common/error.h"
#include "processing_fixture.h"

namespace erp::approval_processing {
namespace {

class StepStatesTest : public ProcessingStoreTest {
 protected:
  std::vector<StepState> Find(const std::vector<std::int64_t>& documents) {
    std::vector<RequestId> ids;
    for (const auto document : documents) ids.emplace_back(document);
    return step_states_.Find(ids);
  }
  RedisStepStates step_states_{pool_, tenant_, announced_};
};

TEST_F(StepStatesTest, OpenStepHasNoResultAndUnknownDocumentsAreAbsent) {
  store_.Open(Opened(41, {.order = 3, .step = 2, .base = 1}));
  const auto found = Find({7, 41});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].document, RequestId(41));
  EXPECT_EQ(found[0].state, "open");
  EXPECT_EQ(found[0].key, (StepKey{1, 2, 1}));
  EXPECT_EQ(found[0].order, 3);
  EXPECT_EQ(found[0].result, "");
}

TEST_F(StepStatesTest, DecidedStepShowsTheBytesOfItsEventUntilTheNextOpens) {
  store_.Open(Opened(41));
  const auto verdict = Decide(Command(5, 41));
  auto found = Find({41});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].state, "decided");
  EXPECT_EQ(found[0].result_type, "approval.step-decided");
  EXPECT_EQ(found[0].result, verdict.message.value().body);
  store_.Open(Opened(41, {.order = 2, .step = 2, .base = 1}));
  found = Find({41});
  EXPECT_EQ(found.at(0).state, "open");
  EXPECT_EQ(found.at(0).result, "");
}

TEST_F(StepStatesTest, RecallIsShownAndAnEndedRoundIsNot) {
  store_.Open(Opened(41));
  const auto verdict = Recall(RecallBy(3, 41));
  EXPECT_EQ(Find({41}).at(0).result, verdict.message.value().body);
  store_.Close({RequestId(41), 1, 2});
  const auto found = Find({41});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].state, "closed");
  EXPECT_EQ(found[0].order, 2);
  EXPECT_EQ(found[0].result, "");
}

TEST_F(StepStatesTest, NothingIsShownBeforeTheReconciliation) {
  store_.Open(Opened(41));
  pool_.Run({"DEL", keys_.Epoch()});
  EXPECT_THROW((void)Find({41}), Unavailable);
}

}  // namespace
}  // namespace erp::approval_processing
