// Ports of approval-request in memory, and the people and drafts that its tests speak of.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "approval-request/app/hand_over.h"
#include "approval-request/app/leaver_watch.h"
#include "approval-request/app/ports.h"
#include "approval-request/app/reemit_jobs.h"
#include "approval-request/app/set_aside.h"

namespace erp::approval_request::test {

inline Instant At(std::int64_t ms) { return Instant(std::chrono::milliseconds(ms)); }

inline PersonSnapshot Snapshot(std::int64_t id) {
  return {EmployeeId(id), "사람" + std::to_string(id), "과장", "개발팀"};
}

inline People PeopleWith(const std::vector<std::int64_t>& ids) {
  People people;
  for (const auto id : ids) people[EmployeeId(id)] = {Snapshot(id), true};
  return people;
}

// Person 3 drafts; the line is 5, 9, 7.
inline Draft ThreeStepDraft() {
  return {.requester = EmployeeId(3),
          .texts = {.title = "테스트 장비 구매", .content = "성능 시험용 서버 2대"},
          .line = {{1, EmployeeId(5)}, {2, EmployeeId(9)}, {3, EmployeeId(7)}}};
}

// Two days of leave for person 3; 5 and then 9 decide.
inline Draft LeaveDraft() {
  auto draft = ThreeStepDraft();
  draft.form = "annual-leave";
  draft.texts.title = "연차 신청";
  draft.texts.fields = R"({"leaveDays":2})";
  draft.leave_days = 2;
  draft.line = {{1, EmployeeId(5)}, {2, EmployeeId(9)}};
  return draft;
}

inline Submission LeaveSubmission(std::int64_t id = 41, Instant now = At(1000)) {
  return Submit(RequestId(id), LeaveDraft(), PeopleWith({3, 5, 9}), now);
}

inline LeaveAnswer Insufficient() {
  return {.applied = false, .refusal = "leave-insufficient", .available = 480, .reserved = 240};
}

inline Submission ThreeStepSubmission(std::int64_t id = 41) {
  return Submit(RequestId(id), ThreeStepDraft(), PeopleWith({3, 5, 7, 9}), At(1000));
}

// The decision that the document waits for.
inline ArbitratedResult NextDecision(const Document& document,
                                     bool approved,
                                     std::string comment = "") {
  const Step& open = *OpenStep(document);
  return {.document = document.id,
          .round = PresentRound(document).number,
          .step = open.number,
          .attempt = open.attempt,
          .n = document.applied + 1,
          .id = "decision:" + document.id.str() + ":" + std::to_string(open.number) + ":" +
                std::to_string(open.attempt),
          .actor = open.approver.id,
          .verdict = approved ? ArbitratedResult::Verdict::kApproved
                              : ArbitratedResult::Verdict::kRejected,
          .comment = std::move(comment),
          .content_hash = document.content_hash,
          .at = At(1500)};
}

// The recall that the document would accept.
inline ArbitratedResult NextRecall(const Document& document, std::string comment = "") {
  ArbitratedResult recall = NextDecision(document, true, std::move(comment));
  recall.id = "recall:" + document.id.str();
  recall.actor = document.requester.id;
  recall.verdict = ArbitratedResult::Verdict::kRecalled;
  return recall;
}

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Instant Now() const override { return now; }
  Instant now = At(1000);
};

class FakeDocuments : public Documents {
 public:
  Inserted Insert(const Submission& submission,
                  const std::vector<Message>& messages,
                  const std::optional<SubmitKey>& key) override {
    if (insert_fault) std::exchange(insert_fault, nullptr)();
    const Document& document = submission.document;
    if (stored.contains(document.id)) return Inserted::kIdTaken;
    if (key) {
      if (keys.contains({document.requester.id, key->key})) return Inserted::kKeyTaken;
      keys[{document.requester.id, key->key}] = {document.id, key->draft_hash};
    }
    stored[document.id] = document;
    audit[document.id] = {submission.audit};
    outbox.insert(outbox.end(), messages.begin(), messages.end());
    if (insert_late_fault) std::exchange(insert_late_fault, nullptr)();
    return Inserted::kYes;
  }

  Result<std::vector<Message>> Update(RequestId id, const ChangeFunction& change) override {
    if (!stored.contains(id)) return Error{ErrorCode::kNotFound, "document-not-found", "none"};
    auto wanted = change(stored[id]);
    if (!wanted) return wanted.error();
    if (!wanted->has_value()) return std::vector<Message>();
    Keep(**wanted);
    return (*wanted)->messages;
  }

  void Keep(const Change& change) {
    Document& document = stored.at(change.transition.document);
    document = After(document, change.transition);
    audit[document.id].push_back(change.transition.audit);
    for (const auto& id : change.transition.settled) {
      std::erase_if(outbox, [&](const Message& message) { return message.id == id; });
    }
    outbox.insert(outbox.end(), change.messages.begin(), change.messages.end());
  }

