#include "approval-request/store/mongo_waiting.h"

#include "approval-request/store/document_bson.h"
#include "approval-request/store/indexes.h"

namespace erp::approval_request {
namespace {

mongo::Document UnderWayOf(EmployeeId drafter) {
  return mongo::Document{
      {"requesterId", drafter.value()},
      {"state", mongo::Document{{"$in", mongo::Array{Word(DocumentState::kSubmitting),
                                                     Word(DocumentState::kInProgress)}}}}};
}

std::vector<Document> Read(const std::vector<mongo::Document>& found) {
  std::vector<Document> documents;
  documents.reserve(found.size());
  for (const auto& bson : found) documents.push_back(DocumentOf(bson.view()));
  return documents;
}

}  // namespace

std::vector<Document> MongoWaiting::OnLineOf(const std::vector<EmployeeId>& people,
                                             std::optional<RequestId> after,
                                             int limit) {
  mongo::Array ids;
  for (const auto person : people) ids.Add(person.value());
  const std::int64_t behind = after ? after->value() : 0;
  const mongo::Document filter{{"rounds.steps.approverId", mongo::Document{{"$in", ids}}},
                               {"openId", mongo::Document{{"$gt", behind}}}};
  const mongo::Document order{{"openId", 1}};
  return Read(pool_.Acquire().Find(
      kApprovals, filter, {.sort = &order, .projection = &DocumentProjection(), .limit = limit}));
}

std::vector<Document> MongoWaiting::LeaveToComeOf(const std::vector<EmployeeId>& drafters,
                                                  const std::string& from,
                                                  int limit) {
  mongo::Array ids;
  for (const auto person : drafters) ids.Add(person.value());
  const mongo::Document filter{{"requesterId", mongo::Document{{"$in", ids}}},
                               {"leaveTo", mongo::Document{{"$gte", from}}},
                               {"state", Word(DocumentState::kApproved)},
                               {"rounds.cancellation", mongo::Document{{"$exists", false}}}};
  // Nearly nothing is in this index; the planner may look through all of a drafter instead.
  const mongo::Document reply =
      pool_.Acquire().Run(mongo::Document{{"find", kApprovals},
                                          {"filter", filter},
                                          {"projection", DocumentProjection()},
                                          {"limit", limit},
                                          {"batchSize", limit},
                                          {"singleBatch", true},
                                          {"hint", kLeaveIndex}});
  std::vector<Document> documents;
  for (const auto& bson : reply.view().Object("cursor").List("firstBatch")) {
    documents.push_back(DocumentOf(bson.Object()));
  }
  return documents;
}

std::int64_t MongoWaiting::CountOf(EmployeeId drafter) {
  const mongo::Document only_id{{"_id", 1}};
  return static_cast<std::int64_t>(pool_.Acquire()
                                       .Find(kApprovals, UnderWayOf(drafter),
                                             {.projection = &only_id, .limit = HandOver::kCounted})
                                       .size());
}

std::vector<Document> MongoWaiting::Of(EmployeeId drafter, int limit) {
  const mongo::Document newest{{"createdAt", -1}, {"_id", -1}};
  return Read(
      pool_.Acquire().Find(kApprovals, UnderWayOf(drafter),
                           {.sort = &newest, .projection = &DocumentProjection(), .limit = limit}));
}

}  // namespace erp::approval_request
