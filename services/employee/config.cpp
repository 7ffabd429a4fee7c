#include "employee/config.h"

#include <optional>

#include "common/time_zone.h"

namespace erp::employee {
namespace {

constexpr config::Range kPorts{1, 65535};

}  // namespace

void Describe(config::Table& table, Config& config) {
  table.Text("COMPANY_TZ", "Time zone of the company's dates, by its name in the tz database.",
             &config.company_tz, "Asia/Seoul");
  table.Check([&config]() -> std::optional<std::string> {
    auto mistake = TimeZoneMistake(config.company_tz);
    if (mistake) mistake->insert(0, "COMPANY_TZ=" + config.company_tz + " ");
    return mistake;
  });
  table.Text("MYSQL_HOST", "Host of the database server.", &config.mysql_host, "127.0.0.1");
  table.Integer("MYSQL_PORT", "Port of the database server.", &config.mysql_port, 3306, kPorts);
  table.Text("MYSQL_USER", "Account at the database server.", &config.mysql_user, "employee");
  table.Secret("MYSQL_PASSWORD", "Password of the account.", &config.mysql_password, "");
  table.Text("MYSQL_DATABASE", "Database of this service.", &config.mysql_database, "employee");
  table.Integer("MYSQL_POOL_SIZE", "Database connections at most.", &config.mysql_pool_size, 16,
                {1, 256});
  table.Integer("OPENING_LEAVE_DAYS", "Days of leave that a new employee starts with.",
                &config.opening_leave_days, 15, {0, 366});
  table.Text("REQUEST_URL", "Internal listeners of approval-request, comma-separated.",
             &config.request_url, "http://127.0.0.1:9082");
  table.Text("HR_DEPARTMENTS", "Departments whose people are human resources, comma-separated.",
             &config.hr_departments, "인사팀");
  table.Integer("QUEST_BUDGET_DAYS",
                "Days of leave that one person's quests may promise in a quarter; more needs an "
                "approval by human resources.",
                &config.quest_budget_days, 30, {0, 36600});
  table.Integer("QUEST_REVIEW_DAYS", "Days within which a finished quest should be reviewed.",
                &config.quest_review_days, 14, {1, 366});
  table.Integer("QUEST_REWARD_VALID_MONTHS",
                "Months for which the reward of a quest may be used; 0: no end.",
                &config.quest_reward_valid_months, 12, {0, 120});
  table.OneOf(
      "QUEST_OVERDUE",
      "What becomes of a finished quest that nobody reviewed in time once the quest is over: "
      "its creator is reminded, or it expires.",
      &config.quest_overdue, "remind", {"remind", "expire"});
  table.Check([&config]() -> std::optional<std::string> {
    if (config.request_url.starts_with("http://")) return std::nullopt;
    return "REQUEST_URL must begin with http://";
  });
}

}  // namespace erp::employee
