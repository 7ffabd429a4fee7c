#include "employee/domain/quest/participation.h"

#include <array>
#include <utility>

namespace erp::employee {
namespace {

using State = ParticipationState;

struct NamedState {
  State state;
  const char* name;
};
constexpr std::array kStates{
    NamedState{State::kInProgress, "IN_PROGRESS"}, NamedState{State::kSubmitted, "SUBMITTED"},
    NamedState{State::kApproved, "APPROVED"},      NamedState{State::kClaimed, "CLAIMED"},
    NamedState{State::kAbandoned, "ABANDONED"},    NamedState{State::kExpired, "EXPIRED"},
    NamedState{State::kCanceled, "CANCELED"}};

Error WrongState(const Participation& now) {
  return {ErrorCode::kConflict,
          "participation-state",
          "This is not possible where the participation stands now.",
          {},
          {{"participationStatus", WireStatus(now)}}};
}

std::optional<Error> RefusalOfReviewer(const Participation& now,
                                       const Quest& quest,
                                       const Member& reviewer,
                                       bool reviews_all) {
  if (reviewer.id == now.employee || reviewer.id == quest.creator) {
    return Error{ErrorCode::kForbidden, "quest-own-review",
                 "Neither the participant nor the creator of a quest reviews it."};
  }
  if (!reviewer.active) {
    return Error{ErrorCode::kForbidden, "inactive", "This person has left the company."};
  }
  if (!reviews_all && reviewer.department != quest.department) {
    return Error{ErrorCode::kForbidden, "quest-other-department",
                 "This quest is reviewed by people of another department."};
  }
  return std::nullopt;
}

}  // namespace

std::string StateName(State state) {
  for (const auto& known : kStates) {
    if (known.state == state) return known.name;
  }
  return "";
}

std::optional<State> ParseParticipationState(const std::string& name) {
  for (const auto& known : kStates) {
    if (known.name == name) return known.state;
  }
  return std::nullopt;
}

bool Vacated(State state) {
  return state == State::kAbandoned || state == State::kExpired || state == State::kCanceled;
}

std::string VerdictName(Verdict verdict) {
  return verdict == Verdict::kApproved ? "APPROVED" : "REJECTED";
}

std::string WireStatus(const Participation& participation) {
  if (participation.state == State::kSubmitted) return "WAITING_APPROVAL";
  if (participation.rework()) return "REJECTED";
  return StateName(participation.state);
}

Participation Taken(const Quest& quest, EmployeeId employee, Instant at) {
  Participation taken;
  taken.quest = quest.id;
  taken.employee = employee;
  taken.reward = quest.terms.reward;
  taken.accepted_at = at;
  return taken;
}

Result<Participation> Submitted(Participation now, Evidence evidence, Instant at) {
  if (now.state != State::kInProgress) return WrongState(now);
  now.state = State::kSubmitted;
  now.last = Attempt{.number = now.attempt,
                     .evidence = std::move(evidence),
                     .submitted_at = at,
                     .verdict = std::nullopt,
                     .reviewer = std::nullopt,
                     .reason = std::nullopt,
                     .decided_at = std::nullopt};
  return now;
}

Result<Participation> Abandoned(Participation now) {
  if (now.state != State::kInProgress) return WrongState(now);
  now.state = State::kAbandoned;
  return now;
}

Result<Participation> Claimed(Participation now, Instant at) {
  if (now.state != State::kApproved) return WrongState(now);
  now.state = State::kClaimed;
  now.claimed_at = at;
  return now;
}

std::optional<Participation> EndedByLeaving(Participation now,
                                            const std::optional<Member>& person) {
  if (!person || person->active) return std::nullopt;
  if (now.state != State::kInProgress && now.state != State::kSubmitted) return std::nullopt;
  now.state = State::kCanceled;
  return now;
}

Result<Participation> Reviewed(Participation now,
                               const Quest& quest,
                               const std::optional<Member>& reviewer,
                               bool reviews_all,
                               const Review& review,
                               Instant at) {
  if (reviewer) {
    if (auto refusal = RefusalOfReviewer(now, quest, *reviewer, reviews_all)) return *refusal;
  }
  if (now.state != State::kSubmitted || !now.last) return NobodyWaiting();
  now.last->verdict = review.verdict;
  now.last->reason = review.reason;
  now.last->decided_at = at;
  if (reviewer) now.last->reviewer = reviewer->id;
  if (review.verdict == Verdict::kApproved) {
    now.state = State::kApproved;
  } else {
    now.state = State::kInProgress;
    ++now.attempt;
  }
  return now;
}

std::string GrantId(ParticipationId participation) { return "quest:" + participation.str(); }

std::optional<ParticipationId> ParticipationOfGrant(const std::string& grant_id) {
  constexpr std::string_view kPrefix = "quest:";
  if (!grant_id.starts_with(kPrefix)) return std::nullopt;
  return ParticipationId::Parse(grant_id.substr(kPrefix.size()));
}

Validity RewardValidity(Date from, int months) {
  if (months <= 0) return {.from = from, .to = std::nullopt};
  const Date next = from + std::chrono::months(months);
  // A month without that day ends before it would come.
  if (!next.ok()) return {.from = from, .to = next.year() / next.month() / std::chrono::last};
  return {.from = from, .to = Date(std::chrono::sys_days(next) - std::chrono::days(1))};
}

Error NobodyWaiting() {
  return {ErrorCode::kConflict, "nobody-waiting", "Nobody waits for this review."};
}

Error SeveralWaiting(const std::vector<EmployeeId>& waiting) {
  std::vector<std::int64_t> ids;
  for (const auto person : waiting) ids.push_back(person.value());
  return {ErrorCode::kConflict,
          "several-waiting",
          "Several people wait for a review of this quest; name one with employeeId.",
          {},
          {{"waiting", std::move(ids)}}};
}

Error NotTaken() {
  return {ErrorCode::kConflict, "quest-not-taken", "This person has not taken this quest."};
}

Error QuestAlreadyTaken() {
  return {ErrorCode::kConflict, "quest-already-taken", "This person takes part in it already."};
}

}  // namespace erp::employee
