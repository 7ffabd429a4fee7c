#include "employee/domain/leave/promotion_notice.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "employee/domain/leave/month_rule.h"
#include "employee/domain/refusals.h"

namespace erp::employee {
namespace {

struct NamedRule {
  PromotionRule rule;
  const char* name;
};
constexpr std::array kRules{NamedRule{PromotionRule::kYearly, "yearly"},
                            NamedRule{PromotionRule::kFirstYear, "first-year"},
                            NamedRule{PromotionRule::kFirstYearLater, "first-year-later"}};

const PromotionNotice* Find(const std::vector<PromotionNotice>& notices,
                            PromotionRule rule,
                            Date last_day,
                            int notice) {
  const auto found = std::find_if(notices.begin(), notices.end(), [&](const PromotionNotice& one) {
    return one.rule == rule && one.last_day == last_day && one.notice == notice;
  });
  return found == notices.end() ? nullptr : &*found;
}

// What is left that one notice is about.
struct Unused {
  PromotionWindow window;
  Date last_day{};
  Minutes minutes;
};

// Days of the first year that have arisen by the first notice are its matter. Before it was sent,
// one that is sent today counts.
std::optional<PromotionWindow> WindowOf(const PromotionFacts& facts,
                                        const StatutoryGrant& grant,
                                        Date on) {
  const auto* const sent = Find(facts.notices, PromotionRule::kFirstYear, grant.valid_to, 1);
  std::optional<Date> first_notice;
  if (sent != nullptr) {
    if (sent->sent) first_notice = sent->on;
  } else if (const auto of_first = PromotionOf(grant, {}, grant.on);
             of_first && of_first->first_from <= on && on <= of_first->first_to) {
    first_notice = on;
  }
  return PromotionOf(grant, {}, first_notice);
}

std::vector<Unused> UnusedOn(const PromotionFacts& facts, Date on) {
  std::map<std::pair<Date, PromotionRule>, Unused> unused;
  for (const auto& grant : facts.grants) {
    if (grant.valid_to < on) continue;
    const auto window = WindowOf(facts, grant, on);
    if (!window) continue;
    auto& of = unused[{grant.valid_to, window->rule}];
    of.window = *window;
    of.last_day = grant.valid_to;
    const auto left = facts.lots.LeftOf(Bucket::kStatutory, {grant.valid_from, grant.valid_to});
    of.minutes = of.minutes + left;
  }
  std::vector<Unused> ordered;
  for (const auto& [key, of] : unused) {
    if (of.minutes > Minutes()) ordered.push_back(of);
  }
  return ordered;
}

bool HasLeaveOn(const LotBook& lots, Date date) {
  return std::any_of(lots.takings().begin(), lots.takings().end(), [&](const Taking& taking) {
    return taking.date == date && taking.part.length() > Minutes();
  });
}

// Of dates to come for which nothing is asked for yet: what is asked for is used already.
Minutes NamedBy(const PromotionNotice& first, const PromotionFacts& facts, Date on) {
  Minutes named;
  for (const Date date : first.plan) {
    if (date < on || HasLeaveOn(facts.lots, date)) continue;
    named = named + facts.work_on(date);
  }
  return named;
}

// The last working days that are free, backwards from the last day of use.
std::vector<Date> EmployersDates(const PromotionFacts& facts,
                                 const PromotionNotice& first,
                                 Minutes minutes,
                                 Date on) {
  std::vector<Date> dates;
  for (Date date = first.last_day; date > on && minutes > Minutes(); date = AfterDays(date, -1)) {
    const bool named = std::find(first.plan.begin(), first.plan.end(), date) != first.plan.end();
    const Minutes of_day = facts.work_on(date);
    if (named || of_day <= Minutes() || HasLeaveOn(facts.lots, date)) continue;
    dates.push_back(date);
    minutes = minutes - of_day;
  }
  std::reverse(dates.begin(), dates.end());
  return dates;
}

std::optional<PromotionNotice> FirstNotice(const Unused& unused, PromotionNotice notice) {
  if (notice.on < unused.window.first_from) return std::nullopt;
  notice.minutes = unused.minutes;
  notice.sent = notice.on <= unused.window.first_to;
  if (notice.sent) notice.reply_by = ReplyDeadline(notice.on);
  return notice;
}

std::optional<PromotionNotice> SecondNotice(const PromotionFacts& facts,
                                            const PromotionNotice& first,
                                            const Unused& unused,
                                            PromotionNotice notice) {
  const Date on = notice.on;
  if (!first.sent || on <= *first.reply_by) return std::nullopt;
  notice.minutes = unused.minutes - NamedBy(first, facts, on);
  if (notice.minutes <= Minutes()) return std::nullopt;
  notice.notice = 2;
  notice.plan = first.plan;
  notice.sent = on <= unused.window.second_by;
  if (notice.sent) notice.dates = EmployersDates(facts, first, notice.minutes, on);
  return notice;
}

Error Closed() {
  return {ErrorCode::kConflict, "promotion-closed", "This notice takes no such answer any more."};
}

}  // namespace

std::string PromotionRuleName(PromotionRule rule) {
  for (const auto& known : kRules) {
    if (known.rule == rule) return known.name;
  }
  return "";
}

std::optional<PromotionRule> ParsePromotionRule(const std::string& name) {
  for (const auto& known : kRules) {
    if (known.name == name) return known.rule;
  }
  return std::nullopt;
}

std::vector<PromotionNotice> DueNotices(const PromotionFacts& facts, Date on, Instant at) {
  std::vector<PromotionNotice> due;
  for (const auto& unused : UnusedOn(facts, on)) {
    const auto rule = unused.window.rule;
    PromotionNotice notice;
    notice.employee = facts.employee;
    notice.rule = rule;
    notice.last_day = unused.last_day;
    notice.on = on;
    notice.at = at;
    const auto* const first = Find(facts.notices, rule, unused.last_day, 1);
    std::optional<PromotionNotice> wanted;
    if (first == nullptr) {
      wanted = FirstNotice(unused, std::move(notice));
    } else if (Find(facts.notices, rule, unused.last_day, 2) == nullptr) {
      wanted = SecondNotice(facts, *first, unused, std::move(notice));
    }
    if (wanted) due.push_back(*std::move(wanted));
  }
  return due;
}

bool IsPromoted(const std::vector<PromotionNotice>& notices, const Validity& validity) {
  if (!validity.from || !validity.to) return false;
  const auto* const first_year = Find(notices, PromotionRule::kFirstYear, *validity.to, 1);
  const bool with_first_year =
      first_year != nullptr && first_year->sent && *validity.from <= first_year->on;
  for (const auto& first : notices) {
    if (first.last_day != *validity.to || first.notice != 1 || !first.sent) continue;
    if (first.rule == PromotionRule::kFirstYear && !with_first_year) continue;
    if (first.rule == PromotionRule::kFirstYearLater && with_first_year) continue;
    const auto* const second = Find(notices, first.rule, first.last_day, 2);
    if (second != nullptr ? second->sent : first.planned.has_value()) return true;
  }
  return false;
}

Result<PromotionNotice> Acknowledged(PromotionNotice notice, const DoneBy& by) {
  if (!notice.sent) return Closed();
  if (!notice.acknowledged) notice.acknowledged = by;
  return notice;
}

Result<PromotionNotice> Planned(PromotionNotice notice,
                                const std::vector<PromotionNotice>& all,
                                const std::vector<Date>& dates,
                                Date today,
                                const DoneBy& by) {
  if (notice.planned && notice.plan == dates) return notice;
  const bool answered = Find(all, notice.rule, notice.last_day, 2) != nullptr;
  if (notice.notice != 1 || !notice.sent || answered || today > notice.last_day) return Closed();
  auto mistakes = PlanMistakes(dates, today, notice.last_day);
  if (!mistakes.empty()) return InvalidBody(std::move(mistakes));
  notice.plan = dates;
  notice.planned = by;
  return notice;
}

std::vector<FieldError> PlanMistakes(const std::vector<Date>& dates, Date today, Date last_day) {
  if (dates.empty() || dates.size() > kMostPlanned) return {{"/dates", "must be 1 to 40 dates"}};
  std::vector<FieldError> mistakes;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const auto pointer = std::string("/dates/").append(std::to_string(i));
    if (dates[i] < today) mistakes.push_back({pointer, "must not be in the past"});
    if (dates[i] > last_day) {
      mistakes.push_back(
          {pointer, "must not be after the last day on which the leave can be used"});
    }
    if (i > 0 && dates[i] <= dates[i - 1]) {
      mistakes.push_back({pointer, "must be later than the one before it"});
    }
  }
  return mistakes;
}

Error PromotionNotFound() {
  return {ErrorCode::kNotFound, "promotion-not-found", "This person has no such notice."};
}

}  // namespace erp::employee
