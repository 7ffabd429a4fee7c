#include "approval-request/store/mongo_documents.h"

#include <thread>
#include <utility>

#include "approval-request/domain/refusals.h"
#include "approval-request/store/document_bson.h"
#include "approval-request/store/held_bson.h"
#include "approval-request/store/indexes.h"
#include "common/retry.h"

namespace erp::approval_request {
namespace {

// A loser of the race on {_id, ver} reads again. More losses in a row than this do not happen
// while results of one document come one after the other.
constexpr int kTries = 5;

// Behind the cursor in the order (createdAt, _id). The plain bound on createdAt is what the
// index is walked by; the rest only cuts off its first instant.
void AddCursor(const std::optional<ListCursor>& after, bool newest_first, mongo::Document& filter) {
  if (!after) return;
  const char* within = newest_first ? "$lte" : "$gte";
  const char* beyond = newest_first ? "$lt" : "$gt";
  filter.Add("createdAt", mongo::Document{{within, after->created_at}})
      .Add("$or", mongo::Array{
                      mongo::Document{{"createdAt", mongo::Document{{beyond, after->created_at}}}},
                      mongo::Document{{"_id", mongo::Document{{beyond, after->id.value()}}}}});
}

struct ListQuery {
  mongo::Document filter;
  mongo::Document sort;
};

mongo::Document Order(bool newest_first) {
  const int direction = newest_first ? -1 : 1;
  return mongo::Document{{"createdAt", direction}, {"_id", direction}};
}

DocumentPage Page(mongo::Pool& pool, const ListQuery& query, const PageRequest& request) {
  const auto& projection =
      request.content ? DocumentProjection() : DocumentProjectionWithoutContent();
  auto found = pool.Acquire().FindUpTo(
      kApprovals, query.filter,
      {.sort = &query.sort, .projection = &projection, .limit = request.limit + 1}, kPageBytes);
  DocumentPage page;
  const bool more = found.documents.size() > static_cast<std::size_t>(request.limit);
  if (more) found.documents.pop_back();
  for (const auto& bson : found.documents) page.documents.push_back(DocumentOf(bson.view()));
  if (more || found.cut) {
    page.next = ListCursor{page.documents.back().created_at, page.documents.back().id};
  }
  return page;
}

// Drafts that are not this person's. As a negation: no index is chosen because of it.
mongo::Array DraftsOfOthers(EmployeeId person) {
  return mongo::Array{mongo::Document{{"state", Word(DocumentState::kDraft)},
                                      {"requesterId", mongo::Document{{"$ne", person.value()}}}}};
}

// What is somebody's, or about leave or attendance.
mongo::Array TheirsOrOfHumanResources(EmployeeId person) {
  return mongo::Array{mongo::Document{
      {"$or", mongo::Array{mongo::Document{{"participants", person.value()}},
                           mongo::Document{{"leaveMinutes", mongo::Document{{"$gt", 0}}}},
                           mongo::Document{{"attendance", mongo::Document{{"$gt", ""}}}}}}}};
}

// Which of the documents are there for somebody. What only their line may see is looked for by
// that.
void AddScope(const DocumentFilter& filter, ListQuery& query) {
  const Scope& scope = filter.scope;
  if (scope.everything) return;
  const EmployeeId person = scope.person.value_or(EmployeeId());
  query.filter.Add("$nor", DraftsOfOthers(person));
  if (scope.submitted || filter.requester == person) return;
  if (scope.leave_or_attendance) {
    query.filter.Add("$and", TheirsOrOfHumanResources(person));
    return;
  }
  query.filter.Add("participants", person.value());
}

ListQuery QueryOf(const DocumentFilter& filter, const PageRequest& page) {
  ListQuery query{{}, Order(true)};
  mongo::Document& bson = query.filter;
  if (filter.requester) bson.Add("requesterId", filter.requester->value());
  if (filter.state) bson.Add("state", Word(*filter.state));
  if (filter.form) bson.Add("form.id", *filter.form);
  bson.Add("deletedAt", mongo::Document{{"$exists", false}});
  AddCursor(page.after, true, bson);
  AddScope(filter, query);
  return query;
}

// What OpenStepKeyOf reads.
const mongo::Document& OpenStepProjection() {
  static const mongo::Document projection{
      {"openStep", 1}, {"order", 1}, {"applied", 1}, {"rounds", 1}, {"held.id", 1}};
  return projection;
}

ListQuery QueryOfPending(EmployeeId approver, const PageRequest& page) {
  mongo::Document bson{{"openApprovers", approver.value()}};
  AddCursor(page.after, false, bson);
  return {std::move(bson), Order(false)};
}

// One more than asked for shows whether there is a next page.
template <typename Item, typename Read>
OpenStepsPage<Item> OpenPage(mongo::Pool& pool,
                             const OpenStepsRequest& request,
                             const mongo::Document& projection,
                             const Read& read) {
  const std::int64_t after = request.after ? request.after->value() : 0;
  mongo::Document filter{{"openId", mongo::Document{{"$gt", after}}}};
  if (request.opened_until) {
    filter.Add("openSince", mongo::Document{{"$lte", *request.opened_until}});
  }
  const mongo::Document order{{"openId", 1}};
  const auto found = pool.Acquire().Find(
      kApprovals, filter, {.sort = &order, .projection = &projection, .limit = request.limit + 1});
  OpenStepsPage<Item> page;
  for (const auto& bson : found) {
    if (page.items.size() == static_cast<std::size_t>(request.limit)) break;
    page.items.push_back(read(bson.view()));
    page.next = RequestId(bson.view().Integer("_id"));
  }
  if (found.size() == page.items.size()) page.next.reset();
  return page;
}

}  // namespace

MongoDocuments::MongoDocuments(mongo::Pool& pool, metrics::Registry& registry)
    : pool_(pool), writes_(pool, kApprovals, registry) {}

Documents::Inserted MongoDocuments::Insert(const Submission& submission,
                                           const std::vector<Message>& messages,
                                           const std::optional<SubmitKey>& key) {
  const auto bson = InsertOf(submission, messages, key);
  const auto duplicate = writes_.Insert(bson);
  if (!duplicate) return Inserted::kYes;
  return duplicate->index == kIdempotencyIndex ? Inserted::kKeyTaken : Inserted::kIdTaken;
}

Result<std::vector<Message>> MongoDocuments::Update(RequestId id, const ChangeFunction& change) {
  const mongo::Document by_id{{"_id", id.value()}};
  Backoff backoff(std::chrono::milliseconds(2), std::chrono::milliseconds(20));
  for (int i = 0; i < kTries; ++i) {
    const auto bson = pool_.Acquire().FindOne(kApprovals, by_id, &DocumentProjection());
    if (!bson) return DocumentNotFound();
    auto wanted = change(DocumentOf(bson->view()));
    if (!wanted) return wanted.error();
    if (!wanted->has_value()) return std::vector<Message>();
    if (Write(**wanted)) return std::move((*wanted)->messages);
    std::this_thread::sleep_for(backoff.Next());
  }
  throw Unavailable("document " + id.str() + " is being changed by others");
}

bool MongoDocuments::Apply(const Change& change) { return Write(change); }

bool MongoDocuments::Write(const Change& change) {
  return writes_.Update(FilterOf(change.transition), UpdateOf(change.transition, change.messages),
                        ProofOf(change.transition));
}

bool MongoDocuments::Hold(const Document& seen, const HeldResult& result) {
  const mongo::Document already{{"_id", seen.id.value()}, {"held.id", result.id}};
  if (pool_.Acquire().FindOne(kApprovals, already, &DocumentProjection())) return true;
  const mongo::Document filter{{"_id", seen.id.value()},
                               {"applied", seen.applied},
                               {"held.id", mongo::Document{{"$ne", result.id}}}};
  const mongo::Document update{{"$push", mongo::Document{{"held", ToBson(result)}}}};
  return writes_.Update(filter, update, already);
}

void MongoDocuments::DropHeld(RequestId id, const std::string& result_id) {
  (void)pool_.Acquire().FindAndModify(kApprovals, mongo::Document{{"_id", id.value()}},
                                      mongo::Document{{"$pull", PullOf({result_id})}}, {});
}

std::vector<Document> MongoDocuments::Holding(Instant until, int limit) {
  const mongo::Document filter{{"held.since", mongo::Document{{"$lte", until}}}};
  const mongo::Document order{{"held.since", 1}};
  const auto found = pool_.Acquire().Find(
      kApprovals, filter, {.sort = &order, .projection = &DocumentProjection(), .limit = limit});
  std::vector<Document> documents;
  for (const auto& bson : found) documents.push_back(DocumentOf(bson.view()));
  return documents;
}

std::optional<Document> MongoDocuments::Find(RequestId id) {
  const auto bson = pool_.Acquire().FindOne(kApprovals, mongo::Document{{"_id", id.value()}},
                                            &DocumentProjection());
  if (!bson) return std::nullopt;
  return DocumentOf(bson->view());
}

std::optional<Documents::Keyed> MongoDocuments::FindByKey(EmployeeId requester,
                                                          const std::string& key) {
  const auto bson = pool_.Acquire().FindOne(
      kApprovals, mongo::Document{{"requesterId", requester.value()}, {"idemKey", key}},
      &DocumentProjection());
  if (!bson) return std::nullopt;
  return Keyed{DocumentOf(bson->view()), bson->view().Text("idemHash")};
}

DocumentPage MongoDocuments::List(const DocumentFilter& filter, const PageRequest& page) {
  return Page(pool_, QueryOf(filter, page), page);
}

DocumentPage MongoDocuments::Pending(EmployeeId approver, const PageRequest& page) {
  return Page(pool_, QueryOfPending(approver, page), page);
}

OpenStepsPage<OpenStepKey> MongoDocuments::OpenStepKeys(const OpenStepsRequest& request) {
  return OpenPage<OpenStepKey>(pool_, request, OpenStepProjection(), OpenStepKeyOf);
}

OpenStepsPage<Document> MongoDocuments::OpenDocuments(const OpenStepsRequest& request) {
  return OpenPage<Document>(pool_, request, DocumentProjection(), DocumentOf);
}

ChangesPage MongoDocuments::Changed(const ChangesRequest& request) {
  const Instant from = request.after ? request.after->created_at : request.changed_from;
  mongo::Document changed{{"$gte", from}};
  if (request.changed_until) changed.Add("$lte", *request.changed_until);
  mongo::Document filter{{"updatedAt", changed},
                         {"createdAt", mongo::Document{{"$lt", request.created_before}}}};
  if (request.after) {
    filter.Add("$or",
               mongo::Array{
                   mongo::Document{{"updatedAt", mongo::Document{{"$gt", from}}}},
                   mongo::Document{{"_id", mongo::Document{{"$gt", request.after->id.value()}}}}});
  }
  const mongo::Document order{{"updatedAt", 1}, {"_id", 1}};
  static const mongo::Document projection{{"outbox", 0}};
  // Read all day and by any connection: 25 whole documents are some 64 KiB.
  auto found = pool_.Acquire().Find(
      kApprovals, filter,
      {.sort = &order, .projection = &projection, .limit = request.limit + 1, .batch = 25});
  ChangesPage page;
  const bool more = found.size() > static_cast<std::size_t>(request.limit);
  if (more) found.pop_back();
  for (const auto& bson : found) {
    page.documents.push_back({DocumentOf(bson.view()), AuditOf(bson.view())});
  }
  if (more) {
    const Document& last = page.documents.back().document;
    page.next = ListCursor{last.updated_at, last.id};
  }
  return page;
}

}  // namespace erp::approval_request
