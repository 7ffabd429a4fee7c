// One broker in memory, for tests of states that a healthy one cannot show. It knows neither
// admin requests nor static members.
#pragma once

#include <memory>
#include <string>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "kafka/internal/handles.h"

namespace erp::kafka {

class MockCluster {
 public:
  // With one topic of one partition.
  explicit MockCluster(const std::string& topic)
      : client_(rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), nullptr, 0)),
        cluster_(rd_kafka_mock_cluster_new(client_.get(), 1)) {
    rd_kafka_mock_topic_create(cluster_.get(), topic.c_str(), 1, 1);
  }

  [[nodiscard]] std::string Brokers() const {
    return rd_kafka_mock_cluster_bootstraps(cluster_.get());
  }

  // The next idempotent producer that starts is refused for good: its fatal state.
  void RefuseNextProducer() {
    constexpr std::int16_t kInitProducerId = 22;  // request number in the protocol
    rd_kafka_mock_push_request_errors(cluster_.get(), kInitProducerId, 1,
                                      RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED);
  }

  // Refuses to say where a partition begins and ends, as one that no longer leads it.
  void RefuseOffsets(int times) {
    constexpr std::int16_t kListOffsets = 2;
    for (int i = 0; i < times; ++i) {
      rd_kafka_mock_push_request_errors(cluster_.get(), kListOffsets, 1,
                                        RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
    }
  }

  void Down() { rd_kafka_mock_broker_set_down(cluster_.get(), 1); }
  void Up() { rd_kafka_mock_broker_set_up(cluster_.get(), 1); }

 private:
  ClientHandle client_;
  std::unique_ptr<rd_kafka_mock_cluster_t, DestroyWith<&rd_kafka_mock_cluster_destroy>> cluster_;
};

}  // namespace erp::kafka
