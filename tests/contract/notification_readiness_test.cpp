// Readiness of notification on the real Redis.
#include <csignal>

#include <gtest/gtest.h>

#include "common/error.h"
#include "common/id.h"
#include "notification/store/stores.h"
#include "support/environment.h"

namespace erp::notification {
namespace {

TEST(NotificationReadiness, AFullPoolIsNoTroubleAndAProbeTakesNoConnectionOfIt) {
  std::signal(SIGPIPE, SIG_IGN);
  Config config;
  config.redis_url = test::Required("TEST_REDIS_URL");
  config.redis_pool_size = 1;
  config.redis_durability = "off";
  config.redis_key_prefix = NewUuid();
  metrics::Registry registry;
  Stores stores(config, registry);
  {
    const auto quick = stores.quick.Acquire();
    const auto patient = stores.patient.Acquire();
    EXPECT_EQ(Trouble(stores.probing, config), std::nullopt);
    EXPECT_THROW(static_cast<void>(stores.quick.Acquire()), Unavailable) << "it is full";
  }
  const auto probing = stores.probing.Acquire();
  EXPECT_NO_THROW(static_cast<void>(stores.quick.Acquire()));
}

}  // namespace
}  // namespace erp::notification
