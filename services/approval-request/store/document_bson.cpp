#include "approval-request/store/document_bson.h"

#include <string>
#include <utility>

#include "approval-request/store/draft_bson.h"
#include "approval-request/store/held_bson.h"
#include "approval-request/store/leave_bson.h"
#include "approval-request/store/participants_bson.h"

namespace erp::approval_request {
namespace {

mongo::Array ToBson(const std::vector<Handover>& handovers) {
  mongo::Array array;
  for (const auto& handover : handovers) {
    mongo::Document bson{{"fromId", handover.from.id.value()},
                         {"name", handover.from.name},
                         {"position", handover.from.position},
                         {"department", handover.from.department},
                         {"because", handover.because},
                         {"ver", handover.version},
                         {"at", handover.at},
                         {"attempt", handover.attempt}};
    if (!handover.move.empty()) bson.Add("move", handover.move);
    array.Add(bson);
  }
  return array;
}

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
  if (!step.decision_id.empty()) bson.Add("decisionId", step.decision_id).Add("n", step.result);
  if (!step.comment.empty()) bson.Add("comment", step.comment);
  if (!step.handovers.empty()) bson.Add("handovers", ToBson(step.handovers));
  if (step.vacant) bson.Add("vacant", true);
  return bson;
}

mongo::Document ToBson(const RecallMark& recall) {
  return mongo::Document{
      {"id", recall.id}, {"n", recall.result}, {"at", recall.at}, {"comment", recall.comment}};
}

mongo::Document ToBson(const RefusedResult& refused) {
  return mongo::Document{
      {"id", refused.id}, {"n", refused.result}, {"reason", refused.reason}, {"at", refused.at}};
}

mongo::Document ToBson(const Round& round) {
  mongo::Array steps;
  for (const auto& step : round.steps) steps.Add(ToBson(step));
  mongo::Document bson{{"round", round.number}, {"submittedAt", round.submitted_at}};
  if (round.ended_at) bson.Add("endedAt", *round.ended_at);
  if (round.recall) bson.Add("recall", ToBson(*round.recall));
  if (round.refusal) bson.Add("refusal", RefusalBson(*round.refusal));
  if (round.cancellation) bson.Add("cancellation", CancellationBson(*round.cancellation));
  if (round.content) bson.Add("about", ContentBson(*round.content));
  bson.Add("steps", steps);
  return bson;
}

mongo::Document ToBson(const AuditEntry& entry) {
  mongo::Document bson{{"seq", entry.seq},
                       {"actor", entry.actor.value()},
                       {"action", entry.action},
                       {"round", entry.round},
                       {"step", entry.step},
                       {"reference", entry.reference},
                       {"comment", entry.comment_hash}};
  if (!entry.reason.empty()) bson.Add("reason", entry.reason);
  bson.Add("at", entry.at).Add("prev", entry.prev).Add("hash", entry.hash);
  return bson;
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

std::vector<Handover> HandoversOf(mongo::View bson) {
  std::vector<Handover> handovers;
  if (!bson.Find("handovers")) return handovers;
  for (const auto& element : bson.List("handovers")) {
    const mongo::View one = element.Object();
    handovers.push_back({.from = {EmployeeId(one.Integer("fromId")), one.Text("name"),
                                  one.Text("position"), one.Text("department")},
                         .because = one.Text("because"),
                         .version = one.Integer("ver"),
                         .at = one.Time("at"),
                         .attempt = static_cast<int>(one.Integer("attempt")),
                         .move = one.OptionalText("move").value_or("")});
  }
  return handovers;
}

bool IsTrue(mongo::View bson, const char* name) { return bson.Find(name) && bson.Boolean(name); }

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
          .result = bson.OptionalInteger("n").value_or(0),
          .comment = bson.OptionalText("comment").value_or(""),
          .handovers = HandoversOf(bson),
          .vacant = IsTrue(bson, "vacant")};
}

Round RoundOf(mongo::View bson) {
  Round round{.number = static_cast<int>(bson.Integer("round")),
              .submitted_at = bson.Time("submittedAt"),
              .ended_at = bson.OptionalTime("endedAt"),
              .steps = {}};
  if (bson.Find("recall")) {
    const mongo::View recall = bson.Object("recall");
    round.recall = RecallMark{recall.Text("id"), recall.Integer("n"), recall.Time("at"),
                              recall.Text("comment")};
  }
  ReadLeave(bson, round);
  if (bson.Find("about")) round.content = ContentOf(bson.Object("about"));
  for (const auto& step : bson.List("steps")) round.steps.push_back(StepOf(step.Object()));
  return round;
}

