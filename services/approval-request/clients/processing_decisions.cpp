#include "approval-request/clients/processing_decisions.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/id.h"
#include "http/passed_on.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kTimeout{3000};
constexpr const char* kService = "approval-processing";

// `id_member` is how the receipt calls the id of the result.
Result<Receipt> ReceiptOf(const http::Response& answer, const char* id_member) {
  if (answer.status != 200 && answer.status != 202) return http::PassedOn(answer, kService);
  const auto body = json::Parse(answer.body);
  if (!body) throw Unavailable("approval-processing: its answer is not JSON");
  json::ObjectReader reader(*body, "", json::UnknownMembers::kIgnore);
  auto id = reader.Text(id_member, {1, 200});
  auto status = reader.Text("status");
  if (reader.Finish()) throw Unavailable("approval-processing: its receipt is not complete");
  return Receipt{*std::move(id), *std::move(status),
                 http::HeaderOf(answer, "idempotency-replayed") == "true"};
}

}  // namespace

Result<Receipt> ProcessingDecisions::Decide(const DecisionCommand& command) {
  json::Value body = {{"status", command.approved ? "approved" : "rejected"}};
  if (command.comment) body["comment"] = *command.comment;
  return ReceiptOf(
      Send("/internal/process/" + command.approver.str() + "/" + command.document.str(),
           json::Dump(body), command.idempotency_key, command.version),
      "decisionId");
}

Result<Receipt> ProcessingDecisions::Recall(const RecallCommand& command) {
  json::Value body = json::Value::object();
  if (command.comment) body["comment"] = *command.comment;
  return ReceiptOf(
      Send("/internal/recalls/" + command.requester.str() + "/" + command.document.str(),
           json::Dump(body), command.idempotency_key, command.version),
      "recallId");
}

std::vector<std::int64_t> ProcessingDecisions::PublishAgain(RequestId document,
                                                            std::int64_t after) {
  const auto answer = Send("/internal/results/" + document.str() + "/again",
                           json::Dump({{"after", after}}), std::nullopt, std::nullopt);
  const auto body = json::Parse(answer.body);
  if (answer.status != 200 || !body || !body->is_object() || !body->contains("kept")) {
    throw Unavailable("approval-processing: status " + std::to_string(answer.status) +
                      " to the question for results");
  }
  std::vector<std::int64_t> kept;
  for (const auto& n : body->at("kept")) kept.push_back(n.get<std::int64_t>());
  return kept;
}

http::Response ProcessingDecisions::Send(const std::string& path,
                                         const std::string& body,
                                         const std::optional<std::string>& idempotency_key,
                                         const std::optional<std::int64_t>& version) {
  // With a key of our own a repeat is safe too, e.g. on a connection that was closed meanwhile.
  http::Headers headers = {{"Idempotency-Key", idempotency_key.value_or(NewUuid())},
                           {"Content-Type", "application/json"}};
  if (version) headers.emplace_back("If-Match", '"' + std::to_string(*version) + '"');
  const auto deadline = Deadline::After(kTimeout);
  try {
    return client_.Send("POST", path, body, headers, deadline);
  } catch (const Unavailable&) {
    if (deadline.Expired()) throw;
  }
  return client_.Send("POST", path, body, headers, deadline);
}

}  // namespace erp::approval_request
