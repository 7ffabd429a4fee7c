// A scan of a topic on a broker that does not answer, or not yet.
#include <optional>
#include <stop_token>

#include <gtest/gtest.h>

#include "common/error.h"
#include "kafka/internal/mock_cluster.h"
#include "kafka/topic_scan.h"

namespace erp::kafka {
namespace {

class TopicScan : public testing::Test {
 protected:
  // Its deadline is far behind the end of a test.
  void Scan(std::optional<Instant> since = std::nullopt) {
    ScanTopic(cluster_.Brokers(), {"t", since}, Deadline::After(std::chrono::hours(1)),
              stop_.get_token(), [](const Record&) {});
  }

  MockCluster cluster_{"t"};
  std::stop_source stop_;
};

TEST_F(TopicScan, ABrokerThatDoesNotLeadYetIsAskedAgain) {
  cluster_.RefuseOffsets(10);
  EXPECT_NO_THROW(Scan());
}

TEST_F(TopicScan, AStopEndsTheWaitForALeader) {
  cluster_.RefuseOffsets(10000);
  stop_.request_stop();
  EXPECT_THROW(Scan(), Unavailable);
}

TEST_F(TopicScan, AStopEndsTheWaitForABroker) {
  cluster_.Down();
  stop_.request_stop();
  EXPECT_THROW(Scan(), Unavailable);
}

}  // namespace
}  // namespace erp::kafka
