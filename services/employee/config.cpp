#include "employee/config.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "common/geo.h"
#include "common/ip_network.h"
#include "common/named_uris.h"
#include "common/time_zone.h"

namespace erp::employee {
namespace {

constexpr config::Range kPorts{1, 65535};

// "09:00" as minutes since midnight.
std::optional<std::chrono::minutes> ParseTimeOfDay(const std::string& text) {
  const auto digit = [&](std::size_t place) { return text[place] >= '0' && text[place] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) {
    return std::nullopt;
  }
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

void DescribeWorkingHours(config::Table& table, Config& config) {
  table.Text("ATTENDANCE_DAY_START", "When a day of work begins, in the company's zone.",
             &config.day_start_text, "09:00");
  table.Text("ATTENDANCE_DAY_END", "When a day of work ends.", &config.day_end_text, "18:00");
  table.Integer("ATTENDANCE_GRACE_MINUTES",
                "How long after the start a check-in is not late yet, in minutes.",
                &config.grace_minutes, 10, {0, 240});
  table.Check([&config]() -> std::optional<std::string> {
    const auto start = ParseTimeOfDay(config.day_start_text);
    const auto end = ParseTimeOfDay(config.day_end_text);
    if (!start || !end || *end <= *start) {
      return "ATTENDANCE_DAY_START and ATTENDANCE_DAY_END must be times such as 09:00, in order";
    }
    config.day_start = *start;
    config.day_end = *end;
    return std::nullopt;
  });
}

void DescribeAttendance(config::Table& table, Config& config) {
  table.Integer(
      "ATTENDANCE_CHECK_OUT_WINDOW_HOURS",
      "How long after its check-in a day of attendance takes a check-out of the next date.",
      &config.check_out_window_hours, 16, {1, 24});
  table.Integer("ATTENDANCE_REWARD_VALID_MONTHS",
                "Months for which the day that 30 days of attendance earn may be used; 0: no end.",
                &config.reward_valid_months, 12, {0, 120});
  table.OneOf("ATTENDANCE_PLACE_POLICY",
              "What becomes of a check-in from outside of the networks and points: mark keeps it "
              "with what was found.",
              &config.place_policy, "off", {"off", "mark", "refuse"});
  table.Text("ATTENDANCE_NETWORKS", "Networks of work, such as 10.1.0.0/16, comma-separated.",
             &config.networks, "");
  table.Text("ATTENDANCE_POINTS",
             "Places of work, such as 37.5665,126.9780,150 (degrees, metres), separated by ';'.",
             &config.points, "");
  table.Integer("ATTENDANCE_MAX_ACCURACY_M",
                "Metres that the position of a check-in may be off to count as a place of work.",
                &config.max_accuracy_m, 100, {1, 100'000});
  table.Check([&config]() -> std::optional<std::string> {
    if (ParseIpNetworks(config.networks)) return std::nullopt;
    return "ATTENDANCE_NETWORKS must be networks such as 10.1.0.0/16, separated by commas";
  });
  table.Check([&config]() -> std::optional<std::string> {
    if (ParseGeoCircles(config.points)) return std::nullopt;
    return "ATTENDANCE_POINTS must be latitude,longitude,metres, separated by semicolons";
  });
}

bool ReadNumber(std::string_view text, unsigned& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

}  // namespace

std::optional<std::chrono::month_day> ParseMonthDay(const std::string& text) {
  unsigned month = 0;
  unsigned day = 0;
  const bool fits = text.size() == 5 && text[2] == '-';
  if (!fits || !ReadNumber(text.substr(0, 2), month) || !ReadNumber(text.substr(3), day)) {
    return std::nullopt;
  }
  const std::chrono::month_day read{std::chrono::month(month), std::chrono::day(day)};
  const bool leap_day = month == 2 && day == 29;
  return read.ok() && !leap_day ? std::optional(read) : std::nullopt;
}

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
  table.Secret("ISSUER_KEY",
               "64 hexadecimal digits that seal the keys which sign access tokens; empty: no "
               "tokens are issued here.",
               &config.issuer_key, "");
  table.Check([&config]() -> std::optional<std::string> {
    const bool digits =
        config.issuer_key.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
    if (digits && (config.issuer_key.empty() || config.issuer_key.size() == 64))
      return std::nullopt;
    return "ISSUER_KEY must be 64 hexadecimal digits";
  });
  table.Text("TOTP_ROLES",
             "Roles whose people sign in with one-time codes of an authenticator only, "
             "comma-separated.",
             &config.totp_roles, "");
  table.Text("SIGN_IN_CLIENTS",
             "Applications that people sign in to with a browser: id=redirect URIs, with blanks "
             "between the URIs of one and ';' between applications.",
             &config.sign_in_clients, "");
  table.Check([&config]() -> std::optional<std::string> {
    if (ParseNamedUris(config.sign_in_clients)) return std::nullopt;
    return "SIGN_IN_CLIENTS must be id=redirect URIs, separated by semicolons";
  });
  table.Secret("MYSQL_PASSWORD", "Password of the account.", &config.mysql_password, "");
  daemon::DescribeTls(table, "MYSQL", "the database server", config.mysql_tls);
  table.Text("MYSQL_DATABASE", "Database of this service.", &config.mysql_database, "employee");
  table.Integer("MYSQL_POOL_SIZE", "Database connections at most.", &config.mysql_pool_size, 16,
                {1, 256});
  table.Integer("OPENING_LEAVE_DAYS", "Days of leave that a new employee starts with.",
                &config.opening_leave_days, 15, {0, 366});
  daemon::DescribeBus(table, config);
  daemon::DescribeTopics(table, config);
  table.OneOf("STATUTORY_LEAVE",
              "Whether annual leave is granted as the law says, from the day of hire or by fiscal "
              "years; off: it is what people enter.",
              &config.statutory_leave, "off", {"off", "hire-date", "fiscal-year"});
  table.Text("FISCAL_YEAR_START", "First day of the fiscal year, MM-DD.", &config.fiscal_year_start,
             "01-01");
  table.Check([&config]() -> std::optional<std::string> {
    if (ParseMonthDay(config.fiscal_year_start)) return std::nullopt;
    return "FISCAL_YEAR_START must be a day that every year has, written MM-DD";
  });
  table.OneOf(
      "LEAVE_PROMOTION",
      "Whether people are given the notices of 근로기준법 61조 about statutory leave that is "
      "about to lapse.",
      &config.leave_promotion, "off", {"off", "on"});
  table.Check([&config]() -> std::optional<std::string> {
    if (config.leave_promotion == "off" || config.statutory_leave != "off") return std::nullopt;
    return "LEAVE_PROMOTION=on needs STATUTORY_LEAVE: it is about the leave that is granted so";
  });
  table.Integer("CARRY_OVER_DAYS",
                "Days of a grant of statutory leave that are carried over when it lapses.",
                &config.carry_over_days, 0, {0, 366});
  table.Integer("LEAVE_BELOW_ZERO_DAYS",
                "Days by which leave that is asked for may go below what was granted; 0: not.",
                &config.leave_below_zero_days, 0, {0, 366});
  table.Integer("CARRY_OVER_VALID_DAYS", "Days for which what was carried over may be used.",
                &config.carry_over_valid_days, 90, {1, 3660});
  table.Integer("COMPENSATORY_LEAVE_PERCENT",
                "Leave that is given for work on a holiday, in percent of the work that counts.",
                &config.compensatory_leave_percent, 150, {100, 300});
  table.Integer("COMPENSATORY_LEAVE_VALID_DAYS",
                "Days after the work for which leave for work on a holiday may be used.",
                &config.compensatory_leave_valid_days, 365, {1, 3660});
  table.OneOf("JOB_SCHEDULE", "Whether this daemon runs the jobs of each date by itself.",
              &config.job_schedule, "on", {"on", "off"});
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
  DescribeAttendance(table, config);
  DescribeWorkingHours(table, config);
}

}  // namespace erp::employee