std::vector<RefusedResult> RefusedOf(mongo::View bson) {
  std::vector<RefusedResult> refused;
  if (!bson.Find("refused")) return refused;
  for (const auto& element : bson.List("refused")) {
    const mongo::View one = element.Object();
    refused.push_back({one.Text("id"), one.Integer("n"), one.Text("reason"), one.Time("at")});
  }
  return refused;
}

// "rounds.0.steps.1." for round 1, step 2
std::string StepPath(int round, int step) {
  return RoundPath(round) + "steps." + std::to_string(step - 1) + ".";
}

// What the open step adds to its document; all of it goes when no step is open any more.
void AddOpen(RequestId id, const Step& open, mongo::Document& bson) {
  bson.Add("openId", id.value())
      .Add("openSince", open.opened_at.value_or(Instant()))
      .Add("openApprovers", mongo::Array{open.approver.id.value()});
}
mongo::Document NothingOpen() {
  return mongo::Document{{"openId", ""}, {"openSince", ""}, {"openApprovers", ""}};
}

void SetStep(const std::string& path, const Step& step, mongo::Document& set) {
  set.Add(path + "status", Word(step.status));
  set.Add(path + "attempt", step.attempt);
  if (step.opened_at) set.Add(path + "openedAt", *step.opened_at);
  if (step.decided_at) set.Add(path + "decidedAt", *step.decided_at);
  if (!step.decision_id.empty()) {
    set.Add(path + "decisionId", step.decision_id).Add(path + "n", step.result);
  }
  if (!step.comment.empty()) set.Add(path + "comment", step.comment);
  if (!step.handovers.empty()) {
    set.Add(path + "approverId", step.approver.id.value())
        .Add(path + "name", step.approver.name)
        .Add(path + "position", step.approver.position)
        .Add(path + "department", step.approver.department)
        .Add(path + "handovers", ToBson(step.handovers));
  }
  if (step.vacant || !step.handovers.empty()) set.Add(path + "vacant", step.vacant);
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
      {"type", TypeOfForm(document.form)},
      {"contentHash", document.content_hash},
      {"form", mongo::Document{{"id", document.form}, {"version", document.form_version}}},
      {"requesterId", document.requester.id.value()},
      {"requester", mongo::Document{{"name", document.requester.name},
                                    {"position", document.requester.position},
                                    {"department", document.requester.department}}},
      {"openStep", document.open_step}};
  AddTexts(document.texts, document.leave_minutes, bson);
  if (const Step* open = OpenStep(document)) AddOpen(document.id, *open, bson);
  bson.Add("rounds", rounds)
      .Add("participants", ParticipantsBson(document))
      .Add("createdAt", document.created_at)
      .Add("updatedAt", document.updated_at)
      .Add("audit", mongo::Array{ToBson(submission.audit)})
      .Add("auditHead", document.audit_head)
      .Add("outbox", ToBson(messages));
  if (!messages.empty()) bson.Add("obAt", document.updated_at);
  if (document.leave_minutes > 0) bson.Add("leaveMinutes", document.leave_minutes);
  if (!document.leave_dates.empty()) {
    bson.Add("leaveDates", document.leave_dates).Add("leaveTo", LastDate(document.leave_dates));
  }
  if (!document.attendance.empty()) bson.Add("attendance", document.attendance);
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
  } else if (transition.leave_given_back) {
    filter.Add("outbox.target", mongo::Document{{"$ne", "leave"}});
  }
  return filter;
}

mongo::Document ProofOf(const Transition& transition) {
  return mongo::Document{{"_id", transition.document.value()},
                         {"ver", transition.version},
                         {"auditHead", transition.audit.hash}};
}

