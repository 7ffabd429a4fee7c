// How members are read that several events have. Private to this library; .cpp files only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.h"
#include "contracts/scalars.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::contracts {

inline constexpr std::int64_t kMaxCount = std::int64_t{1} << 53;  // exact in every JSON reader
inline constexpr std::int64_t kMaxRoundNumber = INT32_MAX;
inline constexpr int kMaxSteps = 20;
inline constexpr std::size_t kMaxId = 200;
inline constexpr std::size_t kMaxName = 1000;

// "2026-11-21T01:02:03.004Z"
std::optional<Instant> ReadInstant(json::ObjectReader& reader, std::string_view name);
// One that must be there.
std::optional<bool> ReadBoolean(json::ObjectReader& reader, std::string_view name);
// 64 hex digits.
std::optional<std::string> ReadHash(json::ObjectReader& reader, std::string_view name);
// Small letters: new words may come with a newer producer.
std::optional<std::string> ReadWord(json::ObjectReader& reader, std::string_view name);
// round, step and attempt.
std::optional<StepKey> ReadKey(json::ObjectReader& reader);

json::Value ToJson(const Person& person);
void AddKey(const StepKey& key, json::Value& body);

}  // namespace erp::contracts
