#include "contracts/envelope.h"

namespace erp::contracts {
namespace {

constexpr const char* kId = "ce_id";
constexpr const char* kType = "ce_type";
constexpr const char* kSource = "ce_source";
constexpr const char* kTime = "ce_time";
constexpr const char* kEpoch = "ce_epoch";
constexpr const char* kTraceparent = "traceparent";

std::string Find(const Headers& headers, const char* name) {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

}  // namespace

Headers HeadersOf(const Envelope& envelope) {
  Headers headers{{"ce_specversion", "1.0"},
                  {kId, envelope.id},
                  {kType, envelope.type},
                  {kSource, envelope.source},
                  {kTime, FormatInstant(envelope.time)},
                  {"content-type", "application/json"}};
  if (!envelope.epoch.empty()) headers[kEpoch] = envelope.epoch;
  if (!envelope.traceparent.empty()) headers[kTraceparent] = envelope.traceparent;
  return headers;
}

Envelope EnvelopeOf(const Headers& headers) {
  return {.id = Find(headers, kId),
          .type = Find(headers, kType),
          .source = Find(headers, kSource),
          .time = ParseInstant(Find(headers, kTime)).value_or(Instant()),
          .traceparent = Find(headers, kTraceparent),
          .epoch = Find(headers, kEpoch)};
}

}  // namespace erp::contracts
