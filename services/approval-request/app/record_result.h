// Use case: what approval-processing has arbitrated becomes part of the document.
#pragma once

#include "approval-request/app/ports.h"
#include "approval-request/app/result_watch.h"
#include "approval-request/app/stand_ins.h"
#include "common/clock.h"

namespace erp::approval_request {

// Thread-safe; results of different documents run beside each other.
class RecordResult {
 public:
  enum class Recorded { kApplied, kRefused, kDuplicate };

  RecordResult(Documents& documents,
               const EventEncoder& encoder,
               Publisher& publisher,
               ResultWatch& watch,
               StandIns& stand_ins,
               const Clock& clock);

  // A result that does not fit its document is recorded as refused, and whoever decided is told.
  // Refuses only what no document can hold: kNotFound. Throws Unavailable while results before
  // this one are missing.
  Result<Recorded> Run(const ArbitratedResult& result);

 private:
  Documents& documents_;
  const EventEncoder& encoder_;
  Publisher& publisher_;
  ResultWatch& watch_;
  StandIns& stand_ins_;
  const Clock& clock_;
};

}  // namespace erp::approval_request
