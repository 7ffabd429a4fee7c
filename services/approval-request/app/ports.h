// What the use cases need from outside. Every method is thread-safe, blocks on its engine or
// service within a deadline of its own, and throws Unavailable when that is away.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "approval-request/app/employee_ports.h"
#include "approval-request/domain/bus_loss.h"
#include "approval-request/domain/document.h"
#include "approval-request/domain/events.h"
#include "approval-request/domain/leave.h"
#include "approval-request/domain/reconcile.h"
#include "approval-request/domain/result.h"
#include "approval-request/domain/rights.h"
#include "approval-request/domain/submit.h"
#include "common/result.h"

namespace erp::approval_request {

// An event as it goes to its readers; stored with the change that caused it.
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
// A page of documents ends here, even before its limit: in the store, and as the answer is printed.
inline constexpr std::size_t kPageBytes = 512UL * 1024;
struct PageRequest {
  int limit = 200;
  bool content = true;  // false: the documents' contents and fields are not read, and empty
  std::optional<ListCursor> after = std::nullopt;
};
struct DocumentPage {
  std::vector<Document> documents;
  std::optional<ListCursor> next = std::nullopt;
};
struct DocumentFilter {
  std::optional<EmployeeId> requester = std::nullopt;
  std::optional<DocumentState> state = std::nullopt;
  std::optional<std::string> form = std::nullopt;
  Scope scope = {};
};

// Everything of an open step that a comparison needs.
struct OpenStepKey {
  RequestId document;
  int round = 1;
  int step = 1;
  int attempt = 1;
  std::int64_t order = 0;
  std::int64_t result_base = 0;
  Instant opened_at{};
  bool result_missing = false;  // the one after result_base; later ones wait for it
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
  std::optional<Instant> changed_until = std::nullopt;
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
  // One conditional write of a change of a document that the caller has seen; false when the
  // document has another version by now, or still other messages than those that the change
  // makes done.
  virtual bool Apply(const Change& change) = 0;

