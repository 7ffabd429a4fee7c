#include "employee/api/quest/routes.h"

#include <utility>

#include "employee/api/handlers.h"
#include "employee/api/quest/json.h"
#include "http/reply.h"

namespace erp::employee {
namespace {

using auth::Access;
using http::On;

// The answer of a move: a refusal, or what `print` makes of it.
template <typename Print>
http::Response Answer(const Result<QuestMove>& move, Print print) {
  if (!move) return http::Problem(move.error());
  auto response = http::Json(print(*move));
  if (move->replayed) MarkReplayed(response);
  return response;
}

http::Response Done(const Result<QuestMove>& move, const Message& message) {
  return Answer(move, [&](const QuestMove& done) { return PrintMove(done, message); });
}

QuestCaller CallerOf(const http::Call& call) { return {call.caller.person, call.key}; }

http::Response Create(UseCases& app, const http::Call& call) {
  auto quest = ReadNewQuest(call.body());
  if (!quest) return http::Problem(quest.error());
  const auto move = app.create_quest.Run(*std::move(quest), call.key, call.body());
  if (!move) return http::Problem(move.error());
  auto response = http::Created(PrintQuestCreated(*move), "quests/" + move->quest.id.str());
  if (move->replayed) MarkReplayed(response);
  return response;
}

http::Response Edit(UseCases& app, const http::Call& call) {
  const auto change = ReadTermsChange(call.body());
  if (!change) return http::Problem(change.error());
  return Done(app.edit_quest.Run(call.id<QuestId>("id"), *change, call.version, CallerOf(call),
                                 call.body()),
              "The quest was changed.");
}

http::Response Accept(UseCases& app, const http::Call& call) {
  const auto person = ReadParticipant(call.body());
  if (!person) return http::Problem(person.error());
  return Done(app.accept_quest.Run(call.id<QuestId>("id"), *person, call.key),
              "You have taken the quest.");
}

http::Response Complete(UseCases& app, const http::Call& call) {
  const auto submission = ReadSubmission(call.body());
  if (!submission) return http::Problem(submission.error());
  return Done(app.submit_work.Submit(call.id<QuestId>("id"), submission->employee,
                                     submission->evidence, call.key, call.body()),
              "Your work waits for a review.");
}

http::Response Abandon(UseCases& app, const http::Call& call) {
  const auto person = ReadParticipant(call.body());
  if (!person) return http::Problem(person.error());
  return Done(app.submit_work.Abandon(call.id<QuestId>("id"), *person, call.key),
              "You have given the quest back.");
}

http::Response Claim(UseCases& app, const http::Call& call) {
  const auto person = ReadParticipant(call.body());
  if (!person) return http::Problem(person.error());
  return Answer(app.claim_reward.Run(call.id<QuestId>("id"), *person, call.key), PrintClaimed);
}

http::Response ReviewOne(UseCases& app,
                         const http::Call& call,
                         Verdict verdict,
                         const Message& message) {
  const auto read = ReadReview(call.body());
  if (!read) return http::Problem(read.error());
  return Done(app.review_work.One(call.id<QuestId>("id"), read->participant,
                                  {verdict, read->reason}, CallerOf(call), call.body()),
              message);
}

http::Response Approve(UseCases& app, const http::Call& call) {
  return ReviewOne(app, call, Verdict::kApproved, "The work was approved.");
}

http::Response Reject(UseCases& app, const http::Call& call) {
  return ReviewOne(app, call, Verdict::kRejected, "The work was rejected.");
}

http::Response ReviewMany(UseCases& app, const http::Call& call) {
  const auto items = ReadReviews(call.body());
  if (!items) return http::Problem(items.error());
  const auto batch =
      app.review_work.Many(call.id<QuestId>("id"), *items, CallerOf(call), call.body());
  if (!batch) return http::Problem(batch.error());
  auto response = http::Json(PrintReviews(*batch));
  if (batch->replayed) MarkReplayed(response);
  return response;
}

http::Response ApproveTheBudget(UseCases& app, const http::Call& call) {
  return Done(app.approve_budget.Run(call.id<QuestId>("id"), CallerOf(call)),
              "The budget was approved; the quest is open.");
}

http::Response Close(UseCases& app, const http::Call& call) {
  return Done(app.end_quest.Close(call.id<QuestId>("id"), CallerOf(call)), "The quest was closed.");
}

http::Response Cancel(UseCases& app, const http::Call& call) {
  return Done(app.end_quest.Cancel(call.id<QuestId>("id"), CallerOf(call)),
              "The quest was canceled.");
}

http::Response Delete(UseCases& app, const http::Call& call) {
  return Done(app.end_quest.Delete(call.id<QuestId>("id"), CallerOf(call)),
              "The quest was deleted.");
}

// A move of the participant whom the body names.
http::Route ParticipantRoute(std::string verb) {
  return {.method = "POST",
          .pattern = "/quests/{id}/" + std::move(verb),
          .access = Access::Actor(auth::NamedInBody("employeeId")),
          .idempotent = true,
          .body = http::Body::kJson};
}

// A move of somebody else, whom `actorId` may name.
http::Route ColleagueRoute(std::string method,
                           std::string pattern,
                           http::Body body = http::Body::kNone) {
  return {.method = std::move(method),
          .pattern = std::move(pattern),
          .access = Access::Employee(auth::MaybeNamedInQuery("actorId")),
          .idempotent = true,
          .body = body};
}

}  // namespace

void AddQuestRoutes(http::Router& router, UseCases& app) {
  const auto json = http::Body::kJson;
  router.Add({.method = "POST",
              .pattern = "/quests",
              .access = Access::Actor(auth::NamedInBody("createdBy")),
              .idempotent = true,
              .body = json},
             On(app, Create));
  router.Add(ParticipantRoute("accept"), On(app, Accept));
  router.Add(ParticipantRoute("complete"), On(app, Complete));
  router.Add(ParticipantRoute("abandon"), On(app, Abandon));
  router.Add(ParticipantRoute("claim"), On(app, Claim));
  router.Add(ColleagueRoute("PUT", "/quests/{id}/approve", json), On(app, Approve));
  router.Add(ColleagueRoute("PUT", "/quests/{id}/reject", json), On(app, Reject));
  router.Add(ColleagueRoute("POST", "/quests/{id}/reviews", json), On(app, ReviewMany));
  router.Add(ColleagueRoute("POST", "/quests/{id}/close"), On(app, Close));
  router.Add(ColleagueRoute("POST", "/quests/{id}/cancel"), On(app, Cancel));
  router.Add(ColleagueRoute("DELETE", "/quests/{id}"), On(app, Delete));
  auto edit = ColleagueRoute("PUT", "/quests/{id}", json);
  edit.versioned = true;
  router.Add(std::move(edit), On(app, Edit));
  router.Add({.method = "PUT",
              .pattern = "/quests/{id}/approve-budget",
              .access = ByHumanResources(),
              .idempotent = true},
             On(app, ApproveTheBudget));
}

}  // namespace erp::employee
