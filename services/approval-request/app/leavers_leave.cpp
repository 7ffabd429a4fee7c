#include "approval-request/app/leavers_leave.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "approval-request/domain/cancellation.h"
#include "observe/log.h"

namespace erp::approval_request {
namespace {

constexpr std::size_t kPeopleAtOnce = 200;
constexpr int kPage = 100;
constexpr const char* kReason = "퇴사";

}  // namespace

void CancelLeaversLeave::Run(const std::vector<EmployeeId>& people,
                             const std::function<bool()>& go_on) {
  const auto tomorrow = DateText(DayAfter(needs_.zone.DateAt(needs_.clock.Now())));
  for (std::size_t i = 0; i < people.size(); i += kPeopleAtOnce) {
    const auto begin = people.begin() + static_cast<std::ptrdiff_t>(i);
    const std::vector<EmployeeId> some(
        begin, begin + static_cast<std::ptrdiff_t>(std::min(kPeopleAtOnce, people.size() - i)));
    // What is canceled is found no more.
    for (bool more = true; more;) {
      const auto page = needs_.work.LeaveToComeOf(some, tomorrow, kPage);
      bool canceled = false;
      for (const auto& document : page) {
        if (!go_on()) return;
        if (Cancel(document.id, tomorrow)) canceled = true;
      }
      more = canceled && page.size() == static_cast<std::size_t>(kPage);
    }
  }
}

bool CancelLeaversLeave::Cancel(RequestId id, const std::string& tomorrow) {
  auto stored = needs_.documents.Update(
      id, [&](const Document& document) -> Result<std::optional<Documents::Change>> {
        const auto cancellation = CancellationOf(document,
                                                 {.actor = EmployeeId(),
                                                  .human_resources = true,
                                                  .tomorrow = tomorrow,
                                                  .reason = kReason},
                                                 needs_.clock.Now());
        if (!cancellation) return cancellation.error();
        Documents::Change change{ApplyCancellation(document, *cancellation), {}};
        change.messages = EncodeAll(needs_.encoder, change.transition.events);
        return std::optional(std::move(change));
      });
  if (stored) {
    needs_.publisher.Publish(id, *std::move(stored));
    return true;
  }
  // Somebody else was faster.
  log::Info("leave of a leaver is not canceled",
            {{"request_id", id.value()}, {"why", stored.error().slug}});
  return false;
}

}  // namespace erp::approval_request
