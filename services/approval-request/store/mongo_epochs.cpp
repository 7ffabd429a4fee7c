#include "approval-request/store/mongo_epochs.h"

#include "approval-request/store/indexes.h"
#include "common/error.h"

namespace erp::approval_request {
namespace {

constexpr const char* kId = "arbiter-epoch";

ArbiterEpochs::State StateOf(mongo::View bson) {
  return {.announced = bson.Integer("announced"), .in_force = bson.Integer("inForce")};
}

mongo::Document Present(const char* field) {
  return mongo::Document{{"$ifNull", mongo::Array{field, 0}}};
}

}  // namespace

ArbiterEpochs::State MongoArbiterEpochs::Read() {
  const auto found = pool_.Acquire().FindOne(kUpkeep, mongo::Document{{"_id", kId}});
  return found ? StateOf(found->view()) : State{};
}

ArbiterEpochs::State MongoArbiterEpochs::Announce() {
  const mongo::Document next{{"$add", mongo::Array{Present("$announced"), 1}}};
  const mongo::Array announce{mongo::Document{
      {"$set",
       mongo::Document{
           {"announced",
            mongo::Document{{"$max", mongo::Array{next, mongo::Document{{"$toLong", "$$NOW"}}}}}},
           {"inForce", Present("$inForce")}}}}};
  const auto changed = pool_.Acquire().FindAndModify(kUpkeep, mongo::Document{{"_id", kId}},
                                                     announce, {.upsert = true});
  if (!changed) throw Unavailable("the next epoch was not stored");
  return StateOf(changed->view());
}

bool MongoArbiterEpochs::PutInForce(std::int64_t epoch) {
  return pool_.Acquire()
             .UpdateOne(kUpkeep, mongo::Document{{"_id", kId}, {"announced", epoch}},
                        mongo::Document{{"$set", mongo::Document{{"inForce", epoch}}}})
             .matched == 1;
}

}  // namespace erp::approval_request
