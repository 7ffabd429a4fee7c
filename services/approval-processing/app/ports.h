// What the use cases need from outside. Implementations are thread-safe, block on their
// system and throw Unavailable when it does not answer.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "approval-processing/domain/decision.h"
#include "approval-processing/domain/difference.h"
#include "approval-processing/domain/task.h"
#include "common/clock.h"
#include "common/id.h"

namespace erp::approval_processing {

// Where decisions and recalls are published.

// The message that publishes a decision or a recall, stored with it in one unit.
struct ResultMessage {
  std::string id = {};           // the decision's or the recall's
  std::string key = {};          // the document's id
  std::string type = {};         // event type
  std::string body = {};         // JSON; the same bytes whenever it is read
  std::string traceparent = {};  // of the work that decided
  Instant time{};
  std::string place = {};  // where the store keeps it
  std::string epoch = {};  // of the store when it was put there; "" by an earlier release
};

// What a decision or a recall met.
struct Verdict {
  DecisionOutcome outcome = DecisionOutcome::kUnknown;
  TaskState task_state = TaskState::kNothing;
  std::optional<Decision> decision = {};      // kDecided, kRepeated, kAlreadyDecided
  std::optional<Recall> recall = {};          // kRecalled; of a recall kDecided and kRepeated
  std::optional<ResultMessage> message = {};  // kDecided; kRepeated while it waits for delivery
  bool undeliverable = false;                 // it waits, and cannot be read
  // Of the store that said so; none where approval-request has recorded it already.
  std::optional<std::int64_t> epoch = {};
};

// A place in a queue: after the task of this document.
struct QueuePosition {
  Instant created_at{};
  RequestId document;

  friend bool operator==(const QueuePosition&, const QueuePosition&) = default;
};

// A page holds tasks of so many bytes at most, whatever its limit; one task comes anyway.
inline constexpr std::size_t kPageBytes = 512 * 1024;

struct QueuePage {
  std::vector<Task> tasks = {};  // oldest first: by (created_at, document)
  std::optional<QueuePosition> next = {};
};

// The epoch of the store, as approval-request has announced it last. Callers of the store name it,
// and the store answers only those who name the one that it was compared in.
class AnnouncedEpoch {
 public:
  virtual ~AnnouncedEpoch() = default;
  // What is known. Rarely asks for it, for 200 ms at most; throws Unavailable "store-unverified"
  // when it cannot be known.
  virtual std::int64_t Use() = 0;
  // Asks now. Throws Unavailable.
  virtual void Refresh() = 0;
  // Whether no later one can have come into force yet: what has been delivered under this epoch
  // by now will be recorded. Does not block.
  [[nodiscard]] virtual bool IsSure(std::int64_t epoch) const = 0;
};

// approval-request, which keeps the epoch.
class EpochRegister {
 public:
  virtual ~EpochRegister() = default;
  struct State {
    std::int64_t announced = 0;
    std::int64_t in_force = 0;
  };
  virtual State Find(Deadline deadline) = 0;
  virtual State Announce() = 0;
  // Results of earlier epochs that come to the bus after it are refused, when not recorded
  // before. False when another epoch was announced meanwhile.
  virtual bool PutInForce(std::int64_t epoch) = 0;
};

// The open tasks and every decision on them. Each method is one atomic unit.
class TaskStore {
 public:
  virtual ~TaskStore() = default;

  enum class OpenOutcome {
    kOpened,
    kStale,    // not above the last event of the document, or of a round that has ended
    kDecided,  // this very step has been decided or recalled here: it stays so
  };
  virtual OpenOutcome Open(const OpenedStep& opened) = 0;

  enum class CloseOutcome { kClosed, kStale };
  // The decisions of the document stay known, for repeats, until its tombstone expires.
  virtual CloseOutcome Close(const ClosedRound& closed) = 0;

  // Of all decisions and recalls on an open step at most one ever gets kDecided. `digest` is
  // KeyDigest's. Both throw Unavailable, with nothing stored, "rebuilding" while what is kept
  // here may have holes, and "outbox-full" when too many messages wait for delivery.
  virtual Verdict Decide(const DecisionCommand& command, const std::string& digest) = 0;
  virtual Verdict Recall(const RecallCommand& command, const std::string& digest) = 0;

  // Throws Unavailable "rebuilding" as above.
  virtual QueuePage List(EmployeeId approver,
                         int limit,
                         const std::optional<QueuePosition>& after) = 0;
};

// The system of record of documents, asked for one of them.
class OpenStepSource {
 public:
  virtual ~OpenStepSource() = default;
  virtual SourceState Find(RequestId document, Deadline deadline) = 0;
};

// The system of record of documents, asked for all of them: for reconciliations.
class OpenStepRegister {
 public:
  virtual ~OpenStepRegister() = default;

  // Pages ascend by id; `next` is where the page after begins, absent on the last one.
  struct Keys {
    std::vector<OpenKey> keys = {};
    std::optional<RequestId> next = {};
  };
  // Steps that have been open for at least `least_age`.
  virtual Keys ListKeys(std::optional<RequestId> after,
                        std::size_t limit,
                        std::chrono::milliseconds least_age) = 0;
  // The same page in full.
  virtual std::vector<OpenedStep> ListSteps(std::optional<RequestId> after, std::size_t limit) = 0;
  virtual SourceState Find(RequestId document) = 0;
  // How many results that were published it has not applied yet.
  virtual std::int64_t ResultsLag() = 0;
};

// What is kept here as a reconciliation sees it, and its repairs. Each method is one atomic unit,
// OpenAll one for each step.
class LiveTasks {
 public:
  virtual ~LiveTasks() = default;

