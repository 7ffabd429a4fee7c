// What the use cases need from outside. Every method is thread-safe, blocks on its engine or
// service within a deadline of its own, and throws Unavailable when that is away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/domain/decision.h"
#include "approval-request/domain/document.h"
#include "approval-request/domain/events.h"
#include "approval-request/domain/leave.h"
#include "approval-request/domain/submit.h"
#include "common/result.h"

namespace erp::approval_request {

// An event as it goes to whom it tells; stored with the change that caused it.
struct Message {
  std::string id;
  std::string target = "bus";  // or "leave", the ledger
  std::string topic;
  std::string key;
  std::string type;
  std::string body;
  std::string traceparent;
  Instant time{};
};

// The client's promise that a repeat is the same submit; scope: the drafter.
struct SubmitKey {
  std::string key;
  std::string draft_hash;
};

struct ListCursor {
  Instant created_at{};
  RequestId id;
};
struct PageRequest {
  int limit = 200;
  std::optional<ListCursor> after = std::nullopt;
};
struct DocumentPage {
  std::vector<Document> documents;
  std::optional<ListCursor> next = std::nullopt;
};
struct DocumentFilter {
  std::optional<EmployeeId> requester = std::nullopt;
  std::optional<DocumentState> state = std::nullopt;
};

class Documents {
 public:
  enum class Inserted { kYes, kIdTaken, kKeyTaken };
  struct Keyed {
    Document document;
    std::string draft_hash;
  };
  struct Change {
    Transition transition;
    std::vector<Message> messages;
  };
  // Looks at the present document and says how it changes, or that it stays as it is, or why it
  // may not change. Called again with a newer document when another change came first, so it
  // must have no effects of its own.
  using ChangeFunction = std::function<Result<std::optional<Change>>(const Document&)>;

  virtual ~Documents() = default;

  // Document, audit entry and messages, all or nothing.
  virtual Inserted Insert(const Submission& submission,
                          const std::vector<Message>& messages,
                          const std::optional<SubmitKey>& key) = 0;
  // Load, change, store: one atomic step. What was stored with it, empty when nothing changed;
  // kNotFound "document-not-found" or the refusal of `change`.
  virtual Result<std::vector<Message>> Update(RequestId id, const ChangeFunction& change) = 0;
  // One conditional write of a change of a document that the caller has seen; false when the
  // document has another version by now, or still other messages than those that the change
  // makes done.
  virtual bool Apply(const Change& change) = 0;

  virtual std::optional<Document> Find(RequestId id) = 0;
  virtual std::optional<Keyed> FindByKey(EmployeeId requester, const std::string& key) = 0;
  // Newest first.
  virtual DocumentPage List(const DocumentFilter& filter, const PageRequest& page) = 0;
  // Documents whose open step waits for this person, oldest first.
  virtual DocumentPage Pending(EmployeeId approver, const PageRequest& page) = 0;
};

class RequestIds {
 public:
  virtual ~RequestIds() = default;
  // Never given out before, by any replica; gaps are fine.
  virtual RequestId Next() = 0;
};

class PeopleDirectory {
 public:
  virtual ~PeopleDirectory() = default;
  // One call for all of them; unknown ids are absent from the answer.
  virtual People Find(const std::vector<EmployeeId>& ids) = 0;
};

class EventEncoder {
 public:
  virtual ~EventEncoder() = default;
  // Does not block. The body depends on the event alone; the traceparent is the present one.
  [[nodiscard]] virtual Message Encode(const Event& event) const = 0;
};

class Publisher {
 public:
  virtual ~Publisher() = default;
  // Hands messages that are stored already to the bus; never blocks. What fails is found again
  // in the store.
  virtual void Publish(RequestId document, std::vector<Message> messages) = 0;
  // How many messages wait in the store, as far as this process knows; does not block.
  [[nodiscard]] virtual std::size_t Backlog() const = 0;
};

// The ledger of leave: employee. The same operation again has the same answer.
class LeaveDesk {
 public:
  virtual ~LeaveDesk() = default;
  // Blocks at most until the deadline.
  virtual LeaveAnswer Apply(const LeaveOperation& operation, Deadline deadline) = 0;
};

// The only arbiter of decisions: approval-processing.
struct DecisionOrder {
  RequestId request;
  EmployeeId approver;
  bool approved = false;
  std::optional<std::string> comment = std::nullopt;
  std::optional<std::string> idempotency_key = std::nullopt;
};
struct DecisionReceipt {
  std::string decision_id;
  std::string status;  // what was decided
  bool replayed = false;
};
class DecisionDesk {
 public:
  virtual ~DecisionDesk() = default;
  // Durable once it returns a receipt; a refusal keeps the arbiter's status and code.
  virtual Result<DecisionReceipt> Decide(const DecisionOrder& order) = 0;
};

// Every event of a change, encoded in its order.
inline std::vector<Message> EncodeAll(const EventEncoder& encoder,
                                      const std::vector<Event>& events) {
  std::vector<Message> messages;
  messages.reserve(events.size());
  for (const auto& event : events) messages.push_back(encoder.Encode(event));
  return messages;
}

}  // namespace erp::approval_request
