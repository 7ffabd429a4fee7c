// The notices of 연차사용촉진 (근로기준법 61조) that one person is given: which one is due, what it
// says, and what the person answers. A notice keeps the figures of its day. Pure, thread-safe.
//
//   first notice: what is not used, with the request to name dates within 10 days
//   second one: who has not named dates for all of it is told dates
//
// A notice whose window has closed before it was given is kept as missed: what lapses then is owed
// as pay. Whether it is, is for the company to judge; this only records what was done.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "employee/domain/leave/leave_promotion.h"
#include "employee/domain/leave/lots.h"

namespace erp::employee {

using PromotionId = Id<struct PromotionTag>;

// Who did something, and when.
struct DoneBy {
  EmployeeId actor;
  Instant at{};

  friend bool operator==(const DoneBy&, const DoneBy&) = default;
};

struct PromotionNotice {
  PromotionId id;
  EmployeeId employee;
  PromotionRule rule = PromotionRule::kYearly;
  Date last_day{};   // on which the leave can be used
  int notice = 1;    // 1 or 2
  bool sent = true;  // false: missed
  Minutes minutes;   // the first: what was not used; the second: what no dates were named for
  Date on{};         // of the company
  Instant at{};
  std::optional<Date> reply_by = std::nullopt;  // of a first one
  std::vector<Date> dates = {};                 // of a second one: what the employer names
  std::optional<DoneBy> acknowledged = std::nullopt;
  // What the person names; of a second one what was known of it when it was reckoned.
  std::vector<Date> plan = {};
  std::optional<DoneBy> planned = std::nullopt;  // of a first one
};

// "yearly", "first-year", "first-year-later": as stored and on the wire.
std::string PromotionRuleName(PromotionRule rule);
std::optional<PromotionRule> ParsePromotionRule(const std::string& name);

// What is known of a person on a date.
struct PromotionFacts {
  EmployeeId employee;
  std::vector<StatutoryGrant> grants;  // those that the ledger has
  const LotBook& lots;
  std::vector<PromotionNotice> notices;  // given or missed so far
  std::function<Minutes(Date)> work_on;  // minutes of work; asked for a second notice only
};

// The notices that are due on that date, missed ones too, without ids. Each (rule, last day) has a
// first one at most, and a second one only after a first one that was sent. Nothing is due for
// what is used up, reserved, or over.
//   first: from the first day of its window to the last (LeavePromotion); later it is missed
//   second: after the reply deadline, for what no dates to come are named for; until its last day
std::vector<PromotionNotice> DueNotices(const PromotionFacts& facts, Date on, Instant at);

// Whether both notices were given for a lot of statutory leave, or the person has named dates after
// the first one: what lapses of it is marked so.
bool IsPromoted(const std::vector<PromotionNotice>& notices, const Validity& validity);

// The notice after its receipt was confirmed; the first confirmation counts. Refuses one that was
// missed with "promotion-closed".
Result<PromotionNotice> Acknowledged(PromotionNotice notice, const DoneBy& by);

// The notice after the person has named dates; the same dates again are no change. Refuses a second
// notice, one that was missed, one whose second notice is there, and one that is over with
// "promotion-closed".
Result<PromotionNotice> Planned(PromotionNotice notice,
                                const std::vector<PromotionNotice>& all,
                                const std::vector<Date>& dates,
                                Date today,
                                const DoneBy& by);

// What is wrong with dates that somebody names, by their places: 1 to 40, ascending, from today to
// the last day.
inline constexpr std::size_t kMostPlanned = 40;
std::vector<FieldError> PlanMistakes(const std::vector<Date>& dates, Date today, Date last_day);

// 404 "promotion-not-found".
Error PromotionNotFound();

}  // namespace erp::employee
