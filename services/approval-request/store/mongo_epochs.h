// The epoch of approval-processing's store: one document of the collection `upkeep`.
//   {_id: "arbiter-epoch", announced, inForce}
#pragma once

#include <cstdint>

#include "approval-request/app/ports.h"
#include "mongo/pool.h"

namespace erp::approval_request {

// Thread-safe. Blocks and throws as MongoDocuments does.
class MongoArbiterEpochs final : public ArbiterEpochs {
 public:
  explicit MongoArbiterEpochs(mongo::Pool& pool) : pool_(pool) {}

  State Read() override;
  State Announce() override;
  bool PutInForce(std::int64_t epoch) override;

 private:
  mongo::Pool& pool_;
};

}  // namespace erp::approval_request
