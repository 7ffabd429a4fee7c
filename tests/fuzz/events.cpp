// Events as another release, or nobody, may have written them (libs/contracts). The first byte says
// which kind.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "contracts/approval_events.h"
#include "contracts/employee_events.h"
#include "contracts/notification_events.h"
#include "contracts/result_events.h"
#include "require.h"

namespace erp::contracts {
namespace {

// What was read, is written so that it is read as the same: who passes an event on changes nothing.
template <typename Event>
void Kind(Result<Event> (*decode)(std::string_view), std::string_view body) {
  const auto event = decode(body);
  if (!event) {
    fuzz::Require(!event.error().slug.empty(), "a refusal has a code");
    return;
  }
  const std::string written = Encode(*event);
  const auto again = decode(written);
  fuzz::Require(again.ok(), "what is written is read");
  fuzz::Require(*again == *event, "as the same");
  fuzz::Require(Encode(*again) == written, "and written as the same");
}

using Reader = void (*)(std::string_view);
constexpr std::array<Reader, 8> kKinds = {
    [](std::string_view body) { Kind(&DecodeStepOpened, body); },
    [](std::string_view body) { Kind(&DecodeRoundClosed, body); },
    [](std::string_view body) { Kind(&DecodeStepDecided, body); },
    [](std::string_view body) { Kind(&DecodeRecalled, body); },
    [](std::string_view body) { Kind(&DecodeTaskMoved, body); },
    [](std::string_view body) { Kind(&DecodeEmployeeChanged, body); },
    [](std::string_view body) { Kind(&DecodeNotificationRequested, body); },
    [](std::string_view body) { Kind(&DecodeNotificationSettled, body); },
};

}  // namespace
}  // namespace erp::contracts

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view body(reinterpret_cast<const char*>(data + 1), size - 1);
  erp::contracts::kKinds[data[0] % erp::contracts::kKinds.size()](body);
  return 0;
}
