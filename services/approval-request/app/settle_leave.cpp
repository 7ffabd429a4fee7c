#include "approval-request/app/settle_leave.h"

#include <utility>

#include "common/failpoint.h"

namespace erp::approval_request {

SettleLeave::SettleLeave(Documents& documents,
                         const EventEncoder& encoder,
                         Publisher& publisher,
                         StandIns& stand_ins,
                         const Clock& clock)
    : documents_(documents),
      encoder_(encoder),
      publisher_(publisher),
      stand_ins_(stand_ins),
      clock_(clock) {}

void SettleLeave::Run(const LeaveOperation& operation, const LeaveAnswer& answer) {
  if (operation.kind != LeaveKind::kReserve) return;
  Settle(operation.document, operation.round, answer, Reply::kNone);
}

Document SettleLeave::RunFor(const Document& inserted, const LeaveAnswer& answer) {
  auto change = ChangeOf(inserted, answer, Reply::kToClient);
  if (documents_.Apply(change)) {
    failpoint::Crash("submit.settled");
    auto settled = After(inserted, change.transition);
    if (change.transition.settled.empty()) {
      // The operation is still in the outbox: delivered again, it leaves.
      change.messages.push_back(encoder_.Encode(MakeReserve(inserted)));
    }
    publisher_.Publish(inserted.id, std::move(change.messages));
    return settled;
  }
  // The sweep was here first, or the write that this repeats did arrive.
  auto settled = Settle(inserted.id, PresentRound(inserted).number, answer, Reply::kToClient);
  if (!settled) throw Unavailable("document " + inserted.id.str() + " is not durable yet");
  return *std::move(settled);
}

Documents::Change SettleLeave::ChangeOf(const Document& document,
                                        const LeaveAnswer& answer,
                                        Reply reply) {
  const StepAssignment assignment =
      answer.applied ? stand_ins_.AssignmentOf(document) : StepAssignment{};
  Documents::Change change{ApplyReservation(document, answer, reply, clock_.Now(), assignment), {}};
  change.messages = EncodeAll(encoder_, change.transition.events);
  return change;
}

std::optional<Document> SettleLeave::Settle(RequestId id,
                                            int round,
                                            const LeaveAnswer& answer,
                                            Reply reply) {
  using Change = std::optional<Documents::Change>;
  std::optional<Document> settled;
  auto stored = documents_.Update(id, [&](const Document& document) -> Result<Change> {
    settled = document;
    if (!AwaitsLeave(document, round)) return Change();
    auto change = ChangeOf(document, answer, reply);
    settled = After(document, change.transition);
    return Change(std::move(change));
  });
  if (stored && !stored->empty()) publisher_.Publish(id, *std::move(stored));
  return settled;
}

}  // namespace erp::approval_request
