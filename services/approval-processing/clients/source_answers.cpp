#include "approval-processing/clients/source_answers.h"

#include <stdexcept>
#include <string_view>
#include <utility>

#include "common/error.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_processing {
namespace {

using json::ObjectReader;
using json::UnknownMembers;

constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;
constexpr std::size_t kMaxDecisions = 100'000;
constexpr std::size_t kMaxApprovers = 20;

std::runtime_error Unreadable(const std::string& what) {
  return std::runtime_error("approval-request's answer cannot be read: " + what);
}

json::Value Parse(const std::string& body) {
  auto value = json::Parse(body);
  if (!value) throw Unreadable(value.error().message.English());
  return *std::move(value);
}

void Finish(ObjectReader& reader) {
  if (const auto wrong = reader.Finish()) {
    throw Unreadable(wrong->fields.empty() ? wrong->message.English()
                                           : wrong->fields.front().pointer + " " +
                                                 wrong->fields.front().detail.English());
  }
}

Instant ReadInstant(ObjectReader& reader, std::string_view name) {
  const auto text = reader.Text(name);
  const auto instant = text ? ParseInstant(*text) : std::nullopt;
  if (!instant) reader.Mistake(name, "must be an instant");
  return instant.value_or(Instant{});
}

OpenedStep DecodeOne(const std::string& body, const DecodeStep& decode) {
  auto opened = decode(body);
  if (!opened) throw Unreadable(opened.error().message.English());
  return *std::move(opened);
}

// A recall is listed among the decisions, or only as the round's outcome.
void ReadDecision(const json::Value& value, SourceState& state) {
  ObjectReader reader(value, "", UnknownMembers::kIgnore);
  auto id = reader.Text("decisionId", {1, 200});
  const auto actor = reader.Id<EmployeeId>("approverId");
  const auto status = reader.Text("status");
  const auto round = reader.Integer("round", 1, kMaxCount);
  const auto step = reader.Integer("step", 1, 20);
  const auto attempt = reader.Integer("attempt", 1, kMaxCount);
  const auto sequence = reader.OptionalInteger("n", 0, kMaxCount);
  const auto at = ReadInstant(reader, "decidedAt");
  Finish(reader);
  const StepKey key{*round, static_cast<int>(*step), *attempt};
  if (const auto known = ParseDecisionStatus(*status)) {
    state.decisions.push_back({*std::move(id), *actor, *known, key, sequence.value_or(0), at});
  } else if (*status == "recalled") {
    state.recall = Recall{*std::move(id), *actor, key, sequence.value_or(0), at};
  }
}

void ReadClosed(const json::Value& value, RequestId document, SourceState& state) {
  ObjectReader reader(value, "", UnknownMembers::kIgnore);
  const auto round = reader.Integer("round", 1, kMaxCount);
  const auto order = reader.Integer("order", 1, kMaxCount);
  const auto base = reader.OptionalInteger("resultBase", 0, kMaxCount);
  const auto outcome = reader.Text("outcome", {1, 40});
  const auto at = ReadInstant(reader, "closedAt");
  const auto requester = reader.OptionalId<EmployeeId>("requesterId");
  auto recall = reader.OptionalText("recallId", {1, 200});
  Finish(reader);
  state.closed =
      ClosedRound{.document = document, .round = *round, .order = *order, .result_base = base};
  if (*outcome != "recalled" || state.recall) return;
  state.recall = Recall{.id = std::move(recall).value_or(""),
                        .requester = requester.value_or(EmployeeId()),
                        .key = {*round, 1, 1},
                        .sequence = 0,
                        .recalled_at = at};
}

void ReadApprovers(const json::Value& value, SourceState& state) {
  if (!value.is_array() || value.size() > kMaxApprovers) throw Unreadable("approvers");
  for (const auto& approver : value) {
    const auto id = approver.is_number_integer() && approver > 0
                        ? EmployeeId::Parse(approver.dump())
                        : std::nullopt;
    if (!id) throw Unreadable("approvers");
    state.approvers.push_back(*id);
  }
}

SourceState ReadNoOpenStep(const std::string& body, RequestId document) {
  const auto value = Parse(body);
  SourceState state{.kind = SourceState::Kind::kNotOpen};
  ObjectReader reader(value, "", UnknownMembers::kIgnore);
  const auto* word = reader.Any("state");
  state.draft = word != nullptr && *word == "draft";
  state.begun = word == nullptr || (*word != "submitting" && !state.draft);
  if (const auto* decisions = reader.Any("decisions"); decisions != nullptr) {
    if (!decisions->is_array() || decisions->size() > kMaxDecisions) throw Unreadable("decisions");
    for (const auto& decision : *decisions) ReadDecision(decision, state);
  }
  if (const auto* approvers = reader.Any("approvers"); approvers != nullptr) {
    ReadApprovers(*approvers, state);
  }
  if (const auto* closed = reader.Any("closed"); closed != nullptr && closed->is_object()) {
    ReadClosed(*closed, document, state);
  }
  return state;
}

// Not just any 404: a wrong address must not look like a document that does not exist.
bool IsUnknownDocument(const std::string& body) {
  const auto value = json::Parse(body);
  return value && value->is_object() && value->value("code", "") == "document-not-found";
}

const json::Value& Listed(const json::Value& page) {
  const auto steps = page.find("steps");
  if (steps == page.end() || !steps->is_array()) throw Unreadable("there are no steps");
  return *steps;
}

}  // namespace

