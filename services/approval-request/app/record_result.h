// Use case: what approval-processing has arbitrated becomes part of the document.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "approval-request/app/epoch_in_force.h"
#include "approval-request/app/ports.h"
#include "approval-request/app/result_watch.h"
#include "approval-request/app/stand_ins.h"
#include "common/clock.h"
#include "observe/log.h"

namespace erp::approval_request {

// Thread-safe; results of different documents run beside each other.
class RecordResult {
 public:
  enum class Recorded {
    kApplied,
    kRefused,
    kDuplicate,
    kHeld,  // stored with the document until the one before it has come
  };
  // As it came from the bus.
  struct Raw {
    std::string type = {};
    std::string body = {};
  };
  using Decode =
      std::function<Result<ArbitratedResult>(const std::string& type, const std::string& body)>;

  RecordResult(Documents& documents,
               const EventEncoder& encoder,
               Publisher& publisher,
               ResultWatch& watch,
               StandIns& stand_ins,
               EpochInForce& epoch,
               const Clock& clock,
               Decode decode = {});

  // A result that does not fit its document, or of an epoch that is over, is recorded as refused,
  // and the person who decided is notified.
  // Refuses only what no document can hold: kNotFound. While results before this one are missing
  // the document holds it, so that it keeps neither the missing one, which may come behind it,
  // nor other documents waiting; throws Unavailable where it cannot (without `raw`, too many held,
  // a round that has yet to begin).
  Result<Recorded> Run(const ArbitratedResult& result, const Raw& raw);
  Result<Recorded> Run(const ArbitratedResult& result) { return Run(result, Raw{}); }

  // Records what the document holds and whose turn has come. False when nothing was.
  bool Release(RequestId document);

  // The result after `applied` is given up: the first one that is held is refused, its number and
  // those before it are used up, its decider is notified, and an open step opens again. False when
  // the document has moved on. Only when the missing result is certain to be in no store any more.
  bool GiveUp(RequestId document, std::int64_t applied);

 private:
  // False when the document has changed since it was seen like this.
  bool Hold(const Document& document, const ArbitratedResult& result, const Raw& raw);
  // The held result with the lowest number; an error, logged, where another release stored what
  // this one cannot read.
  Result<ArbitratedResult> FirstOf(const Document& document) const;
  void Publish(RequestId document, std::vector<Message> messages);
  std::optional<Documents::Change> ChangeOf(const Document& document,
                                            const ArbitratedResult& result,
                                            bool over,
                                            Recorded& outcome) const;

  Documents& documents_;
  const EventEncoder& encoder_;
  Publisher& publisher_;
  ResultWatch& watch_;
  StandIns& stand_ins_;
  EpochInForce& epoch_;
  const Clock& clock_;
  const Decode decode_;
  mutable log::Throttle lines_{std::chrono::seconds(10)};
};

}  // namespace erp::approval_request
