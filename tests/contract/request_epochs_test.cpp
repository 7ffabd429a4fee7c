// The epoch of approval-processing's store in a real MongoDB.
#include <chrono>

#include "approval-request/store/mongo_epochs.h"
#include "common/clock.h"
#include "request_store_fixture.h"

namespace erp::approval_request {
namespace {

class EpochsTest : public test::StoreTest {
 protected:
  MongoArbiterEpochs epochs_{pool};
};

TEST_F(EpochsTest, EachIsLaterThanAllBeforeAndInForceOnlyWhileItIsTheLast) {
  EXPECT_EQ(epochs_.Read().announced, 0);
  const auto first = epochs_.Announce();
  EXPECT_EQ(first.in_force, 0);
  EXPECT_TRUE(epochs_.PutInForce(first.announced));
  const auto second = epochs_.Announce();
  EXPECT_GT(second.announced, first.announced);
  EXPECT_EQ(second.in_force, first.announced);
  EXPECT_FALSE(epochs_.PutInForce(first.announced)) << "superseded";
  EXPECT_EQ(epochs_.Read().in_force, first.announced);
  EXPECT_TRUE(epochs_.PutInForce(second.announced));
  EXPECT_EQ(epochs_.Read().in_force, second.announced);
}

TEST_F(EpochsTest, AStoreThatForgotThemGoesOnAboveThem) {
  const auto before = epochs_.Announce().announced;
  pool.Acquire().UpdateOne("upkeep", mongo::Document{{"_id", "arbiter-epoch"}},
                           mongo::Document{{"$set", mongo::Document{{"announced", 5}}}});
  EXPECT_GE(epochs_.Announce().announced, before) << "it follows the clock";
}

}  // namespace
}  // namespace erp::approval_request
