#include "contracts/internal/reading.h"

namespace erp::contracts {

std::optional<Instant> ReadInstant(json::ObjectReader& reader, std::string_view name) {
  const auto text = reader.Text(name);
  if (!text) return std::nullopt;
  const auto instant = ParseInstant(*text);
  if (!instant) reader.Mistake(name, "must be an instant such as 2026-11-21T01:02:03.004Z");
  return instant;
}

std::optional<bool> ReadBoolean(json::ObjectReader& reader, std::string_view name) {
  const auto value = reader.OptionalBoolean(name);
  if (!value) reader.Mistake(name, "is required");
  return value;
}

std::optional<std::string> ReadHash(json::ObjectReader& reader, std::string_view name) {
  auto text = reader.Text(name);
  if (!text) return std::nullopt;
  const bool fits =
      text->size() == 64 && text->find_first_not_of("0123456789abcdef") == std::string::npos;
  if (fits) return text;
  reader.Mistake(name, "must be 64 hex digits");
  return std::nullopt;
}

std::optional<std::string> ReadWord(json::ObjectReader& reader, std::string_view name) {
  auto text = reader.Text(name, {.min = 1, .max = 40});
  if (!text) return std::nullopt;
  if (text->find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == std::string::npos) return text;
  reader.Mistake(name, "must be a word");
  return std::nullopt;
}

std::optional<StepKey> ReadKey(json::ObjectReader& reader) {
  const auto round = reader.Integer("round", 1, kMaxRoundNumber);
  const auto step = reader.Integer("step", 1, kMaxSteps);
  const auto attempt = reader.Integer("attempt", 1, kMaxRoundNumber);
  if (!round || !step || !attempt) return std::nullopt;
  return StepKey{*round, static_cast<int>(*step), *attempt};
}

json::Value ToJson(const Person& person) {
  return {{"approverId", person.id.value()},
          {"name", person.name},
          {"position", person.position},
          {"department", person.department}};
}

void AddKey(const StepKey& key, json::Value& body) {
  body["round"] = key.round;
  body["step"] = key.step;
  body["attempt"] = key.attempt;
}

}  // namespace erp::contracts
