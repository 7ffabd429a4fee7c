// What the use cases need from outside. Every method is thread-safe, blocks on its engine or
// service within a deadline of its own, and throws Unavailable when that is away.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/domain/document.h"
#include "approval-request/domain/events.h"
#include "approval-request/domain/result.h"
#include "approval-request/domain/submit.h"
#include "common/result.h"

namespace erp::approval_request {

// An event as it goes on the bus; stored with the change that caused it.
struct Message {
  std::string id;
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

// Everything of an open step that a comparison needs.
struct OpenStepKey {
  RequestId request;
  int round = 1;
  int step = 1;
  int attempt = 1;
  std::int64_t order = 0;
  std::int64_t result_base = 0;
  Instant opened_at{};
};
// Documents with an open step, by id.
struct OpenStepsRequest {
  std::optional<RequestId> after = std::nullopt;
  int limit = 200;
  std::optional<Instant> opened_until = std::nullopt;  // only steps that are open since then
};
template <typename Item>
struct OpenStepsPage {
  std::vector<Item> items;
  std::optional<RequestId> next = std::nullopt;  // `after` of the next page
};

// A document with its whole trail.
struct Audited {
  Document document;
  std::vector<AuditEntry> audit;
};
struct ChangesRequest {
  Instant created_before{};
  Instant changed_from{};
  int limit = 100;
  std::optional<ListCursor> after = std::nullopt;  // its instant is the one of the last change
};
struct ChangesPage {
  std::vector<Audited> documents;
  std::optional<ListCursor> next = std::nullopt;
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

  virtual std::optional<Document> Find(RequestId id) = 0;
  virtual std::optional<Keyed> FindByKey(EmployeeId requester, const std::string& key) = 0;
  // Newest first.
  virtual DocumentPage List(const DocumentFilter& filter, const PageRequest& page) = 0;
  // Documents whose open step waits for this person, oldest first.
  virtual DocumentPage Pending(EmployeeId approver, const PageRequest& page) = 0;

  virtual OpenStepsPage<OpenStepKey> OpenStepKeys(const OpenStepsRequest& request) = 0;
  virtual OpenStepsPage<Document> OpenDocuments(const OpenStepsRequest& request) = 0;
  // By their last change, the longest ago first. Documents that change meanwhile come again.
  virtual ChangesPage Changed(const ChangesRequest& request) = 0;
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
};

// The only arbiter of decisions and recalls: approval-processing.
struct DecisionOrder {
  RequestId request;
  EmployeeId approver;
  bool approved = false;
  std::optional<std::string> comment = std::nullopt;
  std::optional<std::string> idempotency_key = std::nullopt;
};
struct RecallOrder {
  RequestId request;
  EmployeeId requester;
  std::optional<std::string> comment = std::nullopt;
  std::optional<std::string> idempotency_key = std::nullopt;
};
struct Receipt {
  std::string result_id;  // decisionId or recallId
  std::string status;     // what came of it
  bool replayed = false;
};
class ArbiterDesk {
 public:
  virtual ~ArbiterDesk() = default;
  // Durable once it returns a receipt; a refusal keeps the arbiter's status and code.
  virtual Result<Receipt> Decide(const DecisionOrder& order) = 0;
  virtual Result<Receipt> Recall(const RecallOrder& order) = 0;
};

// How far this service has come with the results of approval-processing.
class ResultsProgress {
 public:
  virtual ~ResultsProgress() = default;
  // Results on the bus that no replica has recorded and acknowledged yet.
  virtual std::int64_t Lag() = 0;
};

// Brings messages to the bus once more, beside the outbox.
class Redelivery {
 public:
  virtual ~Redelivery() = default;
  // Returns when every one is durably delivered; a bounded number is on its way at once.
  virtual void Deliver(const std::vector<Message>& messages) = 0;
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
