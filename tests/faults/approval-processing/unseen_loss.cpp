#include "faults/approval-processing/unseen_loss.h"

#include <limits>

#include "faults/hit.h"

namespace erp::approval_processing {
namespace {

bool Unseen() { return faults::Hit("epoch.ignore"); }

}  // namespace

std::size_t FaultyEpoch::TakeConfirmed() {
  if (faults::Hit("compare.no-fuse")) return std::numeric_limits<std::size_t>::max();
  return epoch_.TakeConfirmed();
}

LiveTasks::Page FaultyLiveTasks::List(std::optional<RequestId> after,
                                      std::optional<RequestId> upto,
                                      std::size_t limit) {
  return Unseen() ? Page{} : tasks_.List(after, upto, limit);
}

std::size_t FaultyLiveTasks::Waiting() { return Unseen() ? 0 : tasks_.Waiting(); }

OpenStepRegister::Keys FaultyOpenSteps::ListKeys(std::optional<RequestId> after,
                                                 std::size_t limit,
                                                 std::chrono::milliseconds least_age) {
  return Unseen() ? Keys{} : steps_.ListKeys(after, limit, least_age);
}

std::int64_t FaultyOpenSteps::ResultsLag() { return Unseen() ? 0 : steps_.ResultsLag(); }

EpochRegister::State FaultyEpochRegister::Announce() {
  auto state = epochs_.Announce();
  if (Unseen()) state.in_force = 0;  // as if nothing was ever acknowledged
  return state;
}

bool FaultyEpochRegister::PutInForce(std::int64_t epoch) {
  return Unseen() || epochs_.PutInForce(epoch);
}

}  // namespace erp::approval_processing