SourceState ReadState(const http::Response& answer, RequestId document, const DecodeStep& decode) {
  SourceState state;
  if (answer.status == 404 && IsUnknownDocument(answer.body)) return state;
  if (answer.status == 409) return ReadNoOpenStep(answer.body, document);
  if (answer.status != 200) {
    throw Unavailable("approval-request answered " + std::to_string(answer.status));
  }
  state.kind = SourceState::Kind::kOpen;
  state.opened = DecodeOne(answer.body, decode);
  return state;
}

OpenStepRegister::Keys ReadKeys(const std::string& body) {
  const auto page = Parse(body);
  OpenStepRegister::Keys keys;
  for (const auto& listed : Listed(page)) {
    ObjectReader reader(listed, "", UnknownMembers::kIgnore);
    const auto document = reader.Id<RequestId>("requestId");
    const auto round = reader.Integer("round", 1, kMaxCount);
    const auto step = reader.Integer("step", 1, 20);
    const auto attempt = reader.Integer("attempt", 1, kMaxCount);
    const auto order = reader.Integer("order", 1, kMaxCount);
    const auto opened_at = ReadInstant(reader, "openedAt");
    const auto base = reader.Integer("resultBase", 0, kMaxCount);
    const auto missing = reader.OptionalInteger("missingResult", 1, kMaxCount);
    Finish(reader);
    if (!keys.keys.empty() && keys.keys.back().document >= *document) throw Unreadable("the order");
    keys.keys.push_back({.document = *document,
                         .key = {*round, static_cast<int>(*step), *attempt},
                         .order = *order,
                         .opened_at = opened_at,
                         .result_base = *base,
                         .result_missing = missing.has_value()});
  }
  ObjectReader reader(page, "", UnknownMembers::kIgnore);
  keys.next = reader.OptionalId<RequestId>("next");
  (void)reader.Any("steps");
  Finish(reader);
  return keys;
}

std::vector<OpenedStep> ReadSteps(const std::string& body, const DecodeStep& decode) {
  const auto page = Parse(body);
  std::vector<OpenedStep> steps;
  for (const auto& listed : Listed(page)) steps.push_back(DecodeOne(json::Dump(listed), decode));
  return steps;
}

EpochRegister::State ReadEpoch(const std::string& body) {
  const auto value = Parse(body);
  ObjectReader reader(value, "", UnknownMembers::kIgnore);
  const auto announced = reader.Integer("announced", 0, kMaxCount);
  const auto in_force = reader.Integer("inForce", 0, kMaxCount);
  Finish(reader);
  return {.announced = *announced, .in_force = *in_force};
}

std::int64_t ReadLag(const std::string& body) {
  const auto value = Parse(body);
  ObjectReader reader(value, "", UnknownMembers::kIgnore);
  const auto lag = reader.Integer("lag", 0, kMaxCount);
  Finish(reader);
  return *lag;
}

}  // namespace erp::approval_processing
