#include "approval-request/clients/processing_step_states.h"

#include <cstdint>
#include <utility>

#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

// Throws Unavailable for what the contract does not have.
ArbiterStepState Read(const json::Value& value, const ResultDecoder& decode) {
  json::ObjectReader reader(value, "", json::UnknownMembers::kIgnore);
  const auto document = reader.Id<RequestId>("requestId");
  const auto round = reader.Integer("round", 1, INT32_MAX);
  const auto step = reader.Integer("step", 1, static_cast<std::int64_t>(kMaxSteps));
  const auto attempt = reader.Integer("attempt", 1, INT32_MAX);
  const auto order = reader.Integer("order", 1, INT64_MAX);
  const auto type = reader.OptionalText("type", {.max = 100});
  const auto* result = reader.Any("result");
  if (reader.Finish()) throw Unavailable("approval-processing: a step state cannot be read");
  ArbiterStepState step_state{.document = *document,
                              .round = static_cast<int>(*round),
                              .step = static_cast<int>(*step),
                              .attempt = static_cast<int>(*attempt),
                              .order = *order};
  if (type && result != nullptr) {
    auto decoded = decode(*type, json::Dump(*result));
    if (decoded) step_state.result = *std::move(decoded);
  }
  return step_state;
}

}  // namespace

ProcessingStepStates::ProcessingStepStates(http::Client& client,
                                           ResultDecoder decode,
                                           metrics::Registry& registry)
    : client_(client),
      decode_(std::move(decode)),
      unanswered_(registry.GetCounter(
          "approval_views_without_arbiter_total",
          "Views that were answered as recorded, because approval-processing did not answer")) {}

std::vector<ArbiterStepState> ProcessingStepStates::Find(const std::vector<RequestId>& documents,
                                                         Deadline deadline) {
  try {
    return Ask(documents, deadline);
  } catch (const Unavailable& error) {
    unanswered_.Add();
    if (lines_.Allow()) log::Warn("views show what is recorded only", {{"why", error.what()}});
    throw;
  }
}

std::vector<ArbiterStepState> ProcessingStepStates::Ask(const std::vector<RequestId>& documents,
                                                        Deadline deadline) {
  std::string path = "/internal/standings?requests=";
  for (const auto document : documents) {
    if (path.back() != '=') path += ',';
    path += document.str();
  }
  const auto answer = client_.Send("GET", path, "", {}, deadline);
  if (answer.status != 200) {
    throw Unavailable("approval-processing: status " + std::to_string(answer.status));
  }
  const auto list = json::Parse(answer.body);
  if (!list || !list->is_array()) throw Unavailable("approval-processing: no list of step states");
  std::vector<ArbiterStepState> step_states;
  for (const auto& value : *list) step_states.push_back(Read(value, decode_));
  return step_states;
}

}  // namespace erp::approval_request
