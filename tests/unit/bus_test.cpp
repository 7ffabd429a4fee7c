// What is a message to services, and what becomes of it on the way to Kafka and back.
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "bus/ignored_events.h"
#include "bus/outbox_sink.h"
#include "kafka/messages.h"

namespace erp::bus {
namespace {

outbox::Entry Entry() {
  return {.id = "decision:41:1",
          .target = "bus",
          .topic = "approval-results",
          .key = "41",
          .type = "approval.step-decided",
          .body = R"({"requestId":41})",
          .traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
          .time = *ParseInstant("2026-11-21T01:02:03.004Z"),
          .place = "1-0",
          .epoch = "7"};
}

class FakePublisher final : public Publisher {
 public:
  void Publish(const Message& message, Report report) override {
    published.push_back(message);
    report(failure);
  }
  bool Probe(Deadline) override { return failure.empty(); }

  std::vector<Message> published;
  std::string failure;
};

TEST(OutboxSink, PublishesTheEntryAsAMessageOfItsSource) {
  FakePublisher publisher;
  OutboxSink sink(publisher, "/approval-processing", "test-");
  std::vector<bool> reports;
  sink.Deliver(Entry(), [&](bool delivered) { reports.push_back(delivered); });
  EXPECT_EQ(reports, std::vector<bool>{true});
  ASSERT_EQ(publisher.published.size(), 1U);
  const auto& message = publisher.published[0];
  EXPECT_EQ(message.topic, "test-approval-results");
  EXPECT_EQ(message.key, "41");
  EXPECT_EQ(message.body, Entry().body);
  EXPECT_EQ(message.envelope.id, "decision:41:1");
  EXPECT_EQ(message.envelope.type, "approval.step-decided");
  EXPECT_EQ(message.envelope.source, "/approval-processing");
  EXPECT_EQ(message.envelope.time, Entry().time);
  EXPECT_EQ(message.envelope.traceparent, Entry().traceparent);
  EXPECT_EQ(message.envelope.epoch, "7");
}

TEST(OutboxSink, ReportsWhatFailsAndProbesItsBus) {
  FakePublisher publisher;
  OutboxSink sink(publisher, "/approval-request");
  EXPECT_TRUE(sink.Probe(Deadline::After(std::chrono::seconds(1))));
  publisher.failure = "no broker";
  EXPECT_FALSE(sink.Probe(Deadline::After(std::chrono::seconds(1))));
  std::vector<bool> reports;
  sink.Deliver(Entry(), [&](bool delivered) { reports.push_back(delivered); });
  EXPECT_EQ(reports, std::vector<bool>{false});
  EXPECT_EQ(publisher.published.at(0).topic, "approval-results") << "without a prefix";
}

TEST(KafkaMessages, AMessageIsARecordWithCloudEventsHeaders) {
  const auto record = kafka::RecordOf(MessageOf(Entry(), "/approval-processing"));
  EXPECT_EQ(record.topic, "approval-results");
  EXPECT_EQ(record.key, "41");
  EXPECT_TRUE(record.has_key);
  EXPECT_EQ(record.value, R"({"requestId":41})");
  EXPECT_TRUE(record.has_value);
  const std::map<std::string, std::string> expected{
      {"ce_specversion", "1.0"},
      {"ce_id", "decision:41:1"},
      {"ce_type", "approval.step-decided"},
      {"ce_source", "/approval-processing"},
      {"ce_time", "2026-11-21T01:02:03.004Z"},
      {"content-type", "application/json"},
      {"ce_epoch", "7"},
      {"traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}};
  EXPECT_EQ(record.headers, expected);
}

TEST(KafkaMessages, ARecordComesBackAsTheMessageItWas) {
  const auto message = MessageOf(Entry(), "/approval-processing");
  auto record = kafka::RecordOf(message);
  record.partition = 2;
  record.offset = 17;
  const auto again = kafka::MessageOf(record);
  EXPECT_EQ(again.topic, message.topic);
  EXPECT_EQ(again.key, message.key);
  EXPECT_EQ(again.body, message.body);
  EXPECT_EQ(again.envelope, message.envelope);
  EXPECT_EQ(again.place, "2:17");
}

TEST(KafkaMessages, NoKeyAndNoValueDifferFromEmptyOnes) {
  kafka::Record record;
  EXPECT_EQ(kafka::MessageOf(record).key, "");
  EXPECT_EQ(kafka::MessageOf(record).body, "");
  record.has_key = false;
  record.has_value = false;
  const auto message = kafka::MessageOf(record);
  EXPECT_EQ(message.key, std::nullopt);
  EXPECT_EQ(message.body, std::nullopt);
  const auto again = kafka::RecordOf(message);
  EXPECT_FALSE(again.has_key);
  EXPECT_FALSE(again.has_value);
}

TEST(IgnoredEvents, AnUnknownTypeIsDoneAndCountedAndNoTypeIsRefused) {
  metrics::Registry registry;
  const IgnoredEvents ignored(registry);
  Message message;
  EXPECT_EQ(ignored(message).error().slug, "no-event-type");
  message.envelope.type = "approval.of-a-newer-release";
  EXPECT_TRUE(ignored(message).ok());
  EXPECT_NE(registry.Text().find("kafka_consumer_ignored_total 1"), std::string::npos);
}

}  // namespace
}  // namespace erp::bus
