#include "approval-request/store/mongo_set_aside.h"

#include <optional>
#include <string>
#include <utility>

#include "approval-request/store/indexes.h"

namespace erp::approval_request {
namespace {

using mongo::Array;
using mongo::Document;

Document KindIs(const char* path, const char* kind) {
  return Document{{"$eq", Array{Document{{"$type", path}}, kind}}};
}

// What EntryOf (mongo_outbox.cpp) needs.
Document Readable() {
  Array all{KindIs("$$this", "object"), KindIs("$$this.time", "date")};
  for (const char* text : {"$$this.id", "$$this.target", "$$this.topic", "$$this.key",
                           "$$this.type", "$$this.body", "$$this.trace"}) {
    all.Add(KindIs(text, "string"));
  }
  return Document{{"$and", all}};
}

// The outbox as an array, whatever it is.
Document Entries() {
  const Document missing{{"$eq", Array{Document{{"$type", "$outbox"}}, "missing"}}};
  const Document one{{"$cond", Array{missing, Array{}, Array{"$outbox"}}}};
  return Document{{"$cond", Array{Document{{"$isArray", "$outbox"}}, "$outbox", one}}};
}

Document Filtered(const Document& condition) {
  return Document{{"$filter", Document{{"input", Entries()}, {"cond", condition}}}};
}

}  // namespace

Array OutboxBecomes(const Document& rest, Array before) {
  const Document empty{{"$eq", Array{Document{{"$size", "$outbox"}}, 0}}};
  const auto unless_empty = [&](const mongo::Value& value) {
    return Document{{"$cond", Array{empty, "$$REMOVE", value}}};
  };
  before.Add(Document{{"$set", Document{{"outbox", rest}}}});
  before.Add(Document{{"$set", Document{{"obAt", unless_empty(Document{{"$min", "$outbox.time"}})},
                                        {"lease", unless_empty("$lease")},
                                        {"claim", unless_empty("$claim")}}}});
  return before;
}

mongo::PipelineUpdate SetAsideIn(std::int64_t document) {
  const Document readable = Readable();
  const Document kept{{"entry", "$$this"}, {"at", "$$NOW"}};
  const Document bad{
      {"$map", Document{{"input", Filtered(Document{{"$not", Array{readable}}})}, {"in", kept}}}};
  const Document before{{"$ifNull", Array{"$setAside", Array{}}}};
  const Document all{{"$concatArrays", Array{before, bad}}};
  // Nothing is set aside when the entries were put right meanwhile.
  const Document none{{"$eq", Array{Document{{"$size", "$setAside"}}, 0}}};
  const Document since{{"$ifNull", Array{"$setAsideAt", "$$NOW"}}};
  const Document shown{{"setAside", Document{{"$cond", Array{none, "$$REMOVE", "$setAside"}}}},
                       {"setAsideAt", Document{{"$cond", Array{none, "$$REMOVE", since}}}}};
  Array move{Document{{"$set", Document{{"setAside", all}}}}, Document{{"$set", shown}}};
  return {Document{{"_id", document}}, OutboxBecomes(Filtered(readable), std::move(move))};
}

std::vector<SetAsideMessages::Message> MongoSetAside::List(std::size_t documents) {
  const Document oldest{{"setAsideAt", 1}};
  const Document fields{{"setAside", 1}};
  std::vector<Message> messages;
  for (const auto& found : pool_.Acquire().Find(
           kApprovals, Document{{"setAsideAt", Document{{"$gte", Instant()}}}},
           {.sort = &oldest, .projection = &fields, .limit = static_cast<int>(documents)})) {
    const auto document = RequestId(found.view().Integer("_id"));
    for (const auto& element : found.view().List("setAside")) {
      messages.push_back({document, element.Object().Time("at"), element.Object().Json("entry")});
    }
  }
  return messages;
}

std::size_t MongoSetAside::PutBack(RequestId document) {
  const Document entries{{"$concatArrays", Array{Entries(), "$setAside.entry"}}};
  const Array pipeline{
      Document{{"$set", Document{{"outbox", entries},
                                 {"obAt", Document{{"$ifNull", Array{"$obAt", "$$NOW"}}}}}}},
      Document{{"$unset", Array{"setAside", "setAsideAt"}}}};
  const Document fields{{"setAside", 1}};
  const auto before = pool_.Acquire().FindAndModify(
      kApprovals, Document{{"_id", document.value()}, {"setAsideAt", Document{{"$exists", true}}}},
      pipeline, {.projection = &fields, .return_new = false});
  return before ? before->view().List("setAside").size() : 0;
}

}  // namespace erp::approval_request
