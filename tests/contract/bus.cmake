# On the broker of TEST_KAFKA_BROKERS; the producer's odd states on librdkafka's mock cluster.
erp_test(kafka_contract contract
  SOURCES kafka_admin_test.cpp kafka_consumer_test.cpp kafka_dead_letter_test.cpp
          kafka_group_progress_test.cpp kafka_membership_test.cpp kafka_producer_test.cpp
          kafka_replay_test.cpp kafka_start_test.cpp kafka_topic_scan_test.cpp
  LINKS erp::kafka PkgConfig::RDKAFKA)
