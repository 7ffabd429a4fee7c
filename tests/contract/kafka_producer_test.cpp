// States of the producer that a healthy broker cannot show, on librdkafka's mock cluster.
#include <atomic>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "common/error.h"
#include "kafka/internal/mock_cluster.h"
#include "kafka/producer.h"

namespace erp::kafka {
namespace {

using std::chrono::milliseconds;

class KafkaProducer : public testing::Test {
 protected:
  // One for all: making and ending one takes a second each.
  static void SetUpTestSuite() { cluster = std::make_unique<MockCluster>("topic"); }
  static void TearDownTestSuite() { cluster.reset(); }
  void TearDown() override { cluster->Up(); }

  static Record Make(const std::string& value) {
    Record record;
    record.topic = "topic";
    record.key = "key";
    record.value = value;
    return record;
  }

  static inline std::unique_ptr<MockCluster> cluster;
  metrics::Registry registry;
};

TEST_F(KafkaProducer, AFatalStateIsLeftBehindByANewProducer) {
  cluster->RefuseNextProducer();
  Producer producer({cluster->Brokers(), "test", milliseconds(2000)}, registry);
  // The first tries may meet the fatal producer; nobody has to do anything about it.
  const auto deadline = Deadline::After(milliseconds(10000));
  bool written = false;
  while (!written && !deadline.Expired()) {
    try {
      producer.ProduceAndWait(Make("x"), Deadline::After(milliseconds(1000)));
      written = true;
    } catch (const Unavailable&) {
      continue;
    }
  }
  EXPECT_TRUE(written);
}

TEST_F(KafkaProducer, EveryRecordIsReportedExactlyOnceEvenIfTheProducerEnds) {
  cluster->Down();
  std::atomic<int> failed{0};
  std::atomic<int> delivered{0};
  {
    Producer producer({cluster->Brokers(), "test", milliseconds(60000)}, registry);
    for (int i = 0; i < 100; ++i) {
      producer.Produce(Make(std::to_string(i)),
                       [&](const std::string& error) { ++(error.empty() ? delivered : failed); });
    }
    EXPECT_FALSE(producer.Flush(milliseconds(50)));
  }
  EXPECT_EQ(failed, 100);
  EXPECT_EQ(delivered, 0);
}

TEST_F(KafkaProducer, ARecordThatIsRefusedAtOnceIsReportedToo) {
  Producer producer({cluster->Brokers(), "test", milliseconds(2000)}, registry);
  EXPECT_THROW(producer.ProduceAndWait(Make(std::string(2'000'000, 'x')),
                                       Deadline::After(milliseconds(5000))),
               Unavailable);
  EXPECT_TRUE(producer.Flush(milliseconds(1000)));
}

TEST_F(KafkaProducer, DeliversByItselfWhenTheBrokerComesBack) {
  cluster->Down();
  Producer producer({cluster->Brokers(), "test", milliseconds(30000)}, registry);
  EXPECT_FALSE(producer.Probe(Deadline::After(milliseconds(100))));
  EXPECT_THROW(producer.ProduceAndWait(Make("x"), Deadline::After(milliseconds(100))), Unavailable);
  cluster->Up();
  EXPECT_TRUE(producer.Flush(milliseconds(10000)));
  EXPECT_TRUE(producer.Probe(Deadline::After(milliseconds(5000))));
}

}  // namespace
}  // namespace erp::kafka
