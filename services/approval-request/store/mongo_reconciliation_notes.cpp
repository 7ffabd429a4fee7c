#include "approval-request/store/mongo_reconciliation_notes.h"

#include <chrono>

#include "approval-request/store/indexes.h"

namespace erp::approval_request {
namespace {

using mongo::Array;
using mongo::Document;

constexpr const char* kId = "inboxes";
// Longer than a page and its rest take; so long nobody compares after its owner was killed.
constexpr std::chrono::milliseconds kLease{10'000};

Document Until() { return Document{{"$add", Array{"$$NOW", kLease.count()}}}; }

// Ours, or nobody's any more.
Document Free(const std::string& owner) {
  return Document{
      {"_id", kId},
      {"$expr", Document{{"$or", Array{Document{{"$eq", Array{"$owner", owner}}},
                                       Document{{"$lte", Array{"$until", "$$NOW"}}}}}}}};
}

ReconciliationNotes::Note NoteOf(mongo::View bson) {
  ReconciliationNotes::Note note;
  note.at = bson.Time("at");
  note.id = bson.Integer("id");
  note.store = bson.Text("store");
  note.ends.cluster = bson.Text("cluster");
  note.hurry_until = bson.OptionalTime("hurryUntil").value_or(Instant());
  for (const auto& end : bson.List("ends")) {
    note.ends.next[end.Object().Text("log")] = end.Object().Integer("next");
  }
  return note;
}

}  // namespace

std::optional<ReconciliationNotes::Note> MongoReconciliationNotes::Claim(const std::string& owner) {
  const mongo::Array take{
      mongo::Document{{"$set", mongo::Document{{"owner", owner}, {"until", Until()}}}}};
  auto lease = pool_.Acquire();
  auto mine = lease.FindAndModify(kUpkeep, Free(owner), take, {});
  if (!mine) {
    // Another replica's, or not there yet.
    const auto there = lease.InsertOne(kUpkeep, mongo::Document{{"_id", kId},
                                                                {"owner", ""},
                                                                {"until", Instant()},
                                                                {"at", Instant()},
                                                                {"id", 0},
                                                                {"store", ""},
                                                                {"cluster", ""},
                                                                {"ends", mongo::Array{}}});
    if (there) return std::nullopt;
    mine = lease.FindAndModify(kUpkeep, Free(owner), take, {});
  }
  if (!mine) return std::nullopt;
  return NoteOf(mine->view());
}

bool MongoReconciliationNotes::Save(const std::string& owner, const Note& note) {
  mongo::Array ends;
  for (const auto& [log, next] : note.ends.next)
    ends.Add(mongo::Document{{"log", log}, {"next", next}});
  const auto literal = [](const mongo::Value& value) {
    return mongo::Document{{"$literal", value}};
  };
  const mongo::Array save{
      mongo::Document{{"$set", mongo::Document{{"until", Until()},
                                               {"at", note.at},
                                               {"id", literal(note.id)},
                                               {"store", literal(note.store)},
                                               {"cluster", literal(note.ends.cluster)},
                                               {"hurryUntil", note.hurry_until},
                                               {"ends", literal(ends)}}}}};
  return pool_.Acquire()
      .FindAndModify(kUpkeep, mongo::Document{{"_id", kId}, {"owner", owner}}, save, {})
      .has_value();
}

}  // namespace erp::approval_request
