#include "contracts/employee_events.h"

#include <utility>

#include "contracts/internal/reading.h"

namespace erp::contracts {
namespace {

using json::ObjectReader;
using json::UnknownMembers;
using json::Value;

constexpr std::size_t kMaxChanges = 100;

Value ToJson(const EmployeeState& state) {
  Value body{{"name", state.name},
             {"department", state.department},
             {"position", state.position},
             {"active", state.active}};
  if (state.manager) body["managerId"] = state.manager->value();
  return body;
}

// Nothing, and a mistake, when it is none.
std::optional<EmployeeState> ReadState(ObjectReader& reader, const Value& value, const char* at) {
  ObjectReader state(value, at, UnknownMembers::kIgnore);
  auto name = state.Text("name", {.max = kMaxName});
  auto department = state.Text("department", {.max = kMaxName});
  auto position = state.Text("position", {.max = kMaxName});
  const auto manager = state.OptionalId<EmployeeId>("managerId");
  const auto active = ReadBoolean(state, "active");
  reader.Absorb(state);
  if (!name || !department || !position || !active) return std::nullopt;
  return EmployeeState{*std::move(name), *std::move(department), *std::move(position), manager,
                       *active};
}

std::optional<EmployeeState> ReadAfter(ObjectReader& reader) {
  if (const Value* after = reader.Any("after")) return ReadState(reader, *after, "/after");
  reader.Mistake("after", "is required");
  return std::nullopt;
}

std::vector<std::string> ReadChanges(ObjectReader& reader) {
  std::vector<std::string> changes;
  const Value* given = reader.Array("changes", 1, kMaxChanges);
  if (given == nullptr) return changes;
  for (const auto& change : *given) {
    if (!change.is_string()) {
      reader.Mistake("changes", "must be words");
      return {};
    }
    changes.push_back(change.get<std::string>());
  }
  return changes;
}

std::optional<std::string> ReadDate(ObjectReader& reader, const char* name) {
  auto text = reader.Text(name);
  if (!text) return std::nullopt;
  bool fits = text->size() == 10;
  for (std::size_t i = 0; fits && i < text->size(); ++i) {
    const char c = (*text)[i];
    fits = i == 4 || i == 7 ? c == '-' : c >= '0' && c <= '9';
  }
  if (fits) return text;
  reader.Mistake(name, "must be a date such as 2026-11-21");
  return std::nullopt;
}

}  // namespace

std::string Encode(const EmployeeChanged& event) {
  Value body{{"employeeId", event.employee.value()},
             {"version", event.version},
             {"changes", event.changes},
             {"after", ToJson(event.after)},
             {"effectiveOn", event.effective_on},
             {"changedAt", FormatInstant(event.at)}};
  if (event.before) body["before"] = ToJson(*event.before);
  if (event.reassign_to) body["reassignTo"] = event.reassign_to->value();
  return json::Dump(body);
}

Result<EmployeeChanged> DecodeEmployeeChanged(std::string_view body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  ObjectReader reader(*value, "", UnknownMembers::kIgnore);
  const auto employee = reader.Id<EmployeeId>("employeeId");
  const auto version = reader.Integer("version", 1, INT64_MAX);
  auto changes = ReadChanges(reader);
  std::optional<EmployeeState> before;
  const Value* given = reader.Any("before");
  if (given != nullptr && !given->is_null()) before = ReadState(reader, *given, "/before");
  auto after = ReadAfter(reader);
  auto effective_on = ReadDate(reader, "effectiveOn");
  const auto reassign_to = reader.OptionalId<EmployeeId>("reassignTo");
  const auto at = ReadInstant(reader, "changedAt");
  if (auto wrong = reader.Finish()) return std::move(*wrong);
  return EmployeeChanged{*employee,          *version,
                         std::move(changes), std::move(before),
                         *std::move(after),  *std::move(effective_on),
                         reassign_to,        *at};
}

}  // namespace erp::contracts
