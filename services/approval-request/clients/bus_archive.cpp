#include "approval-request/clients/bus_archive.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "approval-request/clients/topics.h"
#include "contracts/approval_events.h"
#include "json/json.h"
#include "json/object_reader.h"
#include "kafka/messages.h"
#include "kafka/topic_scan.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::minutes kTimeout{10};

// By hand, not by the decoder of libs/contracts: that one refuses an event which nobody here could
// decide by, e.g. with a rule of a later release. Its document is lost all the same, and its id
// must not be given out again, so no more is asked of an event than what a loss is reported with.
std::optional<BusArchive::Opened> OpenedOf(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return std::nullopt;
  json::ObjectReader reader(*value, "", json::UnknownMembers::kIgnore);
  const auto document = reader.Id<RequestId>("requestId");
  const auto round = reader.Integer("round", 1, INT32_MAX);
  const auto requester = reader.Id<EmployeeId>("requesterId");
  const auto title = reader.Text("title", {.max = 100000});
  if (reader.Finish()) return std::nullopt;
  BusArchive::Opened opened{*document, static_cast<int>(*round), *requester, *title, 0};
  const auto days = value->find("leaveDays");
  if (days != value->end() && days->is_number()) {
    opened.leave_minutes = LeaveMinutesOf(days->get<double>()).value_or(0);
  }
  return opened;
}

}  // namespace

KafkaArchive::KafkaArchive(const Config& config, ResultDecoder decode)
    : brokers_(config.kafka_brokers),
      requests_(TopicsOf(config).requests),
      results_(config.Topic(kApprovalResultsTopic)),
      decode_(std::move(decode)) {}

void KafkaArchive::ReadOpened(const std::stop_token& stop,
                              Instant since,
                              const std::function<void(const Opened&)>& visit) {
  kafka::ScanTopic(brokers_, {requests_, since}, Deadline::After(kTimeout), stop,
                   [&](const kafka::Record& record) {
                     const auto message = kafka::MessageOf(record);
                     if (message.envelope.type != contracts::StepOpened::kType) return;
                     if (const auto opened = OpenedOf(message.body.value_or(""))) visit(*opened);
                   });
}

void KafkaArchive::ReadResults(const std::stop_token& stop,
                               Instant since,
                               const std::function<void(const Decided&)>& visit) {
  kafka::ScanTopic(brokers_, {results_, since}, Deadline::After(kTimeout), stop,
                   [&](const kafka::Record& record) {
                     const auto message = kafka::MessageOf(record);
                     const auto& type = message.envelope.type;
                     const auto body = message.body.value_or("");
                     if (auto result = decode_(type, body)) {
                       result->epoch = ParsePositive(message.envelope.epoch);
                       visit({*std::move(result), type, body});
                     }
                   });
}

}  // namespace erp::approval_request
