#include "approval-processing/api/routes.h"

#include <utility>

#include "approval-processing/api/json.h"
#include "approval-processing/api/korean.h"
#include "approval-processing/api/moves.h"
#include "approval-processing/api/step_states.h"
#include "http/message.h"
#include "http/reply.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

using auth::Access;

// What became of the decisions that were asked for.
class DecisionCounters {
 public:
  explicit DecisionCounters(metrics::Registry& registry)
      : approved_(Get(registry, "approved")),
        rejected_(Get(registry, "rejected")),
        repeated_(Get(registry, "repeated")),
        recalled_(Get(registry, "recalled")),
        refused_(Get(registry, "refused")),
        undelivered_(registry.GetCounter("decisions_undelivered_total",
                                         "Answered before the delivery of the result was known")) {}

  void Count(const Result<DecisionAnswer>& answer) const {
    if (!answer) return refused_.Add();
    if (!answer->delivered) undelivered_.Add();
    if (answer->replayed) return repeated_.Add();
    (answer->decision.status == DecisionStatus::kApproved ? approved_ : rejected_).Add();
  }
  void Count(const Result<RecallAnswer>& answer) const {
    if (!answer) return refused_.Add();
    if (!answer->delivered) undelivered_.Add();
    (answer->replayed ? repeated_ : recalled_).Add();
  }

 private:
  static metrics::Counter Get(metrics::Registry& registry, const std::string& status) {
    return registry.GetCounter("decisions_total",
                               "Decisions and recalls asked for, by what became of them: approved, "
                               "rejected, recalled, repeated (the same command again), refused",
                               {{"status", status}});
  }

  metrics::Counter approved_;
  metrics::Counter rejected_;
  metrics::Counter repeated_;
  metrics::Counter recalled_;
  metrics::Counter refused_;
  metrics::Counter undelivered_;
};

Result<std::optional<QueuePosition>> After(const http::Page& page) {
  std::optional<QueuePosition> after;
  if (!page.cursor) return after;
  after = ParseCursor(*page.cursor);
  if (after) return after;
  return Error{ErrorCode::kInvalid,
               "invalid-query",
               "The query has mistakes; see errors.",
               {{"cursor", "is not one that a Link header gave"}}};
}

http::Response List(Tasks& tasks, const http::Call& call) {
  const auto after = After(call.page);
  if (!after) return http::Problem(after.error());
  auto page = PrintTasks(tasks.List(call.actor(), call.page.limit, *after));
  auto response = http::Json(std::move(page.json));
  if (page.next) response.headers.push_back(http::NextLink(call.request, PrintCursor(*page.next)));
  return response;
}

Result<DecisionCommand> ReadDecision(const http::Call& call) {
  auto body = ParseDecideBody(call.body());
  if (!body) return body.error();
  return DecisionCommand{.approver = call.actor(),
                         .document = call.id<RequestId>("requestId"),
                         .status = body->status,
                         .comment = TrimComment(std::move(body->comment)),
                         .idempotency_key = call.key,
                         .version = call.version};
}

Result<RecallCommand> ReadRecall(const http::Call& call) {
  auto comment = ParseRecallBody(call.body());
  if (!comment) return comment.error();
  return RecallCommand{.requester = call.actor(),
                       .document = call.id<RequestId>("requestId"),
                       .comment = TrimComment(*std::move(comment)),
                       .idempotency_key = call.key,
                       .version = call.version};
}

void Log(RequestId document, const DecisionAnswer& answer) {
  log::Info("decision", {{"request_id", document.value()},
                         {"approver", answer.decision.approver.value()},
                         {"decision_id", answer.decision.id},
                         {"status", ToText(answer.decision.status)},
                         {"n", answer.decision.sequence},
                         {"delivered", answer.delivered},
                         {"replayed", answer.replayed}});
}

void Log(RequestId document, const RecallAnswer& answer) {
  log::Info("recall", {{"request_id", document.value()},
                       {"recall_id", answer.recall.id},
                       {"n", answer.recall.sequence},
                       {"delivered", answer.delivered},
                       {"replayed", answer.replayed}});
}

std::string Print(RequestId document, const DecisionAnswer& answer) {
  return PrintDecision(document, answer.decision);
}

std::string Print(RequestId document, const RecallAnswer& answer) {
  return PrintRecall(document, answer.recall);
}

// Runs the command that was read and answers with its receipt: 202 while the result is only
// stored, and a repeat says that it is one.
template <typename Command, typename UseCase>
http::Response Post(const Result<Command>& command,
                    UseCase& use_case,
                    const DecisionCounters& counters) {
  if (!command) return http::Problem(command.error());
  const auto answer = use_case.Run(*command);
  counters.Count(answer);
  if (!answer) return http::Problem(answer.error());
  Log(command->document, *answer);
  auto response = http::Json(Print(command->document, *answer), answer->delivered ? 200 : 202);
  if (answer->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

http::Handler Deciding(const Api& api) {
  return [api, counters = DecisionCounters(api.registry)](const http::Call& call) {
    return Post(ReadDecision(call), api.app.decide, counters);
  };
}

http::Handler Recalling(const Api& api) {
  return [api, counters = DecisionCounters(api.registry)](const http::Call& call) {
    return Post(ReadRecall(call), api.app.recall, counters);
  };
}

// A route on which somebody decides or takes back.
http::Route Command(std::string pattern, auth::Access access) {
  return {.method = "POST",
          .pattern = std::move(pattern),
          .access = std::move(access),
          .idempotent = true,
          .versioned = true,
          .body = http::Body::kJson};
}

// What a page takes while it is made: the answer of Redis, the tasks, the text twice.
constexpr std::size_t kListBytes = 4 * kPageBytes;

}  // namespace

http::Router PublicRoutes(const Api& api) {
  http::AddKorean(Korean());
  http::Router router(api.actors);
  router.Add({.method = "GET",
              .pattern = "/process/{approverId}",
              .access = Access::Actor(auth::NamedInPath("approverId")),
              .list = true,
              .answer_bytes = kListBytes},
             http::On(api.app.tasks, List));
  router.Add(
      Command("/process/{approverId}/{requestId}", Access::Actor(auth::NamedInPath("approverId"))),
      Deciding(api));
  return router;
}

http::Router InternalRoutes(const Api& api) {
  http::Router router(api.actors);
  router.Add(Command("/internal/process/{approverId}/{requestId}",
                     Access::Service({auth::kApprovalRequest}, auth::NamedInPath("approverId"))),
             Deciding(api));
  router.Add(Command("/internal/recalls/{requesterId}/{requestId}",
                     Access::Service({auth::kApprovalRequest}, auth::NamedInPath("requesterId"))),
             Recalling(api));
  AddMoveRoutes(router, api.app.move, api.registry);
  AddStepStates(router, api.step_states);
  AddOperations(router, api.operations);
  return router;
}

ReconcilerOptions ReconcilerTimes(const Config& config) {
  return {.period = config.reconcile_period, .least_age = config.reconcile_age};
}

}  // namespace erp::approval_processing
