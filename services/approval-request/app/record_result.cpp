#include "approval-request/app/record_result.h"

#include <algorithm>
#include <utility>

#include "common/failpoint.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

using Recorded = RecordResult::Recorded;
using Change = std::optional<Documents::Change>;
using Changed = Result<Change>;

constexpr int kTries = 5;  // a document that changes while its result is to be held

struct Recording {
  Recorded outcome = Recorded::kDuplicate;
  std::optional<Transition> change = std::nullopt;
};

// What becomes of the result in this document; pure, but for its clock and for who stands in.
Recording Record(const Document& document,
                 const ArbitratedResult& result,
                 StandIns& stand_ins,
                 bool over,
                 Instant now) {
  if (over) {
    if (HasResult(document, result.id)) return {};
    return {Recorded::kRefused, RefuseEarlierEpoch(document, result, now)};
  }
  switch (PlaceOf(document, result)) {
    case Place::kAhead:
      throw Unavailable("result " + std::to_string(result.n) + " of document " +
                        result.document.str() + " waits for result " +
                        std::to_string(document.applied + 1) + " in state " +
                        std::string(Word(document.state)));
    case Place::kDuplicate:
      return {};
    case Place::kTaken:
      return {Recorded::kRefused, RefuseResult(document, result, "result-number-taken", now)};
    case Place::kNext:
      break;
  }
  // Only an approval opens a step.
  const bool approved = result.verdict == ArbitratedResult::Verdict::kApproved;
  const StepAssignment assignment = approved ? stand_ins.AssignmentOf(document) : StepAssignment{};
  auto change = ApplyResult(document, result, now, assignment);
  if (change) return {Recorded::kApplied, *std::move(change)};
  return {Recorded::kRefused, RefuseResult(document, result, change.error().slug, now)};
}

// Results before this one are missing. Where only its round has yet to begin nothing is: it waits
// on the bus.
bool CanHold(const Document& document,
             const ArbitratedResult& result,
             const RecordResult::Raw& raw) {
  if (raw.body.empty() || result.n <= document.applied + 1) return false;
  const auto same = [&](const HeldResult& held) { return held.id == result.id; };
  return document.held.size() < kHeldMost ||
         std::any_of(document.held.begin(), document.held.end(), same);
}

}  // namespace

RecordResult::RecordResult(Documents& documents,
                           const EventEncoder& encoder,
                           Publisher& publisher,
                           ResultWatch& watch,
                           StandIns& stand_ins,
                           EpochInForce& epoch,
                           const Clock& clock,
                           Decode decode)
    : documents_(documents),
      encoder_(encoder),
      publisher_(publisher),
      watch_(watch),
      stand_ins_(stand_ins),
      epoch_(epoch),
      clock_(clock),
      decode_(std::move(decode)) {}

Change RecordResult::ChangeOf(const Document& document,
                              const ArbitratedResult& result,
                              bool over,
                              Recorded& outcome) const {
  auto recording = Record(document, result, stand_ins_, over, clock_.Now());
  outcome = recording.outcome;
  if (!recording.change) return std::nullopt;
  for (const auto& held : document.held) {
    if (held.id == result.id) recording.change->released.push_back(held.id);
  }
  auto messages = EncodeAll(encoder_, recording.change->events);
  return Documents::Change{*std::move(recording.change), std::move(messages)};
}

Result<Recorded> RecordResult::Run(const ArbitratedResult& result, const Raw& raw) {
  const bool over = result.epoch && epoch_.IsOver(*result.epoch);
  for (int i = 0; i < kTries; ++i) {
    auto outcome = Recorded::kDuplicate;
    std::optional<Document> ahead;
    bool holding = false;
    auto stored = documents_.Update(result.document, [&](const Document& document) -> Changed {
      holding = !document.held.empty();
      ahead = !over && CanHold(document, result, raw) ? std::optional(document) : std::nullopt;
      if (ahead) return Change();
      return ChangeOf(document, result, over, outcome);
    });
    if (!stored) return stored.error();
    if (ahead) {
      if (!Hold(*ahead, result, raw)) continue;  // it has moved on meanwhile
      return Recorded::kHeld;
    }
    Publish(result.document, *std::move(stored));
    if (outcome != Recorded::kRefused) watch_.Announce(result.document, result.id);
    if (holding) Release(result.document);
    return outcome;
  }
  throw Unavailable("document " + result.document.str() + " is being changed by others");
}

void RecordResult::Publish(RequestId document, std::vector<Message> messages) {
  if (messages.empty()) return;
  failpoint::Crash("record.stored");
  publisher_.Publish(document, std::move(messages));
  failpoint::Crash("record.published");
}

bool RecordResult::Hold(const Document& document, const ArbitratedResult& result, const Raw& raw) {
  const bool held = documents_.Hold(document, {.id = result.id,
                                               .result = result.n,
                                               .type = raw.type,
                                               .body = raw.body,
                                               .since = clock_.Now()});
  if (held) failpoint::Crash("record.held");
  return held;
}

Result<ArbitratedResult> RecordResult::FirstOf(const Document& document) const {
  const HeldResult& first = FirstHeld(document.held);
  auto result = decode_(first.type, first.body);
  if (!result && lines_.Allow()) {
    log::Error("a held result cannot be read",
               {{"request_id", document.id.value()}, {"event_id", first.id}});
  }
  return result;
}

bool RecordResult::Release(RequestId id) {
  bool any = false;
  for (std::size_t i = 0; i < kHeldMost; ++i) {
    std::string first;
    auto outcome = Recorded::kDuplicate;
    auto stored = documents_.Update(id, [&](const Document& document) -> Changed {
      first.clear();
      if (document.held.empty()) return Change();
      const auto result = FirstOf(document);
      if (!result || PlaceOf(document, *result) == Place::kAhead) return Change();
      first = FirstHeld(document.held).id;
      return ChangeOf(document, *result, false, outcome);
    });
    if (!stored || first.empty()) return any;
    any = true;
    if (stored->empty()) documents_.DropHeld(id, first);
    Publish(id, *std::move(stored));
    if (outcome == Recorded::kApplied) watch_.Announce(id, first);
  }
  return any;
}

bool RecordResult::GiveUp(RequestId id, std::int64_t applied) {
  auto stored = documents_.Update(id, [&](const Document& document) -> Changed {
    if (document.applied != applied || document.held.empty()) return Change();
    const auto result = FirstOf(document);
    if (!result || result->n <= applied + 1) return Change();
    auto change = RefuseResult(document, *result, "predecessor-missing", clock_.Now());
    change.released.push_back(FirstHeld(document.held).id);
    auto messages = EncodeAll(encoder_, change.events);
    return Change(Documents::Change{std::move(change), std::move(messages)});
  });
  if (!stored || stored->empty()) return false;
  Publish(id, *std::move(stored));
  Release(id);
  return true;
}

}  // namespace erp::approval_request
