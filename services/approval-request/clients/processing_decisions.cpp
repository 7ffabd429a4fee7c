#include "approval-request/clients/processing_decisions.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "common/id.h"
#include "http/reply.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_request {
namespace {

constexpr std::chrono::milliseconds kTimeout{3000};
constexpr std::array kCodes = {ErrorCode::kInvalid,
                               ErrorCode::kUnauthenticated,
                               ErrorCode::kForbidden,
                               ErrorCode::kNotFound,
                               ErrorCode::kMethodNotAllowed,
                               ErrorCode::kConflict,
                               ErrorCode::kPreconditionFailed,
                               ErrorCode::kTooLarge,
                               ErrorCode::kUnsupportedMediaType,
                               ErrorCode::kKeyReused,
                               ErrorCode::kTooMany};
// Members of a problem document that are not extras of the error.
constexpr std::array<std::string_view, 7> kStandard = {"type", "title",   "status", "detail",
                                                       "code", "traceId", "errors"};

std::string HeaderOf(const http::Response& response, std::string_view name) {
  const auto same = [&](const auto& header) {
    return std::equal(name.begin(), name.end(), header.first.begin(), header.first.end(),
                      [](char a, char b) { return std::tolower(a) == std::tolower(b); });
  };
  const auto found = std::find_if(response.headers.begin(), response.headers.end(), same);
  return found == response.headers.end() ? std::string() : found->second;
}

std::string TextOf(const json::Value& problem, const char* name, const char* fallback) {
  const auto found = problem.find(name);
  return found != problem.end() && found->is_string() ? found->get<std::string>() : fallback;
}

// The mistakes that a 400 names.
std::vector<FieldError> FieldsOf(const json::Value& problem) {
  std::vector<FieldError> fields;
  const auto errors = problem.find("errors");
  if (errors == problem.end() || !errors->is_array()) return fields;
  for (const auto& error : *errors) {
    if (!error.is_object()) continue;
    fields.push_back({TextOf(error, "pointer", ""), TextOf(error, "detail", "")});
  }
  return fields;
}

// A 503 keeps its reason; what any other fault calls itself is not for clients.
[[noreturn]] void ThrowUnavailable(const http::Response& response,
                                   const Result<json::Value>& problem) {
  constexpr int kUnavailable = 503;
  const bool explained = response.status == kUnavailable && problem && problem->is_object();
  const auto seconds = ParsePositive(HeaderOf(response, "retry-after")).value_or(1);
  throw Unavailable("approval-processing: status " + std::to_string(response.status),
                    std::chrono::seconds(std::min<std::int64_t>(seconds, 60)),
                    explained ? TextOf(*problem, "code", "unavailable") : "unavailable");
}

// `id_member` is how the receipt calls the id of the result.
Result<Receipt> ReceiptOf(const http::Response& answer, const char* id_member) {
  if (answer.status != 200 && answer.status != 202) return PassOn(answer);
  const auto body = json::Parse(answer.body);
  if (!body) throw Unavailable("approval-processing: its answer is not JSON");
  json::ObjectReader reader(*body, "", json::UnknownMembers::kIgnore);
  auto id = reader.Text(id_member, {1, 200});
  auto status = reader.Text("status");
  if (reader.Finish()) throw Unavailable("approval-processing: its receipt is not complete");
  return Receipt{*std::move(id), *std::move(status),
                 HeaderOf(answer, "idempotency-replayed") == "true"};
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

Error PassOn(const http::Response& response) {
  const auto* const code = std::find_if(kCodes.begin(), kCodes.end(), [&](ErrorCode candidate) {
    return http::StatusOf(candidate) == response.status;
  });
  const auto problem = json::Parse(response.body);
  if (code == kCodes.end()) ThrowUnavailable(response, problem);
  if (!problem || !problem->is_object()) {
    return {*code, "refused", "The decision was refused."};
  }
  Error error{*code, TextOf(*problem, "code", "refused"),
              TextOf(*problem, "detail", "The decision was refused."), FieldsOf(*problem)};
  for (const auto& member : problem->items()) {
    if (std::find(kStandard.begin(), kStandard.end(), member.key()) != kStandard.end()) continue;
    const auto& value = member.value();
    if (value.is_number_integer()) {
      error.extras.emplace_back(member.key(), value.get<std::int64_t>());
    } else {
      error.extras.emplace_back(member.key(),
                                value.is_string() ? value.get<std::string>() : json::Dump(value));
    }
  }
  return error;
}

}  // namespace erp::approval_request
