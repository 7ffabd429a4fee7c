// Readiness of approval-processing on the real Redis.
#include <gtest/gtest.h>

#include "approval-processing/store/stores.h"
#include "common/id.h"
#include "contract/redis_readiness.h"
#include "processing_fixture.h"
#include "support/environment.h"

namespace erp::approval_processing {
namespace {

TEST(ProcessingReadiness, AFullPoolIsNoTroubleAndAProbeTakesNoConnectionOfIt) {
  Config config;
  config.redis_url = erp::test::Required("TEST_REDIS_URL");
  config.redis_connections = 1;
  config.redis_durability = "off";
  config.tenant = NewUuid();
  metrics::Registry registry;
  FixedEpoch epoch;
  Stores stores(config, epoch, registry);
  redis::test::ExpectProbeBesideCallers({&stores.quick}, stores.probing,
                                        [&] { return stores.probe.Unavailability(); });
}

}  // namespace
}  // namespace erp::approval_processing
