#include "employee/app/organisation/list_leavers.h"

namespace erp::employee {

LeaversPage ListLeavers::Run(const LeaverPlace& after, int limit) {
  const LeaverPlace settled{clock_.Now() - kOverlap, 0};
  LeaversPage page{leavers_.List(after, limit), settled, false};
  page.more = page.leavers.size() == static_cast<std::size_t>(limit);
  if (page.more) page.next = {page.leavers.back().changed_at, page.leavers.back().id.value()};
  return page;
}

}  // namespace erp::employee
