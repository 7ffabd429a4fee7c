#include "approval-request/store/document_bson.h"

#include <string>
#include <utility>

namespace erp::approval_request {
namespace {

// What a general document is written on until forms exist.
constexpr const char* kForm = "general";

mongo::Document ToBson(const Step& step) {
  mongo::Document bson{{"step", step.number},
                       {"approverId", step.approver.id.value()},
                       {"name", step.approver.name},
                       {"position", step.approver.position},
                       {"department", step.approver.department},
                       {"status", Word(step.status)},
                       {"attempt", step.attempt}};
  if (step.opened_at) bson.Add("openedAt", *step.opened_at);
  if (step.decided_at) bson.Add("decidedAt", *step.decided_at);
  if (!step.decision_id.empty()) bson.Add("decisionId", step.decision_id);
  if (!step.comment.empty()) bson.Add("comment", step.comment);
  return bson;
}

mongo::Document ToBson(const LeaveRefusal& refusal) {
  return mongo::Document{{"code", refusal.code},
                         {"availableMinutes", refusal.available},
                         {"pendingMinutes", refusal.pending}};
}

mongo::Document ToBson(const Round& round) {
  mongo::Array steps;
  for (const auto& step : round.steps) steps.Add(ToBson(step));
  mongo::Document bson{{"round", round.number}, {"submittedAt", round.submitted_at}};
  if (round.ended_at) bson.Add("endedAt", *round.ended_at);
  if (round.refusal) bson.Add("refusal", ToBson(*round.refusal));
  bson.Add("steps", steps);
  return bson;
}

mongo::Document ToBson(const AuditEntry& entry) {
  return mongo::Document{{"seq", entry.seq},
                         {"actor", entry.actor.value()},
                         {"action", entry.action},
                         {"round", entry.round},
                         {"step", entry.step},
                         {"reference", entry.reference},
                         {"comment", entry.comment_hash},
                         {"at", entry.at},
                         {"prev", entry.prev},
                         {"hash", entry.hash}};
}

mongo::Array ToBson(const std::vector<Message>& messages) {
  mongo::Array entries;
  for (const auto& message : messages) {
    entries.Add(mongo::Document{{"id", message.id},
                                {"target", message.target},
                                {"topic", message.topic},
                                {"key", message.key},
                                {"type", message.type},
                                {"body", message.body},
                                {"trace", message.traceparent},
                                {"time", message.time}});
  }
  return entries;
}

Step StepOf(mongo::View bson) {
  const auto status = ParseStepStatus(bson.Text("status"));
  if (!status) throw mongo::Malformed("stored document: unknown step status");
  return {.number = static_cast<int>(bson.Integer("step")),
          .approver = {EmployeeId(bson.Integer("approverId")), bson.Text("name"),
                       bson.Text("position"), bson.Text("department")},
          .status = *status,
          .attempt = static_cast<int>(bson.Integer("attempt")),
          .opened_at = bson.OptionalTime("openedAt"),
          .decided_at = bson.OptionalTime("decidedAt"),
          .decision_id = bson.OptionalText("decisionId").value_or(""),
          .comment = bson.OptionalText("comment").value_or("")};
}

Round RoundOf(mongo::View bson) {
  Round round{.number = static_cast<int>(bson.Integer("round")),
              .submitted_at = bson.Time("submittedAt"),
              .ended_at = bson.OptionalTime("endedAt"),
              .steps = {}};
  if (const auto member = bson.Find("refusal")) {
    const mongo::View refusal = member->Object();
    round.refusal = LeaveRefusal{refusal.Text("code"), refusal.Integer("availableMinutes"),
                                 refusal.Integer("pendingMinutes")};
  }
  for (const auto& step : bson.List("steps")) round.steps.push_back(StepOf(step.Object()));
  return round;
}

// "rounds.0." for round 1
std::string RoundPath(int round) { return "rounds." + std::to_string(round - 1) + "."; }

// "rounds.0.steps.1." for round 1, step 2
std::string StepPath(int round, int step) {
  return RoundPath(round) + "steps." + std::to_string(step - 1) + ".";
}

void SetStep(const std::string& path, const Step& step, mongo::Document& set) {
  set.Add(path + "status", Word(step.status));
  if (step.opened_at) set.Add(path + "openedAt", *step.opened_at);
  if (step.decided_at) set.Add(path + "decidedAt", *step.decided_at);
  if (!step.decision_id.empty()) set.Add(path + "decisionId", step.decision_id);
  if (!step.comment.empty()) set.Add(path + "comment", step.comment);
}

}  // namespace

mongo::Document InsertOf(const Submission& submission,
                         const std::vector<Message>& messages,
                         const std::optional<SubmitKey>& key) {
  const Document& document = submission.document;
  mongo::Array rounds;
  for (const auto& round : document.rounds) rounds.Add(ToBson(round));
  mongo::Document bson{
      {"_id", document.id.value()},
      {"ver", document.version},
      {"applied", document.applied},
      {"order", document.order},
      {"state", Word(document.state)},
      {"type", Word(document.type)},
      {"title", document.title},
      {"content", document.content},
      {"contentHash", document.content_hash},
      {"form", mongo::Document{{"id", kForm}, {"version", 1}}},
      {"requesterId", document.requester.id.value()},
      {"requester", mongo::Document{{"name", document.requester.name},
                                    {"position", document.requester.position},
                                    {"department", document.requester.department}}},
      {"openStep", document.open_step}};
  if (const Step* open = OpenStep(document)) {
    bson.Add("openApprovers", mongo::Array{open->approver.id.value()});
  }
  bson.Add("rounds", rounds)
      .Add("createdAt", document.created_at)
      .Add("updatedAt", document.updated_at)
      .Add("audit", mongo::Array{ToBson(submission.audit)})
      .Add("auditHead", document.audit_head)
      .Add("outbox", ToBson(messages));
  if (!messages.empty()) bson.Add("obAt", document.updated_at);
  if (document.leave_minutes > 0) bson.Add("leaveMinutes", document.leave_minutes);
  if (key) bson.Add("idemKey", key->key).Add("idemHash", key->draft_hash);
  return bson;
}

mongo::Document FilterOf(const Transition& transition) {
  mongo::Document filter{{"_id", transition.document.value()}, {"ver", transition.from_version}};
  if (!transition.settled.empty()) {
    mongo::Array settled;
    for (const auto& id : transition.settled) settled.Add(id);
    const mongo::Document other{{"id", mongo::Document{{"$nin", settled}}}};
    filter.Add("outbox", mongo::Document{{"$not", mongo::Document{{"$elemMatch", other}}}});
  }
  return filter;
}

mongo::Document UpdateOf(const Transition& transition, const std::vector<Message>& messages) {
  mongo::Document set{{"ver", transition.version},         {"applied", transition.applied},
                      {"order", transition.order},         {"state", Word(transition.state)},
                      {"openStep", transition.open_step},  {"updatedAt", transition.at},
                      {"auditHead", transition.audit.hash}};
  for (const auto& step : transition.steps) {
    SetStep(StepPath(transition.round, step.number), step, set);
  }
  if (transition.round_ended_at) {
    set.Add(RoundPath(transition.round) + "endedAt", *transition.round_ended_at);
  }
  if (transition.refusal) {
    set.Add(RoundPath(transition.round) + "refusal", ToBson(*transition.refusal));
  }
  if (transition.open_approver) {
    set.Add("openApprovers", mongo::Array{transition.open_approver->value()});
  }
  mongo::Document push{{"audit", ToBson(transition.audit)}};
  mongo::Document unset;
  mongo::Document update;
  if (!transition.open_approver) unset.Add("openApprovers", "");
  if (!transition.settled.empty()) {
    // MongoDB cannot take from and add to one array in one update; FilterOf has made sure that
    // nothing else is in it.
    set.Add("outbox", ToBson(messages));
    unset.Add("lease", "").Add("claim", "");
    if (messages.empty()) unset.Add("obAt", "");
    if (!messages.empty()) set.Add("obAt", transition.at);
  } else if (!messages.empty()) {
    push.Add("outbox", mongo::Document{{"$each", ToBson(messages)}});
    update.Add("$min", mongo::Document{{"obAt", transition.at}});
  }
  update.Add("$set", set).Add("$push", push);
  if (!transition.open_approver || !transition.settled.empty()) update.Add("$unset", unset);
  return update;
}

Document DocumentOf(mongo::View bson) {
  const auto state = ParseDocumentState(bson.Text("state"));
  const auto type = ParseDocumentType(bson.Text("type"));
  if (!state || !type) throw mongo::Malformed("stored document: unknown state or type");
  const mongo::View requester = bson.Object("requester");
  Document document{.id = RequestId(bson.Integer("_id")),
                    .version = bson.Integer("ver"),
                    .applied = bson.Integer("applied"),
                    .order = bson.Integer("order"),
                    .requester = {EmployeeId(bson.Integer("requesterId")), requester.Text("name"),
                                  requester.Text("position"), requester.Text("department")},
                    .type = *type,
                    .title = bson.Text("title"),
                    .content = bson.Text("content"),
                    .leave_minutes = bson.OptionalInteger("leaveMinutes").value_or(0),
                    .content_hash = bson.Text("contentHash"),
                    .state = *state,
                    .open_step = static_cast<int>(bson.Integer("openStep")),
                    .rounds = {},
                    .created_at = bson.Time("createdAt"),
                    .updated_at = bson.Time("updatedAt"),
                    .audit_head = bson.Text("auditHead")};
  for (const auto& round : bson.List("rounds")) document.rounds.push_back(RoundOf(round.Object()));
  if (document.rounds.empty() || document.rounds.back().steps.empty() ||
      document.open_step > static_cast<int>(document.rounds.back().steps.size())) {
    throw mongo::Malformed("stored document: its rounds do not fit together");
  }
  return document;
}

std::vector<AuditEntry> AuditOf(mongo::View bson) {
  std::vector<AuditEntry> entries;
  for (const auto& element : bson.List("audit")) {
    const mongo::View entry = element.Object();
    entries.push_back({.seq = entry.Integer("seq"),
                       .actor = EmployeeId(entry.Integer("actor")),
                       .action = entry.Text("action"),
                       .round = static_cast<int>(entry.Integer("round")),
                       .step = static_cast<int>(entry.Integer("step")),
                       .reference = entry.Text("reference"),
                       .comment_hash = entry.Text("comment"),
                       .at = entry.Time("at"),
                       .prev = entry.Text("prev"),
                       .hash = entry.Text("hash")});
  }
  return entries;
}

const mongo::Document& DocumentProjection() {
  static const mongo::Document projection{{"audit", 0}, {"outbox", 0}};
  return projection;
}

}  // namespace erp::approval_request
