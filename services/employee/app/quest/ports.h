// What the use cases about quests need from a database, and what they notify others of.
// Implementations are thread-safe and throw Unavailable when it does not answer.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.h"
#include "common/id.h"
#include "common/message.h"
#include "common/result.h"
#include "employee/app/company_clock.h"
#include "employee/app/organisation/ports.h"
#include "employee/domain/leave/ledger.h"
#include "employee/domain/quest/participation.h"
#include "employee/domain/quest/quest.h"

namespace erp::employee {

// Something that one person is to learn. Stored in the transaction of the move that causes it.
struct QuestNotice {
  std::string id;  // the same for the same move and person, however often it is made
  EmployeeId recipient;
  std::string kind;  // "QUEST_SUBMITTED", …: README.md lists them
  QuestId quest;
  std::optional<ParticipationId> participation;
  Message text;
  std::string title = {};  // of the quest
};

// What the company has decided about quests (config.h).
struct QuestPolicy {
  // What one creator may promise in a quarter without a second approval; nothing: no limit.
  std::optional<Minutes> budget;
  // Their people are human resources: they review quests of every department, approve what is above
  // a budget, and change quests of others.
  std::vector<std::string> hr_departments;
  std::int64_t review_days = 14;  // of a quest that names none
  int reward_valid_months = 12;   // of a reward, from the day on which it is claimed; 0: no end
  bool expire_overdue = false;    // a submission that nobody reviewed in time ends; else a reminder

  [[nodiscard]] bool IsHumanResources(const Member& person) const;
};

// The names between the commas, cleaned as names of departments are; blank ones are left out.
std::vector<std::string> DepartmentsIn(const std::string& text);

// A move as it is asked for.
struct QuestRequest {
  std::optional<EmployeeId> actor = std::nullopt;  // nothing where nobody was named
  std::optional<RequestKey> key = std::nullopt;
  std::string route = {};  // of the key: "claim 17"
};

// Which participations a decision has to see. Those of a person: the one that has not ended without
// a reward, if there is one.
struct Selection {
  std::vector<EmployeeId> of = {};
  std::vector<ParticipationState> in = {};  // at most `limit` of them, oldest first
  std::int64_t limit = 1000;
  bool every = false;  // all, whatever their state
};

// What the store has read and locked for a decision.
struct QuestScene {
  Quest quest;
  // The actor, the creator and the creator's manager, those selected by name.
  std::map<EmployeeId, Member> people = {};
  // Active people of the departments that were asked for; of a change only where the creator has
  // left.
  std::vector<EmployeeId> hr = {};
  std::vector<Participation> participations = {};
  // With the budget: what the creator's other quests of its quarter promise, and the rewards of all
  // slots of this one that are in use.
  Minutes promised_elsewhere = {};
  Minutes rewards = {};

  [[nodiscard]] const Participation* Of(EmployeeId person) const;
  [[nodiscard]] std::optional<Member> Person(std::optional<EmployeeId> id) const;
};

// A quest and its participations after a decision.
struct QuestMove {
  Quest quest;
  std::vector<Participation> participations = {};  // those that were changed; of a replay: selected
  std::optional<Totals> leave = std::nullopt;      // with a grant: of the participant, as of now
  bool replayed = false;
};
using NoticesOf = std::function<std::vector<QuestNotice>(const QuestMove&)>;

// What a decision changes.
struct QuestOutcome {
  std::optional<Quest> quest = std::nullopt;
  std::vector<Participation> participations = {};  // one without an id is new
  std::optional<Operation> grant = std::nullopt;   // into the ledger of the one participant changed
  NoticesOf notices = nullptr;                     // made of what was stored
};

class QuestStore {
 public:
  virtual ~QuestStore() = default;

  // How much of the budget of the creator's quarter a decision waits for and sees.
  enum class Budget { kNone, kUnlessSlots, kAlways };

