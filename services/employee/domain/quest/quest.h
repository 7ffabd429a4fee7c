// Quests: tasks that earn leave. What one promises, where it stands, and whether somebody may take
// it. Pure values and functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/error.h"
#include "common/id.h"
#include "common/unicode.h"
#include "employee/domain/date.h"
#include "employee/domain/leave/minutes.h"

namespace erp::employee {

using QuestId = Id<struct QuestTag>;

enum class QuestState {
  kDraft,     // above the creator's budget: waits for a second approval
  kOpen,      // may be taken; FULL follows from the slots
  kClosed,    // takes nobody any more; who has taken it may finish
  kExpired,   // its window has passed; what was submitted is still reviewed
  kCanceled,  // ended with everything that was not approved
};

// "DRAFT", "OPEN", "CLOSED", "EXPIRED", "CANCELED": as stored.
std::string StateName(QuestState state);
std::optional<QuestState> ParseQuestState(const std::string& name);

inline constexpr unicode::TextLimits kQuestTitle{
    .min = 1, .max = 200, .single_line = true, .not_blank = true, .trimmed = true};
inline constexpr unicode::TextLimits kQuestDescription{.max = 4000, .trimmed = true};
inline constexpr std::int64_t kMaxSlots = 100'000;
inline constexpr std::int64_t kMaxReviewDays = 366;
inline constexpr Minutes kMaxReward = Minutes::OfDays(366);

// What may be edited. A reward that is changed counts for those who take the quest afterwards.
struct QuestTerms {
  std::string title;
  std::string description;
  Minutes reward;                     // of one participation
  std::optional<std::int64_t> slots;  // nothing: as many as want to
  std::optional<Date> opens_on;       // both inclusive, in the company's zone
  std::optional<Date> closes_on;
  std::int64_t review_days = 0;  // a submission should be reviewed within so many days

  friend bool operator==(const QuestTerms&, const QuestTerms&) = default;
};

// A quarter of a year, in which a creator's budget counts.
struct Quarter {
  int year = 0;
  int number = 0;  // 1 to 4

  static Quarter Of(Date date);
  // "2026Q4": as stored and on the wire.
  [[nodiscard]] std::string Name() const;
  friend bool operator==(const Quarter&, const Quarter&) = default;
};

struct Quest {
  QuestId id;
  QuestTerms terms;
  std::string department;  // whose people may take and review it
  EmployeeId creator;
  QuestState state = QuestState::kOpen;
  bool deleted = false;    // never listed again; kept, as are its participations
  std::int64_t taken = 0;  // slots in use: all participations that have not ended without a reward
  bool budget_approved = false;  // by a second person; it does not use the creator's budget then
  std::optional<EmployeeId> budget_approver;
  Quarter quarter;  // in which it was created
  std::int64_t version = 1;
  Instant created_at;

  [[nodiscard]] bool full() const { return terms.slots && taken >= *terms.slots; }
};

// A person as far as quests are concerned.
struct Member {
  EmployeeId id;
  std::string name;
  std::string department;
  bool active = true;
  std::optional<EmployeeId> manager;
};

// All mistakes in terms, with JSON pointers as a client would name the members.
std::vector<FieldError> TermsMistakes(const QuestTerms& terms);

// Why nothing can be done in the name of `person`, or nothing: "employee-inactive".
std::optional<Error> RefusalOfLeaver(const Member& person);

// Why `person` cannot take the quest on this date, or nothing: "employee-inactive", "quest-own"
// (its creator), "quest-other-department", "quest-not-open" (also outside of its window),
// "quest-full".
std::optional<Error> RefusalToTake(const Quest& quest, const Member& person, Date today);

// Why nothing can be submitted on this date, or nothing: its window has passed, or it was canceled.
std::optional<Error> RefusalToSubmit(const Quest& quest, Date today);

// Terms as they are after an edit, or why not: "quest-ended" unless DRAFT or OPEN, "quest-slots"
// for fewer slots than are taken.
std::optional<Error> RefusalToEdit(const Quest& quest, const QuestTerms& terms);

// How much leave a quest promises out of its creator's budget, at most: with slots all of them as
// long as it is open, otherwise those taken, and at least one as long as it is open. `rewards` is
// the sum of the snapshots of what is taken.
Minutes Promised(const Quest& quest, Minutes rewards);

Error QuestNotFound();
Error QuestNotOpen();
Error QuestFull();
Error QuestEnded();
Error NotTheCreator();
Error BudgetExceeded(Minutes budget, Minutes promised);

}  // namespace erp::employee
