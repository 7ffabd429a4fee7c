#include "approval-processing/api/routes.h"

#include <utility>

#include "approval-processing/api/json.h"
#include "approval-processing/api/korean.h"
#include "approval-processing/api/moves.h"
#include "approval-processing/api/standings.h"
#include "http/message.h"
#include "http/operator.h"
#include "http/reply.h"
#include "observe/log.h"

namespace erp::approval_processing {
namespace {

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

// `member` is how the path calls the one who acts.
Result<EmployeeId> Actor(const Api& api, const http::Request& request, const char* member) {
  const auto person = request.PathId<EmployeeId>(member);
  if (!person) return person.error();
  return api.actors.Determine(request.Header("authorization").value_or(""), *person);
}

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

http::Response List(const Api& api, const http::Request& request) {
  const auto actor = Actor(api, request, "approverId");
  if (!actor) return http::Problem(actor.error());
  if (const auto known = http::OnlyQuery(request, {"limit", "cursor"}); !known) {
    return http::Problem(known.error());
  }
  const auto page = http::ReadPage(request);
  if (!page) return http::Problem(page.error());
  const auto after = After(*page);
  if (!after) return http::Problem(after.error());
  auto tasks = PrintTasks(api.app.tasks.List(*actor, page->limit, *after));
  auto response = http::Json(std::move(tasks.json));
  if (tasks.next) response.headers.push_back(http::NextLink(request, PrintCursor(*tasks.next)));
  return response;
}

// What every command says beside its body.
struct Head {
  EmployeeId actor;
  RequestId document;
  std::optional<std::string> key;
  std::optional<std::int64_t> version;
};

Result<Head> ReadHead(const Api& api, const http::Request& request, const char* member) {
  const auto actor = Actor(api, request, member);
  if (!actor) return actor.error();
  const auto document = request.PathId<RequestId>("requestId");
  if (!document) return document.error();
  if (const auto known = http::OnlyQuery(request, {}); !known) return known.error();
  auto key = http::IdempotencyKey(request);
  if (!key) return key.error();
  const auto version = http::IfMatch(request);
  if (!version) return version.error();
  return Head{*actor, *document, *std::move(key), *version};
}

Result<DecisionCommand> ReadDecision(const Api& api, const http::Request& request) {
  auto head = ReadHead(api, request, "approverId");
  if (!head) return head.error();
  auto body = ParseDecideBody(request.body);
  if (!body) return body.error();
  return DecisionCommand{.approver = head->actor,
                         .request = head->document,
                         .status = body->status,
                         .comment = TrimComment(std::move(body->comment)),
                         .idempotency_key = std::move(head->key),
                         .version = head->version};
}

Result<RecallCommand> ReadRecall(const Api& api, const http::Request& request) {
  auto head = ReadHead(api, request, "requesterId");
  if (!head) return head.error();
  auto comment = ParseRecallBody(request.body);
  if (!comment) return comment.error();
  return RecallCommand{.requester = head->actor,
                       .request = head->document,
                       .comment = TrimComment(*std::move(comment)),
                       .idempotency_key = std::move(head->key),
                       .version = head->version};
}

std::string Tell(RequestId request, const DecisionAnswer& answer) {
  log::Info("decision", {{"request_id", request.value()},
                         {"approver", answer.decision.approver.value()},
                         {"decision_id", answer.decision.id},
                         {"status", ToText(answer.decision.status)},
                         {"n", answer.decision.n},
                         {"delivered", answer.delivered},
                         {"replayed", answer.replayed}});
  return PrintDecision(request, answer.decision);
}

std::string Tell(RequestId request, const RecallAnswer& answer) {
  log::Info("recall", {{"request_id", request.value()},
                       {"recall_id", answer.recall.id},
                       {"n", answer.recall.n},
                       {"delivered", answer.delivered},
                       {"replayed", answer.replayed}});
  return PrintRecall(request, answer.recall);
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
  auto response = http::Json(Tell(command->request, *answer), answer->delivered ? 200 : 202);
  if (answer->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

http::Handler Deciding(const Api& api) {
  return [api, counters = DecisionCounters(api.registry)](const http::Request& request) {
    return Post(ReadDecision(api, request), api.app.decide, counters);
  };
}

http::Handler Recalling(const Api& api) {
  return [api, counters = DecisionCounters(api.registry)](const http::Request& request) {
    return Post(ReadRecall(api, request), api.app.recall, counters);
  };
}

}  // namespace

// What a page takes while it is made: the answer of Redis, the tasks, the text twice.
constexpr std::size_t kListBytes = 4 * kPageBytes;

http::Router PublicRoutes(const Api& api) {
  http::AddKorean(Korean());
  http::Router router;
  router.Add("GET", "/process/{approverId}",
             [api](const http::Request& request) { return List(api, request); },
             {.answer_bytes = kListBytes});
  router.Add("POST", "/process/{approverId}/{requestId}", Deciding(api));
  return router;
}

http::Router InternalRoutes(const Api& api,
                            const Operations& operations,
                            const health::Health& health,
                            const http::Server& public_server) {
  http::Router router;
  router.Add("POST", "/internal/process/{approverId}/{requestId}", Deciding(api));
  router.Add("POST", "/internal/recalls/{requesterId}/{requestId}", Recalling(api));
  AddMoveRoutes(router, api.app.move, api.registry);
  AddStandings(router, api.standings);
  AddOperations(router, operations);
  http::AddOperatorRoutes(router, kName, Version(), health, api.registry, public_server.router());
  return router;
}

http::ServerOptions PublicOptions(const Config& config) {
  http::ServerOptions options;
  options.bind = config.http_bind;
  options.port = static_cast<int>(config.http_port);
  options.threads = static_cast<std::size_t>(config.http_threads);
  return options;
}

http::ServerOptions OperatorOptions(const Config& config) {
  http::ServerOptions options;
  options.name = "operator";
  options.bind = config.operator_bind;
  options.port = static_cast<int>(config.operator_port);
  // The connections that a replica of approval-request keeps (16 to decide, 16 for views), times
  // two, and the probes.
  options.threads = 72;
  return options;
}

KeeperOptions ComparisonTimes(const Config& config) {
  return {.period = config.reconcile_period, .least_age = config.reconcile_age};
}

}  // namespace erp::approval_processing
