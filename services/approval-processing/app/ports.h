// What the use cases need from outside. Implementations are thread-safe, block on their
// system and throw Unavailable when it does not answer.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "approval-processing/domain/decision.h"
#include "approval-processing/domain/task.h"
#include "common/clock.h"
#include "common/id.h"

namespace erp::approval_processing {

// Where decisions are told.
inline constexpr const char* kResultsTopic = "approval-results";

// The message that tells of a decision, stored with it in one unit.
struct ResultMessage {
  std::string id = {};           // the decision's
  std::string key = {};          // the document's id
  std::string type = {};         // event type
  std::string body = {};         // JSON; the same bytes whenever it is read
  std::string traceparent = {};  // of the work that decided
  Instant time{};
  std::string place = {};  // where the store keeps it
};

// What a decision met.
struct Verdict {
  Standing standing = Standing::kUnknown;
  bool ended = false;                         // the round that is known here has been closed
  std::optional<Decision> decision = {};      // kDecided, kRepeated, kAlreadyDecided
  std::optional<ResultMessage> message = {};  // kDecided; kRepeated while it waits for delivery
};

// A place in a queue: after the task of this document.
struct QueuePosition {
  Instant created_at{};
  RequestId request;

  friend bool operator==(const QueuePosition&, const QueuePosition&) = default;
};

struct QueuePage {
  std::vector<Task> tasks = {};  // oldest first: by (created_at, request)
  std::optional<QueuePosition> next = {};
};

// The open tasks and every decision on them. Each method is one atomic unit.
class TaskStore {
 public:
  virtual ~TaskStore() = default;

  enum class OpenOutcome {
    kOpened,
    kStale,    // not above the last event of the document, or of a round that has ended
    kDecided,  // this very step has been decided here: it stays so
  };
  virtual OpenOutcome Open(const OpenedStep& opened) = 0;

  enum class CloseOutcome { kClosed, kStale };
  // The decisions of the document stay known, for repeats, until its tombstone expires.
  virtual CloseOutcome Close(const ClosedRound& closed) = 0;

  // At most one command on an open step ever gets kDecided. `digest` is KeyDigest's.
  virtual Verdict Decide(const DecisionCommand& command, const std::string& digest) = 0;

  virtual QueuePage List(EmployeeId approver,
                         int limit,
                         const std::optional<QueuePosition>& after) = 0;
};

// The system of record of documents.
class OpenStepSource {
 public:
  virtual ~OpenStepSource() = default;
  // The step that is open now, or nothing when none is.
  virtual std::optional<OpenedStep> Find(RequestId request, Deadline deadline) = 0;
};

class ResultPublisher {
 public:
  virtual ~ResultPublisher() = default;
  // True once the message is durably delivered, false when that is not known by the
  // deadline; it is delivered later then. Does not throw.
  virtual bool Publish(const ResultMessage& message, Deadline deadline) = 0;
};

}  // namespace erp::approval_processing
