#include "notification/app/operator_messages.h"

#include "common/sha256.h"
#include "observe/trace.h"

namespace erp::notification {
namespace {

constexpr std::size_t kDigestLength = 32;

// The same key of the same person in the same place always gives the same id.
std::string IdOf(std::string place,
                 const std::optional<std::string>& key,
                 std::optional<EmployeeId> actor) {
  if (actor) place += " by " + actor->str();
  return "op:" + Sha256Hex(place + "\n" + key.value_or(NewUuid())).substr(0, kDigestLength);
}

Notification Make(const std::string& id,
                  EmployeeId user,
                  const char* type,
                  const OperatorMessage& message,
                  Instant now) {
  return {.id = id,
          .user = user,
          .type = type,
          .approval = message.approval,
          .status = message.status,
          .title = "",
          .message = message.message,
          .timestamp = now};
}

}  // namespace

std::string OperatorMessages::Broadcast(const OperatorMessage& message,
                                        const std::optional<std::string>& idempotency_key,
                                        std::optional<EmployeeId> actor) {
  const std::string id = IdOf("everybody", idempotency_key, actor);
  announcer_.Announce(Make(id, EmployeeId(), kOperatorBroadcast, message, clock_.Now()));
  return id;
}

Result<OperatorMessages::Sent> OperatorMessages::Send(
    EmployeeId user,
    const OperatorMessage& message,
    const std::optional<std::string>& idempotency_key,
    std::optional<EmployeeId> actor) {
  const auto notification = Make(IdOf("to " + user.str(), idempotency_key, actor), user,
                                 "OPERATOR_MESSAGE", message, clock_.Now());
  const auto appended = inbox_.Append(notification, trace::CurrentTraceparent(), Fence{});
  if (const auto& earlier = appended.earlier;
      earlier && (earlier->approval != message.approval || earlier->status != message.status ||
                  earlier->message != message.message)) {
    return Error{ErrorCode::kKeyReused, "idempotency-key-reused",
                 "This Idempotency-Key was used for another message."};
  }
  return Sent{notification.id, appended.what == Stored::kDuplicate};
}

}  // namespace erp::notification
