// Readiness of notification on the real Redis.
#include <gtest/gtest.h>

#include "common/id.h"
#include "contract/redis_readiness.h"
#include "notification/store/stores.h"
#include "support/environment.h"

namespace erp::notification {
namespace {

TEST(NotificationReadiness, AFullPoolIsNoTroubleAndAProbeTakesNoConnectionOfIt) {
  Config config;
  config.redis_url = erp::test::Required("TEST_REDIS_URL");
  config.redis_pool_size = 1;
  config.redis_durability = "off";
  config.redis_key_prefix = NewUuid();
  metrics::Registry registry;
  Stores stores(config, registry);
  redis::test::ExpectProbeBesideCallers({&stores.interactive, &stores.background}, stores.probing,
                                        [&] { return Unavailability(stores.probing, config); });
}

}  // namespace
}  // namespace erp::notification
