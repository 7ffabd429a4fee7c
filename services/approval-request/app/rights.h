// What somebody may do with a document now, for answers that show it.
#pragma once

#include <optional>
#include <utility>

#include "approval-request/domain/cancellation.h"
#include "approval-request/domain/rights.h"
#include "common/clock.h"
#include "common/time_zone.h"

namespace erp::approval_request {

// Thread-safe; does not block.
class Rights {
 public:
  // `zone`: the company's.
  Rights(const Clock& clock, TimeZone zone) : clock_(clock), zone_(std::move(zone)) {}

  // By the same table as the verbs. Nothing where nobody is named.
  [[nodiscard]] std::optional<Allowed> Of(const Viewer& viewer, const Document& document) const {
    if (!viewer.person) return std::nullopt;
    return AllowedTo(viewer, document, DateText(DayAfter(zone_.DateAt(clock_.Now()))));
  }

 private:
  const Clock& clock_;
  const TimeZone zone_;
};

}  // namespace erp::approval_request