  struct Page {
    std::vector<LiveTask> tasks = {};  // ascending by id
    Instant now{};                     // the store's clock
    bool more = false;                 // something follows the last one
  };
  // Those above `after` and up to `upto`; both may be open.
  virtual Page List(std::optional<RequestId> after,
                    std::optional<RequestId> upto,
                    std::size_t limit) = 0;
  // One answer for each, as TaskStore::Open gives.
  virtual std::vector<TaskStore::OpenOutcome> OpenAll(const std::vector<OpenedStep>& steps) = 0;
  virtual TaskStore::CloseOutcome Close(const ClosedRound& closed) = 0;
  virtual void Forget(RequestId document) = 0;
  // The same, but only while its last order and result number are these; false otherwise.
  virtual bool ForgetUnchanged(RequestId document, std::int64_t order, std::int64_t sequence) = 0;

  struct KnownPage {
    std::vector<KnownDocument> documents = {};
    std::string next = {};  // cursor of the next page; empty on the last one
  };
  // Everything that is kept, in no order; what changes meanwhile may come twice. `cursor` is "" for
  // the first page.
  virtual KnownPage ListKnown(const std::string& cursor) = 0;

  // Whether what is known of the document here is newer than this step, or its round has ended
  // here: neither can be, unless approval-request was taken back to an earlier time.
  virtual bool Ahead(const OpenedStep& step) = 0;

  struct Republished {
    enum Outcome { kPublished, kWaiting, kChanged, kLost };
    Outcome outcome = kLost;
    std::vector<std::int64_t> kept = {};  // the numbers of the results that are kept
  };
  // Stores every message above `base` that is kept for delivery again, in the present epoch. With
  // `key` only while that step is what is known of the document here; without it never while the
  // store is being compared: throws Unavailable "rebuilding".
  virtual Republished Republish(RequestId document,
                                std::int64_t base,
                                const std::optional<StepKey>& key) = 0;

  // Nothing about these documents is decided until they are taken back, or opened or closed by a
  // later event.
  virtual void SetAside(const std::vector<RequestId>& documents) = 0;
  virtual void TakeBack(const std::vector<RequestId>& documents) = 0;
  struct AsideTask {
    RequestId document;
    LiveTask::Aside why = LiveTask::Aside::kNo;
    Instant since{};
  };
  // Those that are set aside for the longest time.
  virtual std::vector<AsideTask> ListAside(std::size_t limit) = 0;
  // How many messages wait for delivery.
  virtual std::size_t Waiting() = 0;
};

// Whether what is kept here was compared with approval-request since the server was started,
// who compares, and what an operator must look at. By the server's clock.
class Epoch {
 public:
  virtual ~Epoch() = default;

  struct Look {
    bool compared = false;    // nothing is to be rebuilt
    std::size_t aside = 0;    // documents that are set aside
    std::string notice = {};  // of the last reconciliation, whichever replica made it
  };
  virtual Look LookAt() = 0;
  bool Compared() { return LookAt().compared; }
  // What every replica shows until a reconciliation has nothing to say any more, at most a day.
  virtual void SetNotice(const std::string& notice) = 0;
  // An operator allows the next reconciliation that wants to to close or forget so many documents;
  // for an hour at most.
  virtual void Confirm(std::size_t most) = 0;
  // What an operator has allowed, once; 0 when nobody has.
  virtual std::size_t TakeConfirmed() = 0;
  // Whether somebody has, without taking it.
  virtual bool IsConfirmed() = 0;
  // Takes the lease of the rebuild or makes it longer; false when somebody else has it.
  virtual bool Hold(const std::string& token) = 0;
  virtual void Release(const std::string& token) = 0;
  // From now on nothing is decided. The server's run, or nothing when the lease has gone or
  // nothing is to be rebuilt any more.
  virtual std::optional<std::string> Begin(const std::string& token) = 0;
  // What is republished from now on belongs to this epoch. False when the lease has gone or the
  // store was wiped since Begin.
  virtual bool Enter(const std::string& token, std::int64_t epoch) = 0;
  // False when the lease has gone, the store was wiped or the server restarted since Begin.
  virtual bool Finish(const std::string& token, const std::string& run, std::int64_t epoch) = 0;
  // Of all replicas one gets true in each period.
  virtual bool TakeTurn(std::chrono::milliseconds period) = 0;
};

// Entries of the outbox that could not be read.
class UnreadableEntries {
 public:
  virtual ~UnreadableEntries() = default;

  struct Entry {
    std::string place = {};   // on the outbox
    std::string why = {};     // it could not be read
    std::string fields = {};  // a JSON array: field, value, field, value, ...
  };
  // The last ones, oldest first.
  virtual std::vector<Entry> List(std::size_t limit) = 0;
  virtual std::size_t Count() = 0;
  // False when none came from this place.
  virtual bool Discard(const std::string& place) = 0;
};

class ResultPublisher {
 public:
  virtual ~ResultPublisher() = default;
  // True once the message is durably delivered, false when that is not known by the
  // deadline; it is delivered later then. Does not throw.
  virtual bool Publish(const ResultMessage& message, Deadline deadline) = 0;
  // As AnnouncedEpoch::IsSure, asked after the delivery.
  [[nodiscard]] virtual bool IsSure(std::int64_t epoch) const = 0;
};

}  // namespace erp::approval_processing
