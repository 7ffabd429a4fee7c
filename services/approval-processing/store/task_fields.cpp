#include "approval-processing/store/task_fields.h"

#include <charconv>
#include <stdexcept>
#include <string_view>

#include "approval-processing/store/named_values.h"
#include "common/form_id.h"

namespace erp::approval_processing {
namespace {

std::string Millis(Instant instant) { return std::to_string(instant.time_since_epoch().count()); }

Instant FromMillis(std::int64_t count) { return Instant(std::chrono::milliseconds(count)); }

// "1:5:approved,2:9:pending": ids and words of a fixed set, so nothing needs escaping.
std::string PackSteps(const std::vector<LineStep>& steps) {
  std::string text;
  for (const auto& step : steps) {
    if (!text.empty()) text += ',';
    text += std::to_string(step.step) + ':' + step.approver.str() + ':' + step.status;
  }
  return text;
}

std::string_view Cut(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const auto head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

std::int64_t Number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw std::runtime_error("a stored step is not a number: " + std::string(text));
  }
  return value;
}

std::vector<LineStep> UnpackSteps(std::string_view text) {
  std::vector<LineStep> steps;
  while (!text.empty()) {
    std::string_view packed = Cut(text, ',');
    const auto step = static_cast<int>(Number(Cut(packed, ':')));
    const EmployeeId approver(Number(Cut(packed, ':')));
    steps.push_back({step, approver, std::string(packed)});
  }
  return steps;
}

// ",5,9,": whether somebody stands on it is one plain search.
std::string PackLine(const std::vector<LineStep>& steps) {
  std::string line = ",";
  for (const auto& step : steps) line += step.approver.str() + ',';
  return line;
}

std::vector<std::string> WithTexts(std::vector<std::string> names) {
  for (const auto& member : kDocumentTexts) names.emplace_back(member.name);
  return names;
}

}  // namespace

std::vector<std::string> ViewFields(const OpenedStep& opened) {
  std::vector<std::string> fields{"line",          PackLine(opened.steps),
                                  "hash",          opened.content_hash,
                                  "reason",        opened.reason_required ? "1" : "0",
                                  "last",          opened.last_step ? "1" : "0",
                                  "recallable",    opened.recallable ? "1" : "0",
                                  "requester",     opened.requester.str(),
                                  "requesterName", opened.requester_name,
                                  "type",          TypeOfForm(opened.form),
                                  "steps",         PackSteps(opened.steps),
                                  "opened",        Millis(opened.opened_at)};
  for (const auto& member : kDocumentTexts) {
    fields.emplace_back(member.name);
    fields.push_back(opened.texts.*member.value);
  }
  if (opened.missing_result) {
    // Last: open.lua looks for it there.
    fields.emplace_back("aside");
    fields.emplace_back(kAsideForResult);
  }
  return fields;
}

const std::vector<std::string>& ForgottenFields() {
  // The drafter stays, so that a recall that comes late is answered with what has happened.
  static const std::vector<std::string> kFields =
      WithTexts({"version", "hash", "reason", "mv", "mvplace", "last", "recallable",
                 "requesterName", "type", "steps", "opened", "changed", "r:place", "r:id", "r:type",
                 "r:body", "r:traceparent", "r:time"});
  return kFields;
}

const std::vector<std::string>& ListedFields() {
  static const std::vector<std::string> kFields =
      WithTexts({"id", "round", "step", "attempt", "last", "reason", "requester", "requesterName",
                 "type", "steps", "created", "opened", "version"});
  return kFields;
}

Task ReadTask(const redis::Reply& values) {
  const NamedValues listed(ListedFields(), values.AsArray());
  Task task;
  task.document = RequestId(listed.Number("id"));
  task.key = {listed.Number("round"), static_cast<int>(listed.Number("step")),
              listed.Number("attempt")};
  task.last_step = listed.Text("last") == "1";
  task.reason_required = listed.Text("reason") == "1";
  task.requester = EmployeeId(listed.Number("requester"));
  task.requester_name = listed.Text("requesterName");
  task.form = FormOfType(listed.Text("type")).value_or(std::string(kGeneralForm));
  for (const auto& member : kDocumentTexts) {
    if (member.required || listed.Has(member.name)) {
      task.texts.*member.value = listed.Text(member.name);
    }
  }
  // Releases before did not store it, nor texts that are not required.
  if (listed.Has("version")) task.version = listed.Number("version");
  task.steps = UnpackSteps(listed.Text("steps"));
  task.created_at = FromMillis(listed.Number("created"));
  task.opened_at = FromMillis(listed.Number("opened"));
  return task;
}

}  // namespace erp::approval_processing
