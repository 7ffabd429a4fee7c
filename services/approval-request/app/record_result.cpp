#include "approval-request/app/record_result.h"

#include <utility>

#include "common/failpoint.h"

namespace erp::approval_request {
namespace {

using Recorded = RecordResult::Recorded;

struct Recording {
  Recorded outcome = Recorded::kDuplicate;
  std::optional<Transition> change = std::nullopt;
};

// What becomes of the result in this document; pure, but for its clock and for who stands in.
Recording Record(const Document& document,
                 const ArbitratedResult& result,
                 StandIns& stand_ins,
                 Instant now) {
  switch (PlaceOf(document, result)) {
    case Place::kAhead:
      throw Unavailable("result " + std::to_string(result.n) + " of document " +
                        result.request.str() + " waits for result " +
                        std::to_string(document.applied + 1) + " in state " +
                        std::string(Word(document.state)));
    case Place::kDuplicate:
      if (!failpoint::Hit("record.skip-dedup")) return {};
      break;
    case Place::kTaken:
      return {Recorded::kRefused, RefuseResult(document, result, "result-number-taken", now)};
    case Place::kNext:
      break;
  }
  // Only an approval opens a step.
  const bool approved = result.verdict == ArbitratedResult::Verdict::kApproved;
  const Opening opening = approved ? stand_ins.OpeningOf(document) : Opening{};
  auto change = ApplyResult(document, result, now, opening);
  if (change) return {Recorded::kApplied, *std::move(change)};
  return {Recorded::kRefused, RefuseResult(document, result, change.error().slug, now)};
}

}  // namespace

RecordResult::RecordResult(Documents& documents,
                           const EventEncoder& encoder,
                           Publisher& publisher,
                           ResultWatch& watch,
                           StandIns& stand_ins,
                           const Clock& clock)
    : documents_(documents),
      encoder_(encoder),
      publisher_(publisher),
      watch_(watch),
      stand_ins_(stand_ins),
      clock_(clock) {}

Result<Recorded> RecordResult::Run(const ArbitratedResult& result) {
  using Change = std::optional<Documents::Change>;
  auto outcome = Recorded::kDuplicate;
  auto stored = documents_.Update(result.request, [&](const Document& document) -> Result<Change> {
    auto recording = Record(document, result, stand_ins_, clock_.Now());
    outcome = recording.outcome;
    if (!recording.change) return Change();
    auto messages = EncodeAll(encoder_, recording.change->events);
    return Change(Documents::Change{*std::move(recording.change), std::move(messages)});
  });
  if (!stored) return stored.error();
  if (!stored->empty()) {
    failpoint::Crash("record.stored");
    publisher_.Publish(result.request, *std::move(stored));
    failpoint::Crash("record.published");
  }
  if (outcome != Recorded::kRefused) watch_.Announce(result.request, result.id);
  return outcome;
}

}  // namespace erp::approval_request
