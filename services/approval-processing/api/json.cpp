#include "approval-processing/api/json.h"

#include "common/form_id.h"
#include "contracts/document_texts.h"
#include "http/language.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::approval_processing {
namespace {

constexpr json::TextLimits kComment{.max = 1000, .trimmed = true};

json::Value ToJson(const Task& task) {
  auto steps = json::Value::array();
  for (const auto& step : task.steps) {
    steps.push_back(
        {{"step", step.step}, {"approverId", step.approver.value()}, {"status", step.status}});
  }
  json::Value json = {{"requestId", task.document.value()},
                      {"round", task.key.round},
                      {"step", task.key.step},
                      {"attempt", task.key.attempt},
                      {"lastStep", task.last_step},
                      {"reasonRequired", task.reason_required},
                      {"requesterId", task.requester.value()},
                      {"requesterName", task.requester_name},
                      {"type", TypeOfForm(task.form)},
                      {"form", task.form},
                      {"steps", std::move(steps)},
                      {"createdAt", FormatInstant(task.created_at)},
                      {"openedAt", FormatInstant(task.opened_at)}};
  contracts::AddTexts(task.texts, json);
  if (task.version) json["version"] = *task.version;
  return json;
}

}  // namespace

Result<DecideBody> ParseDecideBody(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  const auto status = reader.Word("status", {"approved", "rejected"});
  auto comment = reader.OptionalTextOf("comment", "reason", kComment);
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return DecideBody{ParseDecisionStatus(*status).value(), std::move(comment)};
}

std::string PrintDecision(RequestId document, const Decision& decision) {
  const bool approved = decision.status == DecisionStatus::kApproved;
  return json::Dump({{"message", http::Localized(approved ? "The document was approved."
                                                          : "The document was rejected.")},
                     {"requestId", document.value()},
                     {"status", ToText(decision.status)},
                     {"step", decision.key.step},
                     {"decisionId", decision.id},
                     {"decidedAt", FormatInstant(decision.decided_at)}});
}

Result<std::optional<std::string>> ParseRecallBody(const std::string& body) {
  const auto value = json::Parse(body.empty() ? "{}" : body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  auto comment = reader.OptionalTextOf("comment", "reason", kComment);
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return comment;
}

std::string PrintRecall(RequestId document, const Recall& recall) {
  return json::Dump({{"message", http::Localized("The document was recalled.")},
                     {"requestId", document.value()},
                     {"status", "recalled"},
                     {"recallId", recall.id},
                     {"decisionId", recall.id},
                     {"recalledAt", FormatInstant(recall.recalled_at)}});
}

PrintedTasks PrintTasks(const QueuePage& page) {
  std::string text = "[";
  for (std::size_t i = 0; i < page.tasks.size(); ++i) {
    // One at a time: the tree of a whole page takes several times its bytes.
    const auto task = json::Dump(ToJson(page.tasks[i]));
    if (i > 0 && text.size() + task.size() + 2 > kPageBytes) {
      const Task& last = page.tasks[i - 1];
      return {text + ']', QueuePosition{last.created_at, last.document}};
    }
    if (i > 0) text += ',';
    text += task;
  }
  return {text + ']', page.next};
}

std::string PrintCursor(const QueuePosition& position) {
  return std::to_string(position.created_at.time_since_epoch().count()) + "." +
         position.document.str();
}

std::optional<QueuePosition> ParseCursor(const std::string& text) {
  const auto dot = text.find('.');
  if (dot == std::string::npos) return std::nullopt;
  const auto created = ParsePositive(text.substr(0, dot));
  const auto document = RequestId::Parse(text.substr(dot + 1));
  if (!created || !document) return std::nullopt;
  return QueuePosition{Instant(std::chrono::milliseconds(*created)), *document};
}

}  // namespace erp::approval_processing