  bool Hold(const Document& seen, const HeldResult& result) override {
    Document& document = stored.at(seen.id);
    for (const auto& held : document.held) {
      if (held.id == result.id) return true;
    }
    if (document.applied != seen.applied) return false;
    document.held.push_back(result);
    return true;
  }
  void DropHeld(RequestId id, const std::string& result_id) override {
    std::erase_if(stored.at(id).held, [&](const auto& held) { return held.id == result_id; });
  }
  std::vector<Document> Holding(Instant until, int) override {
    std::vector<Document> documents;
    for (const auto& [id, document] : stored) {
      if (!document.held.empty() && document.held.front().since <= until) {
        documents.push_back(document);
      }
    }
    return documents;
  }

  std::optional<Document> Find(RequestId id) override {
    ++finds;
    if (find_fault) find_fault();
    const auto found = stored.find(id);
    return found == stored.end() ? std::nullopt : std::optional<Document>(found->second);
  }

  std::optional<Keyed> FindByKey(EmployeeId requester, const std::string& key) override {
    const auto found = keys.find({requester, key});
    if (found == keys.end()) return std::nullopt;
    return Keyed{stored.at(found->second.first), found->second.second};
  }

  bool Apply(const Change& change) override {
    if (apply_fault) std::exchange(apply_fault, nullptr)();
    const auto found = stored.find(change.transition.document);
    if (found == stored.end() || found->second.version != change.transition.from_version) {
      return false;
    }
    Keep(change);
    if (apply_late_fault) std::exchange(apply_late_fault, nullptr)();
    return true;
  }

  DocumentPage List(const DocumentFilter&, const PageRequest&) override { return {}; }
  DocumentPage Pending(EmployeeId, const PageRequest&) override { return {}; }
  OpenStepsPage<OpenStepKey> OpenStepKeys(const OpenStepsRequest&) override { return {}; }
  OpenStepsPage<Document> OpenDocuments(const OpenStepsRequest&) override { return {}; }
  // With an end of the time in the order of the last changes, as the store does it.
  ChangesPage Changed(const ChangesRequest& request) override {
    changes_asked.push_back(request);
    using Place = std::pair<Instant, RequestId>;
    std::map<Place, Audited> found;
    for (const auto& [id, document] : stored) {
      const bool timed = request.changed_until.has_value();
      if (timed && document.updated_at > *request.changed_until) continue;
      if (timed && document.updated_at < request.changed_from) continue;
      const Place place{timed ? document.updated_at : Instant{}, id};
      if (request.after &&
          place <= Place{timed ? request.after->created_at : Instant{}, request.after->id}) {
        continue;
      }
      found.emplace(place, Audited{document, audit[id]});
    }
    ChangesPage page;
    for (auto& [place, audited] : found) {
      if (page.documents.size() == changes_limit) {
        const auto& last = page.documents.back().document;
        page.next = ListCursor{last.updated_at, last.id};
        break;
      }
      page.documents.push_back(std::move(audited));
    }
    return page;
  }

  std::map<RequestId, Document> stored;
  std::map<std::pair<EmployeeId, std::string>, std::pair<RequestId, std::string>> keys;
  std::map<RequestId, std::vector<AuditEntry>> audit;
  std::vector<Message> outbox;
  std::vector<ChangesRequest> changes_asked;
  std::size_t changes_limit = 100;          // documents of one page of changes
  std::function<void()> insert_fault;       // once, before anything is stored
  std::function<void()> insert_late_fault;  // once, after everything is stored
  std::function<void()> apply_fault;        // once, before anything is stored
  std::function<void()> apply_late_fault;   // once, after everything is stored
  std::function<void()> find_fault;
  int finds = 0;
};

class CountingIds final : public RequestIds {
 public:
  RequestId Next() override { return RequestId(next++); }
  std::int64_t next = 1;
};

class FakePeople final : public PeopleDirectory {
 public:
  People Find(const std::vector<EmployeeId>& ids) override {
    calls.push_back(ids);
    if (away) throw Unavailable("employee is away");
    People found;
    for (const auto id : ids) {
      if (const auto person = people.find(id); person != people.end()) found.insert(*person);
    }
    return found;
  }

  People people = PeopleWith({3, 5, 7, 9});
  std::vector<std::vector<EmployeeId>> calls;
  bool away = false;
};

class FakeAttendance final : public AttendanceClient {
 public:
  Result<void> Check(EmployeeId employee, const std::string& day, Deadline) override {
    if (away) throw Unavailable("employee is away");
    checked.emplace_back(employee, day);
    if (refusal) return *refusal;
    return {};
  }

  std::vector<std::pair<EmployeeId, std::string>> checked;
  std::optional<Error> refusal;
  bool away = false;
};

