// Readiness of approval-processing on the real Redis.
#include <csignal>

#include <gtest/gtest.h>

#include "approval-processing/store/redis_stores.h"
#include "common/error.h"
#include "common/id.h"
#include "support/environment.h"

namespace erp::approval_processing {
namespace {

TEST(ProcessingReadiness, AFullPoolIsNoTroubleAndAProbeTakesNoConnectionOfIt) {
  std::signal(SIGPIPE, SIG_IGN);
  Config config;
  config.redis_url = test::Required("TEST_REDIS_URL");
  config.redis_connections = 1;
  config.redis_durability = "off";
  config.tenant = NewUuid();
  metrics::Registry registry;
  RedisStores stores(config, registry);
  {
    const auto lease = stores.quick.Acquire();
    EXPECT_EQ(stores.probe.Trouble(), std::nullopt);
    EXPECT_THROW(static_cast<void>(stores.quick.Acquire()), Unavailable) << "it is full";
  }
  const auto probing = stores.probing.Acquire();
  EXPECT_NO_THROW(static_cast<void>(stores.quick.Acquire()));
}

}  // namespace
}  // namespace erp::approval_processing