mongo::Document UpdateOf(const Transition& transition, const std::vector<Message>& messages) {
  mongo::Document set{{"ver", transition.version},         {"applied", transition.applied},
                      {"order", transition.order},         {"state", Word(transition.state)},
                      {"openStep", transition.open_step},  {"updatedAt", transition.at},
                      {"auditHead", transition.audit.hash}};
  for (const auto& step : transition.steps) {
    SetStep(StepPath(transition.round, step.number), step, set);
  }
  const std::string round = RoundPath(transition.round);
  if (transition.round_ended_at) set.Add(round + "endedAt", *transition.round_ended_at);
  if (transition.recall) set.Add(round + "recall", ToBson(*transition.recall));
  if (transition.refusal) set.Add(round + "refusal", RefusalBson(*transition.refusal));
  if (transition.cancellation) {
    set.Add(round + "cancellation", CancellationBson(*transition.cancellation));
  }
  if (transition.opened) AddOpen(transition.document, *transition.opened, set);
  mongo::Document push{{"audit", ToBson(transition.audit)}};
  if (transition.refused_result) {
    push.Add("refused", mongo::Document{{"$each", mongo::Array{ToBson(*transition.refused_result)}},
                                        {"$slice", -static_cast<std::int64_t>(kRefusedKept)}});
  }
  AddDraft(transition, set, push);
  if (transition.next_round) {
    // By its place, which appends: a $push would conflict with what the round before keeps.
    set.Add("rounds." + std::to_string(transition.round - 1), ToBson(*transition.next_round));
  }
  const auto joining = JoiningParticipants(transition);
  mongo::Document unset = transition.opened ? mongo::Document() : NothingOpen();
  mongo::Document update;
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
  if (joining.size() > 0) {
    update.Add("$addToSet", mongo::Document{{"participants", mongo::Document{{"$each", joining}}}});
  }
  if (!transition.released.empty()) update.Add("$pull", PullOf(transition.released));
  if (!transition.opened || !transition.settled.empty()) update.Add("$unset", unset);
  return update;
}

Document DocumentOf(mongo::View bson) {
  const auto state = ParseDocumentState(bson.Text("state"));
  const auto form = FormOfType(bson.Text("type"));
  if (!state || !form) throw mongo::Malformed("stored document: unknown state or type");
  const std::int64_t leave = bson.OptionalInteger("leaveMinutes").value_or(0);
  const mongo::View requester = bson.Object("requester");
  Document document{.id = RequestId(bson.Integer("_id")),
                    .version = bson.Integer("ver"),
                    .applied = bson.Integer("applied"),
                    .order = bson.Integer("order"),
                    .requester = {EmployeeId(bson.Integer("requesterId")), requester.Text("name"),
                                  requester.Text("position"), requester.Text("department")},
                    .form = *form,
                    .form_version = static_cast<int>(bson.Object("form").Integer("version")),
                    .texts = TextsOf(bson, leave),
                    .leave_minutes = leave,
                    .leave_dates = bson.OptionalText("leaveDates").value_or(""),
                    .attendance = bson.OptionalText("attendance").value_or(""),
                    .content_hash = bson.Text("contentHash"),
                    .state = *state,
                    .open_step = static_cast<int>(bson.Integer("openStep")),
                    .rounds = {},
                    .refused = RefusedOf(bson),
                    .held = HeldOf(bson),
                    .draft_changes = DraftChangesOf(bson),
                    .next_line = NextLineOf(bson),
                    .deleted_at = bson.OptionalTime("deletedAt"),
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
                       .reason = entry.OptionalText("reason").value_or(""),
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

const mongo::Document& DocumentProjectionWithoutContent() {
  static const mongo::Document projection = [] {
    mongo::Document without{{"audit", 0}, {"outbox", 0}};
    for (const auto& member : kDocumentTexts) {
      if (member.kind == DocumentText::Kind::kSingleLine) continue;
      without.Add(member.name, 0);
      without.Add(std::string("rounds.about.").append(member.name), 0);
    }
    return without;
  }();
  return projection;
}

OpenStepKey OpenStepKeyOf(mongo::View bson) {
  const auto rounds = bson.List("rounds");
  if (rounds.empty()) throw mongo::Malformed("stored document: an open step without a round");
  const Round round = RoundOf(rounds.back().Object());
  const auto number = bson.Integer("openStep");
  if (number < 1 || number > static_cast<std::int64_t>(round.steps.size())) {
    throw mongo::Malformed("stored document: its open step is not in its round");
  }
  const Step& open = round.steps[static_cast<std::size_t>(number) - 1];
  return {.document = RequestId(bson.Integer("_id")),
          .round = round.number,
          .step = open.number,
          .attempt = open.attempt,
          .order = bson.Integer("order"),
          .result_base = bson.Integer("applied"),
          .opened_at = open.opened_at.value_or(Instant()),
          .result_missing = bson.Find("held") && !bson.List("held").empty()};
}

}  // namespace erp::approval_request
