#include "approval-request/api/internal_json.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

using json::Value;

Value NextOf(const std::optional<RequestId>& next) {
  return next ? Value(next->value()) : Value(nullptr);
}

// Of the last round that has ended: the present one may be waiting for the ledger.
Value ClosedJson(const Document& document, const Round& round) {
  const auto closed = MakeRoundClosed(document, round);
  return {{"requestId", closed.document.value()},
          {"round", closed.round},
          {"order", closed.order},
          {"resultBase", closed.result_base},
          {"outcome", Word(closed.outcome)},
          {"closedAt", FormatInstant(closed.closed_at)}};
}

void AddDecisions(const Round& round, EmployeeId requester, Value& decisions) {
  for (const auto& step : round.steps) {
    if (step.decision_id.empty()) continue;
    decisions.push_back({{"decisionId", step.decision_id},
                         {"approverId", step.approver.id.value()},
                         {"status", Word(step.status)},
                         {"round", round.number},
                         {"step", step.number},
                         {"attempt", step.attempt},
                         {"n", step.result},
                         {"decidedAt", FormatInstant(step.decided_at.value_or(Instant()))}});
  }
  if (!round.recall) return;
  const auto opened = [](const Step& step) { return step.opened_at && step.decision_id.empty(); };
  const auto open = std::find_if(round.steps.begin(), round.steps.end(), opened);
  const Step& step = open == round.steps.end() ? round.steps.front() : *open;
  decisions.push_back({{"decisionId", round.recall->id},
                       {"approverId", requester.value()},
                       {"status", Word(DocumentState::kRecalled)},
                       {"round", round.number},
                       {"step", step.number},
                       {"attempt", step.attempt},
                       {"n", round.recall->result},
                       {"decidedAt", FormatInstant(round.recall->at)}});
}

// False, with a mistake, when the member is not an instant.
bool ReadInstant(json::ObjectReader& reader, const char* name, Instant& instant) {
  const auto text = reader.Text(name);
  if (!text) return false;
  const auto parsed = ParseInstant(*text);
  if (!parsed) {
    reader.Mistake(name, "must be an instant");
    return false;
  }
  instant = *parsed;
  return true;
}

}  // namespace

std::string OpenStepsJson(const OpenStepsPage<OpenStepKey>& page) {
  Value steps = Value::array();
  for (const auto& key : page.items) {
    steps.push_back({{"requestId", key.document.value()},
                     {"round", key.round},
                     {"step", key.step},
                     {"attempt", key.attempt},
                     {"order", key.order},
                     {"resultBase", key.result_base},
                     {"openedAt", FormatInstant(key.opened_at)}});
    if (key.result_missing) steps.back()["missingResult"] = key.result_base + 1;
  }
  return json::Dump({{"steps", std::move(steps)}, {"next", NextOf(page.next)}});
}

std::string OpenStepsJson(const OpenStepsPage<std::string>& page) {
  std::string text = "{\"steps\":[";
  for (const auto& body : page.items) {
    if (text.back() != '[') text += ',';
    text += body;
  }
  return text + "],\"next\":" + json::Dump(NextOf(page.next)) + "}";
}

std::string WithEndOfRound(const std::string& problem, const Document& document) {
  Value json = Value::parse(problem);
  json["state"] = Word(document.state);
  const auto ended = std::find_if(document.rounds.rbegin(), document.rounds.rend(),
                                  [](const Round& round) { return round.ended_at.has_value(); });
  if (ended != document.rounds.rend() && document.order > 0) {
    json["closed"] = ClosedJson(document, *ended);
  }
  json["approvers"] = Value::array();
  for (const auto approver : ApproversOf(document)) json["approvers"].push_back(approver.value());
  json["decisions"] = Value::array();
  for (const auto& round : document.rounds) {
    AddDecisions(round, document.requester.id, json["decisions"]);
  }
  return json::Dump(json);
}

std::string EpochJson(const ArbiterEpochs::State& state) {
  return json::Dump({{"announced", state.announced}, {"inForce", state.in_force}});
}

std::string LagJson(std::int64_t lag) { return json::Dump({{"lag", lag}}); }

std::string WaitingJson(const Waiting& waiting) {
  Value documents = Value::array();
  for (const auto& entry : waiting.first) {
    documents.push_back({{"requestId", entry.document.value()},
                         {"title", entry.title},
                         {"requesterId", entry.drafter.value()},
                         {"as", entry.as},
                         {"step", entry.step == 0 ? Value() : Value(entry.step)}});
  }
  return json::Dump({{"open", waiting.open},
                     {"later", waiting.later},
                     {"drafted", waiting.drafted},
                     {"more", waiting.more},
                     {"documents", std::move(documents)}});
}

Result<TimeSpan> ParseTimeSpan(const std::string& body) {
  constexpr std::chrono::days kMost{31};
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  TimeSpan span;
  const bool from = ReadInstant(reader, "from", span.from);
  const bool to = ReadInstant(reader, "to", span.to);
  if (from && to && span.to <= span.from) reader.Mistake("to", "must be after from");
  if (from && to && span.to - span.from > kMost) {
    reader.Mistake("to", "must be at most 31 days after from");
  }
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return span;
}

std::string JobJson(const ReEmitJob& job) {
  static constexpr const char* kStates[] = {"running", "done", "failed", "interrupted"};
  Value body{{"jobId", job.id},
             {"state", kStates[static_cast<int>(job.state)]},
             {"from", FormatInstant(job.from)},
             {"to", FormatInstant(job.to)},
             {"startedAt", FormatInstant(job.started)},
             {"changedAt", FormatInstant(job.changed)},
             {"documents", job.counts.documents},
             {"notifications", job.counts.notifications},
             {"unreadable", job.counts.unreadable}};
  if (job.changed_until) body["changedUntil"] = FormatInstant(*job.changed_until);
  if (!job.unavailability.empty()) body["detail"] = job.unavailability;
  return json::Dump(body);
}

}  // namespace erp::approval_request
