// The broker of the test stack, as its administrator.
#pragma once

#include "common/brokers.h"

namespace erp::test {

// From TEST_KAFKA_BROKERS, TEST_KAFKA_USER and TEST_KAFKA_PASSWORD.
Brokers TestBrokers();

}  // namespace erp::test
