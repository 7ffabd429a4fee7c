// Somebody's work on a quest, from taking it to the reward. Pure values and functions: each move
// looks at the present state, and gives the next one or says why not.
//
//   IN_PROGRESS -> SUBMITTED -> APPROVED -> CLAIMED
//   SUBMITTED -> IN_PROGRESS                  rejected: the next attempt
//   IN_PROGRESS -> ABANDONED | EXPIRED, SUBMITTED -> EXPIRED by policy
//   IN_PROGRESS, SUBMITTED -> CANCELED        with the quest, what is approved stays claimable; or
//                                             because the person has left
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/result.h"
#include "employee/domain/leave/bucket.h"
#include "employee/domain/quest/quest.h"

namespace erp::employee {

using ParticipationId = Id<struct ParticipationTag>;

enum class ParticipationState {
  kInProgress,
  kSubmitted,
  kApproved,
  kClaimed,
  kAbandoned,
  kExpired,
  kCanceled,
};

// "IN_PROGRESS", "SUBMITTED", …: as stored.
std::string StateName(ParticipationState state);
std::optional<ParticipationState> ParseParticipationState(const std::string& name);

// Ended without a reward: its slot is free again, and the person may take the quest once more.
bool Vacated(ParticipationState state);

inline constexpr unicode::TextLimits kEvidenceText{.max = 2000, .trimmed = true};
inline constexpr unicode::TextLimits kEvidenceLink{
    .min = 1, .max = 500, .single_line = true, .not_blank = true, .trimmed = true};
inline constexpr std::size_t kMaxLinks = 10;
inline constexpr unicode::TextLimits kReviewReason{.max = 500, .trimmed = true};

// What shows that the work was done (증빙).
struct Evidence {
  std::optional<std::string> text;
  std::vector<std::string> links;  // http or https

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

enum class Verdict { kApproved, kRejected };
// "APPROVED", "REJECTED": as stored and on the wire.
std::string VerdictName(Verdict verdict);

// One submission and what became of it; kept for good.
struct Attempt {
  std::int64_t number = 0;  // counts up from 1
  Evidence evidence;
  Instant submitted_at;
  std::optional<Verdict> verdict;
  std::optional<EmployeeId> reviewer;
  std::optional<std::string> reason;
  std::optional<Instant> decided_at;
};

struct Participation {
  ParticipationId id;  // 0: not stored yet
  QuestId quest;
  EmployeeId employee;
  ParticipationState state = ParticipationState::kInProgress;
  Minutes reward;               // as it was when the quest was taken
  std::int64_t attempt = 1;     // the one that is worked on, or was submitted last
  std::optional<Attempt> last;  // submitted last
  std::int64_t reminded = 0;    // attempt whose overdue review was announced
  Instant accepted_at;
  std::optional<Instant> claimed_at;

  // Rejected, and nothing was submitted since.
  [[nodiscard]] bool rework() const {
    return state == ParticipationState::kInProgress && attempt > 1;
  }
};

// As clients name it: "IN_PROGRESS", "WAITING_APPROVAL", "APPROVED", "REJECTED" (rejected, may be
// submitted again), "CLAIMED", "ABANDONED", "EXPIRED", "CANCELED".
std::string WireStatus(const Participation& participation);

Participation Taken(const Quest& quest, EmployeeId employee, Instant at);

// Each refuses another state than the one that it starts from with 409 "participation-state",
// which has the member `participationStatus`.
Result<Participation> Submitted(Participation now, Evidence evidence, Instant at);
Result<Participation> Abandoned(Participation now);
Result<Participation> Claimed(Participation now, Instant at);

// CANCELED because its person has left the company; nothing where there is nothing to end: who is
// active or not known, and work that is approved or has ended.
std::optional<Participation> EndedByLeaving(Participation now, const std::optional<Member>& person);

struct Review {
  Verdict verdict = Verdict::kApproved;
  std::optional<std::string> reason;
};
// `reviewer` is nothing where nobody was named, which only AUTH_MODE=dev allows. Refuses who may
// not review it with 403 "quest-own-review" (the participant, the creator) or
// "quest-other-department", and what is not submitted with 409 "nobody-waiting".
Result<Participation> Reviewed(Participation now,
                               const Quest& quest,
                               const std::optional<Member>& reviewer,
                               bool reviews_all,
                               const Review& review,
                               Instant at);

// Unique for good in the leave ledger: the GRANT that a claim is.
std::string GrantId(ParticipationId participation);
// The other way round; nothing for what is no GrantId.
std::optional<ParticipationId> ParticipationOfGrant(const std::string& grant_id);

// The days on which a reward that is claimed on `from` may be used: so many months, of which the
// last day is the one before the same day of the month (of 2026-11-27 and 12 months 2027-11-26); 0:
// without an end.
Validity RewardValidity(Date from, int months);

// 409: nobody's work, or not this person's, waits for a review.
Error NobodyWaiting();
// 409 with the ids of those who wait: one has to be named.
Error SeveralWaiting(const std::vector<EmployeeId>& waiting);
// 409: this person has not taken the quest, or has given it back.
Error NotTaken();
// 409: this person takes part already, or has claimed the reward.
Error QuestAlreadyTaken();

}  // namespace erp::employee
