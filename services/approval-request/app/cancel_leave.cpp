#include "approval-request/app/cancel_leave.h"

#include <chrono>
#include <thread>
#include <utility>

#include "approval-request/domain/draft.h"
#include "approval-request/domain/refusals.h"
#include "common/failpoint.h"
#include "common/retry.h"
#include "common/sha256.h"

namespace erp::approval_request {
namespace {

using OptionalChange = std::optional<Documents::Change>;

// Until an approval that the arbiter has made is recorded: some milliseconds, while the bus works.
constexpr std::chrono::milliseconds kTimeout{500};

// The key belongs to the actor.
DraftChange ChangeOf(const CancelLeave::Command& command) {
  return {.key = "cancel-leave:" + command.viewer.person->str() + ":" +
                 command.idempotency_key.value_or(NewUuid()),
          .content = Sha256Hex(command.reason)};
}

}  // namespace

CancelLeave::CancelLeave(Needs needs)
    : needs_(std::move(needs)), shown_(needs_.documents, needs_.step_states) {}

Result<CancelLeave::Canceled> CancelLeave::Run(const Command& command) {
  const auto seen = Recorded(command.document, command.viewer);
  if (!seen) return DocumentNotFound();
  const bool human_resources = IsHumanResources(command.viewer, *seen);
  Canceled canceled;
  auto stored = needs_.documents.Update(command.document, [&](const Document& document) {
    return Decide(document, command, human_resources, canceled);
  });
  if (!stored) return stored.error();
  if (stored->empty()) return canceled;
  failpoint::Crash("leave.canceled");
  needs_.publisher.Publish(command.document, *std::move(stored));
  return canceled;
}

bool CancelLeave::IsHumanResources(const Viewer& viewer, const Document& document) {
  if (viewer.human_resources || !viewer.trusted) return viewer.human_resources;
  return viewer.person != document.requester.id && needs_.roles.IsHumanResources(*viewer.person);
}

Result<OptionalChange> CancelLeave::Decide(const Document& document,
                                           const Command& command,
                                           bool human_resources,
                                           Canceled& canceled) {
  auto made = ChangeOf(command);
  if (const auto earlier = EarlierChange(document, made)) {
    if (!*earlier) return earlier->error();
    canceled = {document, true};
    return OptionalChange();
  }
  const Instant now = needs_.clock.Now();
  const auto cancellation = CancellationOf(document,
                                           {.actor = *command.viewer.person,
                                            .human_resources = human_resources,
                                            .tomorrow = DateText(DayAfter(needs_.zone.DateAt(now))),
                                            .reason = command.reason},
                                           now);
  if (!cancellation) return cancellation.error();
  if (command.version && *command.version != document.version) {
    return VersionMismatch();
  }
  Documents::Change change{ApplyCancellation(document, *cancellation), {}};
  made.round = change.transition.round;
  change.transition.draft_change = std::move(made);
  change.messages = EncodeAll(needs_.encoder, change.transition.events);
  canceled = {After(document, change.transition), false};
  return OptionalChange(std::move(change));
}

std::optional<Document> CancelLeave::Recorded(RequestId id, const Viewer& viewer) {
  const auto deadline = Deadline::After(kTimeout);
  Backoff backoff(std::chrono::milliseconds(5), std::chrono::milliseconds(40));
  while (true) {
    auto document = needs_.documents.Find(id);
    if (!document || !MayView(viewer, *document)) return std::nullopt;
    if (OpenStep(*document) == nullptr) return document;
    const auto shown = shown_.WithResults({*document}).front();
    if (shown.state != DocumentState::kApproved) return document;
    if (deadline.Expired()) {
      throw Unavailable("the approval of document " + id.str() + " is being recorded");
    }
    std::this_thread::sleep_for(backoff.Next());
  }
}

}  // namespace erp::approval_request
