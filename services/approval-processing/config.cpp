#include "approval-processing/config.h"

#include <optional>

namespace erp::approval_processing {
namespace {

std::optional<std::string> Mistake(const Config& config) {
  if (!config.request_url.starts_with("http://")) return "REQUEST_URL must begin with http://";
  if (!config.employee_url.starts_with("http://")) return "EMPLOYEE_URL must begin with http://";
  if (!config::IsName(config.tenant, 40)) {
    return "TENANT must be 1 to 40 letters, digits, '-', '_' or '.'";
  }
  return std::nullopt;
}

void DescribeDependencies(config::Table& table, Config& config) {
  table.Secret("REDIS_URL", "Redis with AOF always and noeviction: open tasks and decisions.",
               &config.redis_url, std::nullopt);
  daemon::DescribeTlsFiles(table, "REDIS", config.redis_tls);
  table.Integer(
      "REDIS_POOL_SIZE",
      "Connections to Redis for requests; one write to its disk serves all that ask at once.",
      &config.redis_connections, 64, {1, 256});
  table.OneOf("REDIS_DURABILITY",
              "check: not ready unless Redis has appendonly yes, appendfsync always and "
              "noeviction; off: trust the operator.",
              &config.redis_durability, "check", {"check", "off"});
  table.Integer("OUTBOX_LIMIT",
                "Results that may wait for delivery; beyond it deciding answers 503 outbox-full.",
                &config.outbox_limit, 20000, {1, 10'000'000});
  table.Milliseconds("RECONCILE_PERIOD", "Between reconciliations with approval-request.",
                     &config.reconcile_period, std::chrono::seconds(30), {100, 86'400'000});
  table.Milliseconds("RECONCILE_AGE", "What is younger is on its way and not compared.",
                     &config.reconcile_age, std::chrono::seconds(10), {100, 3'600'000});
  table.Text("TENANT", "Names the keys of this installation in Redis.", &config.tenant, "default");
  daemon::DescribeConsumer(table, config);
  daemon::DescribeTopics(table, config);
  table.Text("REQUEST_URL", "Internal listeners of approval-request, comma-separated.",
             &config.request_url, "http://127.0.0.1:9082");
  table.Text("EMPLOYEE_URL", "Internal listeners of employee, comma-separated.",
             &config.employee_url, "http://127.0.0.1:9081");
}

}  // namespace

void Describe(config::Table& table, Config& config) {
  DescribeDependencies(table, config);
  table.Check([&config] { return Mistake(config); });
}

}  // namespace erp::approval_processing
