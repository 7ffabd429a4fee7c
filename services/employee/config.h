// Configuration of the employee daemon; `employee --help` prints it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "daemon/config.h"

namespace erp::employee {

struct Config : daemon::Settings, daemon::BusSettings {
  std::string company_tz;
  std::string mysql_host;
  std::int64_t mysql_port = 0;
  std::string mysql_user;
  std::string mysql_password;
  Tls mysql_tls;
  std::string mysql_database;
  std::int64_t mysql_pool_size = 0;
  std::int64_t opening_leave_days = 0;
  std::string statutory_leave;  // off, hire-date, fiscal-year
  std::string fiscal_year_start;
  std::string leave_promotion;  // off, on
  std::int64_t carry_over_days = 0;
  std::int64_t leave_below_zero_days = 0;
  std::int64_t carry_over_valid_days = 0;
  std::int64_t compensatory_leave_percent = 0;
  std::int64_t compensatory_leave_valid_days = 0;
  std::string job_schedule;  // on, off
  std::string request_url;
  std::string hr_departments;
  std::string issuer_key;
  std::string sign_in_clients;
  std::string totp_roles;
  std::int64_t quest_budget_days = 0;
  std::int64_t quest_review_days = 0;
  std::int64_t quest_reward_valid_months = 0;
  std::string quest_overdue;
  // Of attendance.
  std::int64_t check_out_window_hours = 0;
  std::string day_start_text;
  std::string day_end_text;
  std::chrono::minutes day_start{};
  std::chrono::minutes day_end{};
  std::int64_t grace_minutes = 0;
  std::int64_t reward_valid_months = 0;
  std::string place_policy;
  std::string networks;
  std::string points;
  std::int64_t max_accuracy_m = 0;
};

// "01-01"; nothing for what is no day of every year.
std::optional<std::chrono::month_day> ParseMonthDay(const std::string& text);

// Adds the rows of this daemon to `table`; `config` must outlive it.
void Describe(config::Table& table, Config& config);

}  // namespace erp::employee
