// Documents of earlier releases get the members that lists are found by.
#pragma once

#include <cstdint>
#include <thread>

#include "mongo/pool.h"

namespace erp::approval_request {

// Writes ParticipantsOf (domain/rights.h) into documents that have none, 500 at a time, each in one
// atomic step; returns how many. Safe to repeat and while other replicas run; where there are none
// it is one look at an index. Throws Unavailable, with those of before written.
std::int64_t FillParticipants(mongo::Pool& pool);

// Does so from Start() to Stop(), each minute: a replica of an earlier release may run beside this
// one and insert documents until it is stopped.
class ParticipantsUpkeep {
 public:
  explicit ParticipantsUpkeep(mongo::Pool& pool) : pool_(pool) {}
  ~ParticipantsUpkeep() { Stop(); }
  ParticipantsUpkeep(const ParticipantsUpkeep&) = delete;
  ParticipantsUpkeep& operator=(const ParticipantsUpkeep&) = delete;

  void Start();
  // Blocks until the present documents are done.
  void Stop();

 private:
  mongo::Pool& pool_;
  std::jthread thread_;
};

}  // namespace erp::approval_request