  // One transaction: waits for the creator's budget of the quarter, lets `decide` say how the quest
  // starts, and stores it. Refuses a creator who is unknown ("employee-not-found") or has left
  // ("employee-inactive"), and a key that was used for another request ("idempotency-key-reused").
  struct What {
    QuestId quest;
    Selection selection = {};
    Budget budget = Budget::kNone;
    bool also_deleted = false;
    std::vector<std::string> hr_departments = {};
    // Who does not leave between the decision and its commit: the leaving waits for the change, or
    // the change for the leaving, which it then sees.
    std::optional<EmployeeId> stays = std::nullopt;
  };
  using Decide = std::function<Result<QuestOutcome>(const QuestScene&)>;
  virtual Result<QuestMove> Create(const Quest& quest,
                                   const What& what,
                                   const QuestRequest& request,
                                   const Decide& decide,
                                   Moment now) = 0;

  // One transaction: locks the quest, reads what was selected, lets `decide` decide and stores what
  // it changes, with its grant and its notices. `decide` may run more than once. A request whose
  // key was used for the same one changes nothing. Refuses what `decide` refuses, an unknown or,
  // unless wanted, deleted quest with "quest-not-found", an unknown actor with
  // "employee-not-found", and a second live participation of one person with
  // "quest-already-taken".
  virtual Result<QuestMove> Change(const What& what,
                                   const QuestRequest& request,
                                   const Decide& decide,
                                   Moment now) = 0;
};

// A participation with the name of its person.
struct NamedParticipation {
  Participation participation;
  std::string employee_name;
};

struct QuestView {
  Quest quest;
  std::string creator_name;
  std::int64_t participants = 0;                  // all of them
  std::vector<NamedParticipation> progress = {};  // at most 200, those who wait first
};

struct ParticipationView {
  Quest quest;
  Participation participation;
  std::string employee_name;
};

// Work of somebody who has left that has not ended.
struct LeaversWork {
  ParticipationId participation;
  QuestId quest;
  EmployeeId employee;

  friend bool operator==(const LeaversWork&, const LeaversWork&) = default;
};

struct QuestFilter {
  std::optional<std::string> department = std::nullopt;
  std::optional<QuestState> state = std::nullopt;  // nothing: all but drafts
  std::optional<EmployeeId> creator = std::nullopt;
};

struct WorkSeenBy {
  EmployeeId person;
  std::string department;
};

struct QuestPage {
  int limit = 200;
  std::optional<std::int64_t> beyond = std::nullopt;  // id of the last one of the page before
};

// Lists are newest first, WaitingFor is oldest first; deleted quests are in none of the lists of
// quests.
class QuestReader {
 public:
  virtual ~QuestReader() = default;

  virtual std::optional<QuestView> Find(QuestId id) = 0;
  virtual std::vector<QuestView> List(const QuestFilter& filter, const QuestPage& page) = 0;
  // Those that the person could take on this date.
  virtual std::vector<Quest> Available(EmployeeId person, Date today, const QuestPage& page) = 0;
  virtual std::vector<ParticipationView> Of(EmployeeId person, const QuestPage& page) = 0;
  // Submissions that wait for a review, of this department if one is named, and where somebody is
  // named who sees them only those of quests of their department, of their own quests, and theirs.
  virtual std::vector<ParticipationView> Waiting(const std::optional<std::string>& department,
                                                 const std::optional<WorkSeenBy>& seen_by,
                                                 const QuestPage& page) = 0;
  // As quests name it; nothing for an unknown person.
  virtual std::optional<std::string> DepartmentOf(EmployeeId person) = 0;
  // All submissions of a person for a quest, newest first.
  virtual std::vector<Attempt> Attempts(QuestId quest, EmployeeId person) = 0;
  virtual bool Exists(EmployeeId person) = 0;
  // The quest of each participation that exists.
  virtual std::map<ParticipationId, QuestId> QuestsOf(
      const std::vector<ParticipationId>& participations) = 0;
  // Quests that a run of expiry on this date, which began at `midnight`, may change: at most
  // `limit` with ids above `after`, in their order.
  virtual std::vector<QuestId> ToExpire(Date date, Instant midnight, QuestId after, int limit) = 0;
  // Work in progress or submitted whose people have left, of this person if one is named: at most
  // `limit` with ids above `after`, in their order.
  virtual std::vector<LeaversWork> OfLeavers(std::optional<EmployeeId> leaver,
                                             ParticipationId after,
                                             int limit) = 0;
};

}  // namespace erp::employee
