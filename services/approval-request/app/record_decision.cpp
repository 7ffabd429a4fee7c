#include "approval-request/app/record_decision.h"

#include <utility>

#include "approval-request/domain/leave.h"

namespace erp::approval_request {

RecordDecision::RecordDecision(Documents& documents,
                               const EventEncoder& encoder,
                               Publisher& publisher,
                               DecisionWatch& watch,
                               const Clock& clock)
    : documents_(documents),
      encoder_(encoder),
      publisher_(publisher),
      watch_(watch),
      clock_(clock) {}

Result<RecordDecision::Recorded> RecordDecision::Run(const Decision& decision) {
  using Change = std::optional<Documents::Change>;
  auto recorded = Recorded::kDuplicate;
  auto stored =
      documents_.Update(decision.request, [&](const Document& document) -> Result<Change> {
        recorded = Recorded::kDuplicate;
        if (AwaitsLeave(document, decision.round)) {
          throw Unavailable("document " + decision.request.str() + " waits for its leave");
        }
        switch (PlaceOf(document, decision)) {
          case Place::kDuplicate:
            return Change();
          case Place::kAhead:
            throw Unavailable("result " + std::to_string(decision.n) + " of document " +
                              decision.request.str() + " waits for result " +
                              std::to_string(document.applied + 1));
          case Place::kTaken:
            return Error{ErrorCode::kConflict, "result-number-taken",
                         "Another decision was applied under this number."};
          case Place::kNext:
            break;
        }
        auto transition = ApplyDecision(document, decision, clock_.Now());
        if (!transition) return transition.error();
        recorded = Recorded::kApplied;
        auto messages = EncodeAll(encoder_, transition->events);
        return Change(Documents::Change{*std::move(transition), std::move(messages)});
      });
  if (!stored) return stored.error();
  if (!stored->empty()) publisher_.Publish(decision.request, *std::move(stored));
  watch_.Announce(decision.request, decision.id);
  return recorded;
}

}  // namespace erp::approval_request