  // The document holds the result; its version stays. True when it does (also from before), false
  // when it has recorded another result since it was seen like this.
  virtual bool Hold(const Document& seen, const HeldResult& result) = 0;
  // The document holds it no more, it is recorded.
  virtual void DropHeld(RequestId id, const std::string& result_id) = 0;
  // Documents that hold results since `until` or longer, the longest first.
  virtual std::vector<Document> Holding(Instant until, int limit) = 0;

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

class RequestIdFloor {
 public:
  virtual ~RequestIdFloor() = default;
  // No id up to this one is given out any more, by a replica that starts afterwards or by this one.
  virtual void RaiseAbove(RequestId id) = 0;
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

// The only arbiter of decisions and recalls: approval-processing. `version` is the one of the
// document that the client saw (If-Match); the arbiter judges it together with the decision, so
// that a repeat has the first answer.
struct DecisionCommand {
  RequestId document;
  EmployeeId approver;
  bool approved = false;
  std::optional<std::string> comment = std::nullopt;
  std::optional<std::string> idempotency_key = std::nullopt;
  std::optional<std::int64_t> version = std::nullopt;
};
struct RecallCommand {
  RequestId document;
  EmployeeId requester;
  std::optional<std::string> comment = std::nullopt;
  std::optional<std::string> idempotency_key = std::nullopt;
  std::optional<std::int64_t> version = std::nullopt;
};
struct Receipt {
  std::string result_id;  // decisionId or recallId
  std::string status;     // what came of it
  bool replayed = false;
};
class DecisionClient {
 public:
  virtual ~DecisionClient() = default;
  // Durable once it returns a receipt; a refusal keeps the arbiter's status and code.
  virtual Result<Receipt> Decide(const DecisionCommand& command) = 0;
  virtual Result<Receipt> Recall(const RecallCommand& command) = 0;
  // Every result above `after` that the arbiter keeps goes to the bus once more. Their numbers:
  // what is not among them it neither keeps nor has still to deliver. Throws Unavailable while it
  // does not know.
  virtual std::vector<std::int64_t> PublishAgain(RequestId document, std::int64_t after) = 0;
};

// What the arbiter knows of the present step of a document.
struct ArbiterStepState {
  RequestId document;
  int round = 0;
  int step = 0;
  int attempt = 0;
  std::int64_t order = 0;  // of the last event of the document that it has seen
  // Made on that step, and perhaps not recorded here yet.
  std::optional<ArbitratedResult> result = std::nullopt;
};
class ArbiterStepStates {
 public:
  virtual ~ArbiterStepStates() = default;
  // Of those that it knows. Blocks at most until the deadline.
  virtual std::vector<ArbiterStepState> Find(const std::vector<RequestId>& documents,
                                             Deadline deadline) = 0;
};

// Everything that the arbiter keeps of documents, for a reconciliation.
class ArbiterDocuments {
 public:
  virtual ~ArbiterDocuments() = default;
  struct Page {
    std::vector<ArbiterPlace> places;
    std::string next = {};  // cursor of the next page; empty on the last one
  };
  // In no order; what changes meanwhile may come twice.
  virtual Page List(const std::string& cursor) = 0;
  // The arbiter forgets the document and takes over what it is here; false, and nothing is done,
  // when it is not in this place there any more.
  virtual bool Replace(const ArbiterPlace& seen) = 0;
};

// What the bus still keeps, read beside the consumers.
class BusArchive {
 public:
  struct Opened {  // approval.step-opened
    RequestId document;
    int round = 1;
    EmployeeId requester;
    std::string title;
    std::int64_t leave_minutes = 0;  // that the document takes
  };
  struct Decided {
    ArbitratedResult result;
    std::string type;  // of the event
    std::string body;
  };
  virtual ~BusArchive() = default;
  // Each visits every event that is not older than `since` and can be read, those of one document
  // in their order; blocks for minutes where there are many, but not when it is stopped: then, and
  // when the bus is away, it throws Unavailable.
  virtual void ReadOpened(const std::stop_token& stop,
                          Instant since,
                          const std::function<void(const Opened&)>& visit) = 0;
  virtual void ReadResults(const std::stop_token& stop,
                           Instant since,
                           const std::function<void(const Decided&)>& visit) = 0;
};

// How far this service has come with the results of approval-processing.
class ResultsProgress {
 public:
  virtual ~ResultsProgress() = default;
  // Results on the bus that no replica has recorded and acknowledged yet.
  virtual std::int64_t Lag() = 0;
  // Where the bus ends now, for each partition.
  virtual std::vector<std::int64_t> Ends() = 0;
  // Whether everything before these ends is recorded and acknowledged.
  virtual bool Reached(const std::vector<std::int64_t>& ends) = 0;
};

// The epoch of what approval-processing remembers. Each time its store may have lost something it
// announces the next one, and puts it in force before it opens any step anew.
class ArbiterEpochs {
 public:
  struct State {
    std::int64_t announced = 0;  // the last one; 0 before the first
    std::int64_t in_force = 0;   // results of earlier ones count no more, when not recorded by now
  };

  virtual ~ArbiterEpochs() = default;
  // What was changed durably before the call began is seen.
  virtual State Read() = 0;
  // A number above every one before, also above those that a store taken back to an earlier time
  // has forgotten: it follows the clock.
  virtual State Announce() = 0;
  // False when another one was announced after it.
  virtual bool PutInForce(std::int64_t epoch) = 0;
};

// What one person should have been notified of, by the ids of the notifications.
struct PublishedNotices {
  EmployeeId user;
  std::vector<std::string> requested;
  std::vector<std::string> settled;
};

// The inboxes of all people: notification.
class Inboxes {
 public:
  struct Missing {
    std::string store;  // of the data that were asked; another name: they may have lost something
    std::vector<PublishedNotices> published;
  };

  virtual ~Inboxes() = default;
  // What of these the inboxes have not got.
  virtual Missing FindMissing(const std::vector<PublishedNotices>& published) = 0;
};

// How far the reconciliation with the inboxes has come, for all replicas.
class ReconciliationNotes {
 public:
  struct Note {
    Instant at{};            // documents whose last change was before this, or then with at most
    std::int64_t id = 0;     // this id, have been compared
    std::string store = {};  // with which data
    LogEnds ends = {};       // of the bus, as last seen
    Instant hurry_until{};   // since it lost something: younger documents are compared too
  };

  virtual ~ReconciliationNotes() = default;
  // Takes or keeps the lease, by the store's clock. Nothing while another replica has it.
  virtual std::optional<Note> Claim(const std::string& owner) = 0;
  // False, and nothing is noted, when the lease is no longer the owner's; it lasts longer then.
  virtual bool Save(const std::string& owner, const Note& note) = 0;
};

// The logs of the bus that this service depends on.
class BusLogs {
 public:
  virtual ~BusLogs() = default;
  virtual LogEnds ReadEnds() = 0;
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