class FakeRoles final : public Roles {
 public:
  bool IsHumanResources(EmployeeId person) override {
    ++asked;
    if (away) throw Unavailable("employee is away");
    return human_resources.contains(person);
  }

  std::set<EmployeeId> human_resources;
  int asked = 0;
  bool away = false;
};

// Bodies that only name the event.
class PlainEncoder final : public EventEncoder {
 public:
  [[nodiscard]] Message Encode(const Event& event) const override {
    return std::visit(
        [](const auto& fact) {
          Message message;
          message.id = EventId(fact);
          message.body = "body of " + message.id;
          return message;
        },
        event);
  }
};

class FakePublisher final : public Publisher {
 public:
  void Publish(RequestId document, std::vector<Message> messages) override {
    for (auto& message : messages) published.emplace_back(document, std::move(message.id));
  }
  [[nodiscard]] std::size_t Backlog() const override { return backlog; }
  std::vector<std::pair<RequestId, std::string>> published;
  std::size_t backlog = 0;
};

class FakeLeave final : public LeaveClient {
 public:
  LeaveAnswer Apply(const LeaveOperation& operation, Deadline /*deadline*/) override {
    operations.push_back(operation);
    if (away) throw Unavailable("employee is away");
    if (meanwhile) std::exchange(meanwhile, nullptr)();
    return answer;
  }
  Result<CountedLeave> Count(EmployeeId /*employee*/,
                             const std::string& request,
                             Deadline /*deadline*/) override {
    asked.push_back(request);
    if (away) throw Unavailable("employee is away");
    return count;
  }
  LeaveAnswer answer{.applied = true};
  Result<CountedLeave> count = CountedLeave{960, "2026-12-01:0-480;2026-12-02:0-480"};
  std::vector<std::string> asked;
  bool away = false;
  std::function<void()> meanwhile;  // once, before the answer
  std::vector<LeaveOperation> operations;
};

class FakeDecisionClient final : public DecisionClient {
 public:
  Result<Receipt> Decide(const DecisionCommand& command) override {
    commands.push_back(command);
    return answer(command);
  }
  Result<Receipt> Recall(const RecallCommand& command) override { return recall_answer(command); }

  std::vector<std::int64_t> PublishAgain(RequestId, std::int64_t after) override {
    asked_after.push_back(after);
    if (away) throw Unavailable("the arbiter is away");
    return kept;
  }

  std::vector<std::int64_t> kept;         // results that the arbiter keeps
  std::vector<std::int64_t> asked_after;  // what it was asked for
  bool away = false;
  std::function<Result<Receipt>(const DecisionCommand&)> answer;
  std::function<Result<Receipt>(const RecallCommand&)> recall_answer;
  std::vector<DecisionCommand> commands;
};

// Every document, in the order of its id.
class FakeWork final : public WaitingWork {
 public:
  explicit FakeWork(FakeDocuments& documents) : documents_(documents) {}
  std::vector<Document> OnLineOf(const std::vector<EmployeeId>&,
                                 std::optional<RequestId> after,
                                 int) override {
    std::vector<Document> found;
    for (const auto& [id, document] : documents_.stored) {
      if (!after || id > *after) found.push_back(document);
    }
    return found;
  }
  std::int64_t CountOf(EmployeeId drafter) override {
    return static_cast<std::int64_t>(Of(drafter, 0).size());
  }
  std::vector<Document> Of(EmployeeId drafter, int) override {
    std::vector<Document> found;
    for (const auto& [id, document] : documents_.stored) {
      if (document.requester.id == drafter) found.push_back(document);
    }
    return found;
  }
  std::vector<Document> LeaveToComeOf(const std::vector<EmployeeId>& drafters,
                                      const std::string& from,
                                      int limit) override {
    std::vector<Document> found;
    for (const auto& [id, document] : documents_.stored) {
      const auto dates = LeaveDatesOf(document.leave_dates);
      const bool wanted =
          document.state == DocumentState::kApproved && !dates.empty() &&
          dates.back().date >= from && !PresentRound(document).cancellation &&
          std::find(drafters.begin(), drafters.end(), document.requester.id) != drafters.end();
      if (wanted && found.size() < static_cast<std::size_t>(limit)) {
        found.push_back(document);
      }
    }
    return found;
  }

 private:
  FakeDocuments& documents_;
};

class FakeMover final : public TaskMover {
 public:
  Result<void> Move(const MoveCommand& command) override {
    commands.push_back(command);
    if (away) throw Unavailable("the arbiter is away");
    return {};
  }
  std::vector<MoveCommand> commands;
  bool away = false;
};

class FakeLeaverFeed final : public LeaverFeed {
 public:
  LeaversPage List(const std::string& after) override { return {.next = after}; }
};

