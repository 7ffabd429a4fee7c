// Structured log: one JSON object a line on stdout with ts, level, svc, msg, trace_id, the
// call site and the given fields. Never a body, never a secret.
// Thread-safe. Blocks on stdout only.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <source_location>
#include <string>
#include <string_view>
#include <variant>

namespace erp::log {

enum class Level { kDebug, kInfo, kWarn, kError };

// A named value. Text is copied; invalid UTF-8 in it is replaced, never an error.
struct Field {
  std::string_view key;
  std::variant<std::string, std::int64_t, double, bool> value;

  template <typename T>
  Field(std::string_view field_key, const T& field_value)  // NOLINT: implicit by intent
      : key(field_key), value(Convert(field_value)) {}

 private:
  template <typename T>
  static std::variant<std::string, std::int64_t, double, bool> Convert(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
      return value;
    } else if constexpr (std::is_integral_v<T>) {
      return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_floating_point_v<T>) {
      return static_cast<double>(value);
    } else {
      return std::string(value);
    }
  }
};

// Once, before the first line. `service` becomes "svc".
void Init(std::string service, Level level);

// "debug" | "info" | "warn" | "error"; anything else reads as info.
Level ParseLevel(std::string_view text);
std::string_view LevelName(Level level);
// Changes the level while running (operator port).
void SetLevel(Level level);
Level GetLevel();

using Fields = std::initializer_list<Field>;
using Site = std::source_location;

void Debug(std::string_view message, Fields fields = {}, const Site& site = Site::current());
void Info(std::string_view message, Fields fields = {}, const Site& site = Site::current());
void Warn(std::string_view message, Fields fields = {}, const Site& site = Site::current());
void Error(std::string_view message, Fields fields = {}, const Site& site = Site::current());

// Writes out what is buffered; at the end of main().
void Flush();

// Lets one line through per period, so that an outage does not become a log storm.
// Thread-safe.
class Throttle {
 public:
  explicit Throttle(std::chrono::milliseconds period) : period_(period) {}

  // True when a line may be written now.
  bool Allow();

 private:
  const std::chrono::milliseconds period_;
  std::atomic<std::int64_t> next_ms_{0};  // steady clock
};

}  // namespace erp::log
