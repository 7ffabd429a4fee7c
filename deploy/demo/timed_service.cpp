#include "demo/timed_service.h"

#include "employee/api/options.h"
#include "employee/clients/topics.h"

namespace erp::demo {
namespace {

employee::Policies Policies(const employee::Config& config) {
  auto policies = employee::PoliciesOf(config);
  policies.opening = employee::Minutes();
  policies.statutory = employee::StatutoryPolicy{};
  return policies;
}

}  // namespace

TimedService::TimedService(const employee::Config& config, mysql::Pool& pool)
    : documents_(config, registry_),
      encoder_(employee::TopicsOf(config)),
      stores_(config, pool, clock_, encoder_, publisher_, registry_),
      ports_(stores_.PortsWith(work_, documents_, clock_, TimeZone(config.company_tz))),
      app_(ports_, Policies(config)) {}

void TimedService::SetTime(employee::Date date, std::chrono::minutes of_day) {
  clock_.Set(ports_.zone.InstantOf({date, of_day}));
}

}  // namespace erp::demo
