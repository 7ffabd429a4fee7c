#include "observe/log.h"

#include <cmath>
#include <memory>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "common/clock.h"
#include "observe/trace.h"

namespace erp::log {
namespace {

struct Output {
  std::string service = "unnamed";
  std::shared_ptr<spdlog::logger> logger = [] {
    auto made = spdlog::stdout_logger_mt("erp");
    made->set_pattern("%v");
    made->flush_on(spdlog::level::info);
    return made;
  }();
  std::atomic<Level> level{Level::kInfo};
};

Output& TheOutput() {
  // Never destroyed: threads of drivers may log until the very end of the process.
  static auto* output = new Output();
  return *output;
}

template <typename T>
const T& Shown(const T& value) {
  return value;
}
// Three digits after the point are as much as anybody reads of a duration.
double Shown(double value) { return std::round(value * 1000) / 1000; }

void Write(Level level, std::string_view message, Fields fields, const Site& site) {
  Output& output = TheOutput();
  if (level < output.level.load(std::memory_order_relaxed)) return;
  nlohmann::ordered_json line;
  line["ts"] = FormatInstant(SystemClock().Now());
  line["level"] = LevelName(level);
  line["svc"] = output.service;
  line["msg"] = message;
  if (const auto trace = trace::Current(); trace) line["trace_id"] = trace->trace_id;
  for (const auto& field : fields) {
    std::visit([&](const auto& value) { line[std::string(field.key)] = Shown(value); },
               field.value);
  }
  std::string_view file = site.file_name();
  if (const auto slash = file.rfind('/'); slash != std::string_view::npos) {
    file.remove_prefix(slash + 1);
  }
  line["at"] = std::string(file) + ":" + std::to_string(site.line());
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  output.logger->log(level >= Level::kWarn ? spdlog::level::warn : spdlog::level::info,
                     spdlog::string_view_t(text));
}

}  // namespace

void Init(std::string service, Level level) {
  TheOutput().service = std::move(service);
  SetLevel(level);
}

Level ParseLevel(std::string_view text) {
  if (text == "debug") return Level::kDebug;
  if (text == "warn") return Level::kWarn;
  if (text == "error") return Level::kError;
  return Level::kInfo;
}

std::string_view LevelName(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
  }
  return "info";
}

void SetLevel(Level level) { TheOutput().level.store(level, std::memory_order_relaxed); }
Level GetLevel() { return TheOutput().level.load(std::memory_order_relaxed); }

void Debug(std::string_view message, Fields fields, const Site& site) {
  Write(Level::kDebug, message, fields, site);
}
void Info(std::string_view message, Fields fields, const Site& site) {
  Write(Level::kInfo, message, fields, site);
}
void Warn(std::string_view message, Fields fields, const Site& site) {
  Write(Level::kWarn, message, fields, site);
}
void Error(std::string_view message, Fields fields, const Site& site) {
  Write(Level::kError, message, fields, site);
}

void Flush() { TheOutput().logger->flush(); }

bool Throttle::Allow() {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::steady_clock::now().time_since_epoch())
                       .count();
  auto next = next_ms_.load(std::memory_order_relaxed);
  return now >= next && next_ms_.compare_exchange_strong(next, now + period_.count());
}

}  // namespace erp::log
