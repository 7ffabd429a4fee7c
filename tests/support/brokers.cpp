#include "support/brokers.h"

#include "support/environment.h"

namespace erp::test {

Brokers TestBrokers() {
  Brokers brokers(Required("TEST_KAFKA_BROKERS"));
  brokers.user = Required("TEST_KAFKA_USER");
  brokers.password = Required("TEST_KAFKA_PASSWORD");
  return brokers;
}

}  // namespace erp::test