class FakeEpochs final : public ArbiterEpochs {
 public:
  State Read() override {
    ++asked;
    return state;
  }
  State Announce() override {
    ++state.announced;
    return state;
  }
  bool PutInForce(std::int64_t epoch) override {
    if (epoch != state.announced) return false;
    state.in_force = epoch;
    return true;
  }

  State state;
  int asked = 0;
};

class FakeStepStates final : public ArbiterStepStates {
 public:
  std::vector<ArbiterStepState> Find(const std::vector<RequestId>& requests,
                                     Deadline /*deadline*/) override {
    ++asked;
    if (away) throw Unavailable("approval-processing is away");
    std::vector<ArbiterStepState> found;
    for (const auto request : requests) {
      if (const auto one = known.find(request); one != known.end()) found.push_back(one->second);
    }
    return found;
  }
  std::map<RequestId, ArbiterStepState> known;
  bool away = false;
  int asked = 0;
};

class FakeProgress final : public ResultsProgress {
 public:
  std::int64_t Lag() override { return lag; }
  std::vector<std::int64_t> Ends() override { return {10, 10}; }
  bool Reached(const std::vector<std::int64_t>&) override { return reached; }
  std::int64_t lag = 0;
  bool reached = true;
};

// One job at a time, in memory.
struct FakeReEmitJobStore : ReEmitJobStore {
  std::optional<ReEmitJob> Begin(const ReEmitJob& job) override {
    const std::lock_guard lock(mutex);
    if (last && last->state == ReEmitJob::State::kRunning) return last;
    last = job;
    return std::nullopt;
  }
  bool Note(const ReEmitJob& job) override {
    const std::lock_guard lock(mutex);
    if (away) throw Unavailable("store away");
    if (!last || last->id != job.id || last->state != ReEmitJob::State::kRunning) return false;
    last = job;
    return true;
  }
  std::optional<ReEmitJob> Find(const std::string& id) override {
    const std::lock_guard lock(mutex);
    return last && last->id == id ? last : std::nullopt;
  }
  std::mutex mutex;
  std::optional<ReEmitJob> last;
  bool away = false;
};

struct FakeSetAside : SetAsideMessages {
  [[nodiscard]] std::vector<Message> List(std::size_t) override { return {}; }
  std::size_t PutBack(RequestId) override { return 0; }
};

class FakeRedelivery final : public Redelivery {
 public:
  void Deliver(const std::vector<Message>& messages) override {
    std::unique_lock lock(mutex_);
    asked_ = true;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    if (away) throw Unavailable("the bus is away");
    delivered.insert(delivered.end(), messages.begin(), messages.end());
    for (const auto& message : messages) {
      if (arrives != nullptr) arrives->insert(message.id);
    }
  }
  // Deliver waits until LetGo.
  void Hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void LetGo(bool fail = false) {
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
      away = fail;
    }
    changed_.notify_all();
  }
  bool UntilAsked() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [this] { return asked_; });
  }
  std::vector<Message> delivered;
  std::set<std::string>* arrives = nullptr;  // the ids of what was delivered, for its receiver
  bool away = false;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;   // guarded by mutex_
  bool asked_ = false;  // guarded by mutex_
};

// Inboxes that hold what was brought to them, by the ids of the messages.
class FakeInboxes final : public Inboxes {
 public:
  Missing FindMissing(const std::vector<PublishedNotices>& told) override {
    ++asked;
    if (away) throw Unavailable("no notification");
    Missing missing{.store = store, .published = {}};
    for (const auto& person : told) {
      PublishedNotices lacking{person.user, {}, {}};
      for (const auto& id : person.requested) {
        if (!held.contains(id)) lacking.requested.push_back(id);
      }
      for (const auto& id : person.settled) {
        if (!held.contains("settled:" + id)) lacking.settled.push_back(id);
      }
      if (!lacking.requested.empty() || !lacking.settled.empty())
        missing.published.push_back(lacking);
    }
    return missing;
  }

  std::set<std::string> held;
  std::string store = "store-1";
  std::atomic<bool> away{false};
  std::atomic<int> asked{0};
};

class FakeReconciliationNotes final : public ReconciliationNotes {
 public:
  std::optional<Note> Claim(const std::string&) override {
    ++claims;
    return taken ? std::nullopt : std::optional<Note>(note);
  }
  bool Save(const std::string&, const Note& saved) override {
    if (taken || saves_left == 0) return false;
    if (saves_left > 0) --saves_left;
    note = saved;
    return true;
  }

  Note note;
  bool taken = false;   // by another replica
  int saves_left = -1;  // then the lease is lost; -1: never
  std::atomic<int> claims{0};
};

class FakeBusLogs final : public BusLogs {
 public:
  LogEnds ReadEnds() override { return ends; }
  LogEnds ends{"cluster-1", {}};
};

}  // namespace erp::approval_request::test
