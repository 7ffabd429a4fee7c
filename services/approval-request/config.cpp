#include "approval-request/config.h"

#include <optional>

#include "common/time_zone.h"

namespace erp::approval_request {
namespace {

std::optional<std::string> CheckUrl(const char* name, const std::string& url) {
  if (url.starts_with("http://") && url.size() > 7) return std::nullopt;
  return std::string(name) + "=" + url + " must start with http://";
}

void AddEngines(config::Table& table, Config& config) {
  table.Secret("MONGO_URI", "MongoDB replica set; time limits and concerns are set by the daemon.",
               &config.mongo_uri, std::nullopt);
  table.Text("MONGO_DATABASE", "Database of the documents.", &config.mongo_database, "approval");
  table.Integer("MONGO_POOL_SIZE", "Connections to MongoDB.", &config.mongo_pool_size, 32,
                {4, 500});
  daemon::DescribeConsumer(table, config);
  daemon::DescribeTopics(table, config);
  table.Integer("RESULT_WORKERS", "Results that are applied at once.", &config.result_workers, 24,
                {1, 64});
  table.Milliseconds("HELD_RESULT_TIMEOUT",
                     "A held result whose predecessor is certain to be lost is refused after this.",
                     &config.held_result_timeout, std::chrono::seconds(60), {1000, 86'400'000});
  table.Integer("OUTBOX_LIMIT", "More messages than this waiting to be sent: no submit is taken.",
                &config.outbox_limit, 20000, {100, 1000000});
  table.Text("FORMS_DIR", "Folder with the definitions of the forms, one file each.",
             &config.forms_dir, "/usr/local/share/approval/forms");
  table.Text("EMPLOYEE_URL", "Internal listeners of employee, comma-separated.",
             &config.employee_url, "http://127.0.0.1:9081");
  table.Text("PROCESSING_URL", "Internal listeners of approval-processing, comma-separated.",
             &config.processing_url, "http://127.0.0.1:9083");
  table.Text("NOTIFICATION_URL", "Internal listeners of notification, comma-separated.",
             &config.notification_url, "http://127.0.0.1:9084");
  table.Milliseconds("RECONCILE_PERIOD", "Between comparisons of documents with inboxes.",
                     &config.reconcile_period, std::chrono::seconds(5), {100, 86'400'000});
  table.Milliseconds("RECONCILE_AGE",
                     "Documents that changed later are not compared yet; more than clocks differ.",
                     &config.reconcile_age, std::chrono::seconds(120), {100, 86'400'000});
}

}  // namespace

void Describe(config::Table& table, Config& config) {
  AddEngines(table, config);
  table.Text("COMPANY_TZ", "Time zone of the company's dates, by its name in the tz database.",
             &config.company_tz, "Asia/Seoul");
  table.Check([&config]() -> std::optional<std::string> {
    const auto mistake = TimeZoneMistake(config.company_tz);
    if (!mistake) return std::nullopt;
    return std::string("COMPANY_TZ=").append(config.company_tz).append(" ").append(*mistake);
  });
  table.Check([&config] { return CheckUrl("EMPLOYEE_URL", config.employee_url); });
  table.Check([&config] { return CheckUrl("PROCESSING_URL", config.processing_url); });
  table.Check([&config] { return CheckUrl("NOTIFICATION_URL", config.notification_url); });
}

}  // namespace erp::approval_request
