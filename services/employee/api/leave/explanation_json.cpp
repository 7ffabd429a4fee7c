#include "employee/api/leave/explanation_json.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "employee/api/leave/days.h"
#include "employee/domain/quest/participation.h"
#include "json/json.h"

namespace erp::employee {
namespace {

json::Value PrintTotals(const Totals& totals) {
  return {{"totalLeave", Days<json::Value>(totals.granted)},
          {"usedLeave", Days<json::Value>(totals.consumed)},
          {"pendingLeave", Days<json::Value>(totals.reserved)},
          {"remainingLeave", Days<json::Value>(totals.available())}};
}

// First words of sources, and what a program calls them.
constexpr std::array<std::pair<std::string_view, const char*>, 11> kCauses{{
    {"leave", "document"},
    {"attendance", "attendance"},
    {"quest", "quest"},
    {"statutory", "statutory"},
    {"compensatory", "compensatory"},
    {"expire", "expire"},
    {"carry", "carry"},
    {"opening", "opening"},
    {"adjustment", "adjustment"},
    {"deduct", "deduction"},
    {"deduct-by", "deduction"},
}};

std::string Part(const std::string& source, int wanted) {
  std::size_t begin = 0;
  for (int part = 0; part < wanted; ++part) {
    const auto colon = source.find(':', begin);
    if (colon == std::string::npos) return "";
    begin = colon + 1;
  }
  return source.substr(begin, source.find(':', begin) - begin);
}

// What caused an entry, with the ids of what a client can look at: "leave:41:1" is the first round
// of document 41.
json::Value PrintCause(const std::string& source, const LeaveExplanation& explanation) {
  const auto word = Part(source, 0);
  const auto* const known = std::find_if(kCauses.begin(), kCauses.end(),
                                         [&](const auto& cause) { return cause.first == word; });
  json::Value value{{"kind", known == kCauses.end() ? "other" : known->second}};
  if (word == "leave") {
    if (const auto request = RequestId::Parse(Part(source, 1))) {
      value["requestId"] = request->value();
    }
  }
  if (const auto participation = ParticipationOfGrant(source)) {
    value["participationId"] = participation->value();
    const auto quest = explanation.quests.find(*participation);
    if (quest != explanation.quests.end()) value["questId"] = quest->second.value();
  }
  return value;
}

// The run of a job that makes such an entry. "expire:17:1:2026-11-27" names the date of its run.
json::Value PrintJob(const Operation& operation) {
  const auto word = Part(operation.source, 0);
  if (word == "statutory") {
    return {{"name", "statutory-grants"}, {"on", FormatDate(operation.on)}};
  }
  const auto run = ParseDate(Part(operation.source, 3));
  if (word != "expire" || !run) return nullptr;
  return {{"name", "leave-expiry"}, {"on", FormatDate(*run)}};
}

void PrintWho(json::Value& line, const Operation& operation, const LeaveExplanation& explanation) {
  if (!operation.actor) return;
  line["actorId"] = operation.actor->value();
  const auto name = explanation.actors.find(*operation.actor);
  if (name != explanation.actors.end()) line["actorName"] = name->second;
}

json::Value PrintLine(const Entry& entry, bool to_come, const LeaveExplanation& explanation) {
  const auto& operation = entry.operation;
  json::Value line{{"number", entry.number},
                   {"toCome", to_come},
                   {"on", FormatDate(operation.on)},
                   {"kind", KindName(operation.kind)},
                   {"opId", operation.id},
                   {"source", operation.source},
                   {"cause", PrintCause(operation.source, explanation)},
                   {"minutes", operation.minutes.count()},
                   {"days", Days<json::Value>(operation.minutes)},
                   {"change", PrintTotals(entry.change)},
                   {"outcome", entry.applied() ? "applied" : "refused"}};
  if (operation.kind == EntryKind::kCarry) line["cause"]["kind"] = "carry";
  if (!to_come) line["at"] = FormatInstant(operation.at);
  if (auto job = PrintJob(operation); !job.is_null()) line["job"] = std::move(job);
  if (entry.refusal) line["refusal"] = *entry.refusal;
  if (operation.reason) line["reason"] = *operation.reason;
  PrintWho(line, operation, explanation);
  if (!DependsOnSource(operation.kind)) {
    line["bucket"] = BucketName(operation.bucket);
    line["validFrom"] = OrNull<json::Value>(operation.validity.from);
    line["validTo"] = OrNull<json::Value>(operation.validity.to);
  }
  for (const auto& day : operation.days) {
    line["dates"].push_back({{"date", FormatDate(day.date)},
                             {"from", day.part.from.count()},
                             {"to", day.part.to.count()}});
  }
  return line;
}

json::Value PrintLot(const Lot& lot, const LeaveExplanation& explanation) {
  auto value = PrintTotals(lot.totals);
  value["lot"] = lot.number;
  value["bucket"] = BucketName(lot.bucket);
  value["validFrom"] = OrNull<json::Value>(lot.validity.from);
  value["validTo"] = OrNull<json::Value>(lot.validity.to);
  value["counts"] = lot.validity.Covers(explanation.on);
  value["taken"] = json::Value::array();
  for (const auto& taking : explanation.takings) {
    if (taking.lot != lot.number) continue;
    value["taken"].push_back({{"date", FormatDate(taking.date)},
                              {"minutes", taking.minutes.count()},
                              {"source", taking.source},
                              {"cause", PrintCause(taking.source, explanation)},
                              {"state", taking.consumed ? "consumed" : "reserved"}});
  }
  return value;
}

}  // namespace

std::string PrintExplanation(EmployeeId employee,
                             const LeaveExplanation& explanation,
                             std::size_t first,
                             std::size_t limit) {
  auto value = PrintTotals(explanation.totals);
  value["employeeId"] = employee.value();
  value["on"] = FormatDate(explanation.on);
  value["lots"] = json::Value::array();
  value["lines"] = json::Value::array();
  for (const auto& lot : explanation.lots) value["lots"].push_back(PrintLot(lot, explanation));
  const auto& entries = explanation.entries;
  for (std::size_t i = first; i < std::min(entries.size(), first + limit); ++i) {
    value["lines"].push_back(PrintLine(entries[i], i >= explanation.known, explanation));
  }
  return json::Dump(value);
}

}  // namespace erp::employee
